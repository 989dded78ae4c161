// Giving a person a new password: it counts again if it was switched off, and what the old one had opened ends.
import { type Origin, recordEvent } from "../audit/service.ts";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import { type Employee, lockEmployee } from "../employees/service.ts";
import { closeLink } from "../links/service.ts";
import { voidPendingLogins } from "../login/pending-logins.ts";
import { hashQueue } from "../security/hash-queue.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { done, type Result, refuse, refuseField } from "../security/result.ts";
import { beginSession, endSessionsOf, isSessionAlive, type NewSession } from "../sessions/service.ts";
import { getSettings } from "../settings/service.ts";
import { countAttempt, resetBudget, succeed } from "../throttling/service.ts";
import { forgetAllBrowsers } from "../trusted-browsers/service.ts";
import type { Caller } from "../two-factor/service.ts";
import { hashChosenPassword, isPasswordOf, reasonAgainstPassword, storePassword } from "./service.ts";

/** @param by who did it; null: the command line. Ends all sessions and half-done log-ins of the person. */
export async function changePassword(
  { db, ids }: { db: Database; ids: IdSource },
  employee: Employee,
  { password, by }: { password: string; by: { actorId: EmployeeId | null; origin: Origin } },
): Promise<Result<null, "invalid_request">> {
  const settings = await getSettings(db);
  const { installationName } = settings;
  const reason = reasonAgainstPassword(password, { ...employee, installationName }, settings);
  if (reason !== null) return refuseField("/password", reason);
  const hash = await hashQueue.withPlace((place) => hashChosenPassword(place, password, { settings, ids }));
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, employee.id);
    await replacePassword(tx, ids, employee, { hash, by });
    return done(null);
  });
}

/** @param by who did it. @param detail `link`: with a link for a forgotten password. */
export async function replacePassword(
  tx: Tx,
  ids: IdSource,
  { id }: Employee,
  {
    hash,
    by,
    detail = {},
  }: { hash: string; by: { actorId: EmployeeId | null; origin: Origin }; detail?: { by?: "link" } },
): Promise<void> {
  await storePassword(tx, id, hash, ids.clock.nowMs());
  await forgetAllBrowsers(tx, id);
  for (const factor of ["password", "password_in_session", "password_in_trusted_browser"] as const)
    await resetBudget(tx, id, factor);
  await endSessionsOf(tx, id);
  await voidPendingLogins(tx, id);
  // Whoever asked for these may be the one whom the new password is to lock out.
  for (const table of ["password_resets", "email_changes"] as const) await closeLink(tx, table, id);
  await recordEvent(tx, ids, { type: "password.changed", ...by, subjectId: id, detail });
}

/** A person's own change: needs the current password. @returns the session that replaces the caller's; all others end. */
export async function changeOwnPassword(
  { db, ids }: { db: Database; ids: IdSource },
  { employee, session, origin }: Caller,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
): Promise<Result<NewSession, "invalid_credentials" | "invalid_request" | "too_many_attempts" | "not_authenticated">> {
  const settings = await getSettings(db);
  const subject = { employeeId: employee.id };
  const { installationName } = settings;
  const checked = await hashQueue.withPlace(async (place) => {
    const attempt = await countAttempt(db, ids, { factor: "password_in_session", subject, origin, settings });
    if (!attempt.ok) return attempt;
    const given = { employeeId: employee.id, password: currentPassword, settings };
    if (!(await isPasswordOf(db, place, given)) || attempt.value.disabled) {
      return refuse("invalid_credentials", "The current password is wrong. Check it and try again.");
    }
    const reason = reasonAgainstPassword(newPassword, { ...employee, installationName }, settings);
    if (reason !== null) return refuseField("/newPassword", reason);
    return done({ attempt: attempt.value, hash: await hashChosenPassword(place, newPassword, { settings, ids }) });
  });
  if (!checked.ok) return checked;
  const { attempt, hash } = checked.value;
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, employee.id);
    if (!(await isSessionAlive(tx, session.id))) return refuse("not_authenticated");
    await succeed(tx, attempt);
    await replacePassword(tx, ids, employee, { hash, by: { actorId: employee.id, origin } });
    return done(await beginSession(tx, ids, { employeeId: employee.id, assurance: session.assurance, origin }));
  });
}
