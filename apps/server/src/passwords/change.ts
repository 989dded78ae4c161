// Giving a person a new password: it counts again if it was switched off, and what the old one had opened ends.
import { type Origin, recordEvent } from "../audit/service.ts";
import { type Database, inTransaction } from "../database/database.ts";
import { type Employee, lockEmployee } from "../employees/service.ts";
import { voidPendingLogins } from "../login/pending-logins.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { done, type Result, refuseField } from "../security/result.ts";
import { endSessionsOf } from "../sessions/service.ts";
import { getSettings } from "../settings/service.ts";
import { resetBudget } from "../throttling/service.ts";
import { hashChosenPassword, reasonAgainstPassword, storePassword } from "./service.ts";

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
  const hash = await hashChosenPassword(password, settings, ids);
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, employee.id);
    await storePassword(tx, employee.id, hash, ids.clock.nowMs());
    for (const factor of ["password", "password_in_session"] as const) await resetBudget(tx, employee.id, factor);
    await endSessionsOf(tx, employee.id);
    await voidPendingLogins(tx, employee.id);
    await recordEvent(tx, ids, { type: "password.changed", ...by, subjectId: employee.id });
    return done(null);
  });
}
