// A forgotten password: a link that works once, for 30 minutes, and never touches the second factor.
import { type Origin, recordEvent } from "../audit/service.ts";
import { type Database, inTransaction } from "../database/database.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { type Employee, emailKey, findEmployee, lockEmployee } from "../employees/service.ts";
import {
  deadLink,
  followLink,
  type Link,
  linkAddress,
  mintToken,
  type Outside,
  openLink,
  spendLink,
} from "../links/service.ts";
import { queueMail } from "../mail/outbox.ts";
import { replacePassword } from "../passwords/change.ts";
import { hashChosenPassword, reasonAgainstPassword } from "../passwords/service.ts";
import { hashQueue } from "../security/hash-queue.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { done, type Result, refuse, refuseField } from "../security/result.ts";
import { getSettings } from "../settings/service.ts";
import { countAttempt, resetEmailBudget } from "../throttling/service.ts";
import type { Caller } from "../two-factor/service.ts";

export interface PasswordResetDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly outside: Outside;
}

export const ttlSeconds = 30 * 60;
const table = "password_resets";

/**
 * Asks for a link. What is done is the same for every email: whether somebody has it is looked up later, when the mail
 * is sent, so that neither the answer nor its time tells (V6.3.8).
 */
export async function requestReset(
  { db, ids, outside }: PasswordResetDeps,
  email: string,
  origin: Origin,
): Promise<Result<null, "conflict" | "too_many_attempts">> {
  if (!outside.sendsMail) {
    return refuse(
      "conflict",
      "This installation sends no mail. Ask an administrator for a link to choose a new password.",
    );
  }
  const settings = await getSettings(db);
  const key = emailKey(email);
  const subject = { unknownEmailKey: key };
  const attempt = await countAttempt(db, ids, { factor: "password_reset", subject, origin, settings });
  if (!attempt.ok) return attempt;
  const data = { address: origin.address, userAgent: origin.userAgent.slice(0, 256) };
  const mail = { kind: "password_reset", recipient: email.trim(), employeeId: null, data } as const;
  await inTransaction(db, (tx) => queueMail(tx, ids, { ...mail, giveUpAfterSeconds: ttlSeconds }));
  return done(null);
}

/** The administrator's way: the link is mailed, or handed over where no mail is sent. */
export async function makeLink(
  { db, ids, outside }: PasswordResetDeps,
  caller: Caller,
  employeeId: EmployeeId,
): Promise<
  Result<{ link: string | null; expiresAtMs: number }, "not_found" | "conflict" | "not_authenticated" | "forbidden">
> {
  const { employee: by, origin } = caller;
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, employeeId);
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    const employee = await findEmployee(tx, employeeId);
    if (!employee) return refuse("not_found");
    if (employee.status !== "active") return refuse("conflict", `${employee.name} cannot log in at the moment.`);
    if (!employee.hasLogIn)
      return refuse("conflict", `${employee.name} has no log-in yet. Send an invitation instead.`);
    const { expiresAtMs } = await openLink(tx, ids, { table, employeeId, ttlSeconds });
    const event = { type: "password_reset.requested", actorId: by.id, subjectId: employeeId, origin } as const;
    await recordEvent(tx, ids, { ...event, detail: { mailed: outside.sendsMail } });
    if (outside.sendsMail) {
      const data = { byName: by.name, address: origin.address, userAgent: "" };
      const mail = { kind: "password_reset", recipient: employee.email, employeeId, data } as const;
      await queueMail(tx, ids, { ...mail, giveUpAfterSeconds: ttlSeconds });
      return done({ link: null, expiresAtMs });
    }
    const token = await mintToken(tx, ids, { table, employeeId });
    if (!token) throw new Error("A link that was just opened is gone.");
    return done({ link: linkAddress(outside, table, token), expiresAtMs });
  });
}

export async function lookAtReset(
  deps: PasswordResetDeps,
  { token, origin }: { token: string; origin: Origin },
): Promise<Result<Link & { employee: Employee }, "not_found" | "too_many_attempts">> {
  const found = await followLink(deps, { table, token, origin });
  if (!found.ok) return found;
  const employee = await findEmployee(deps.db, found.value.employeeId);
  return employee?.status === "active" && employee.hasLogIn
    ? done({ ...found.value, employee })
    : refuse("not_found", deadLink);
}

export async function finishReset(
  deps: PasswordResetDeps,
  { token, newPassword }: { token: string; newPassword: string },
  origin: Origin,
): Promise<Result<null, "not_found" | "too_many_attempts" | "invalid_request">> {
  const { db, ids } = deps;
  // Looked up before the slow hash, so that strangers cannot make the server hash.
  const found = await lookAtReset(deps, { token, origin });
  if (!found.ok) return found;
  const { employee } = found.value;
  const settings = await getSettings(db);
  const { installationName } = settings;
  const reason = reasonAgainstPassword(newPassword, { ...employee, installationName }, settings);
  if (reason !== null) return refuseField("/newPassword", reason);
  const hash = await hashQueue.withPlace((place) => hashChosenPassword(place, newPassword, { settings, ids }));
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, employee.id);
    if (!(await spendLink(tx, ids, table, token))) return refuse("not_found", deadLink);
    await resetEmailBudget(tx, "password_reset", emailKey(employee.email));
    await replacePassword(tx, ids, employee, { hash, by: { actorId: employee.id, origin }, detail: { by: "link" } });
    return done(null);
  });
}
