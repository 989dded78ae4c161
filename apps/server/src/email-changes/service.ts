// Changing one's own email: confirmed at the new address, told at the old one.
import { type Origin, recordEvent } from "../audit/service.ts";
import { type Database, inTransaction } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import { changeEmail, emailKey, findEmployee, findEmployeeByEmail, lockEmployee } from "../employees/service.ts";
import { voidMailedCodes } from "../keys/activation-store.ts";
import { closeLink, deadLink, followLink, type Outside, spendLink } from "../links/service.ts";
import { queueMail } from "../mail/outbox.ts";
import type { IdSource } from "../security/ids.ts";
import { done, type Result, refuse, refuseField } from "../security/result.ts";
import { isSessionAlive } from "../sessions/service.ts";
import { getSettings } from "../settings/service.ts";
import { countAttempt } from "../throttling/service.ts";
import type { Caller } from "../two-factor/service.ts";
import * as store from "./store.ts";

export interface EmailChangeDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly outside: Outside;
}

const ttlSeconds = 86_400;
const table = "email_changes";

/**
 * Asks for the change. The answer is the same for an address that somebody else has: whoever reads its mail is told,
 * nobody else (V6.3.8).
 */
export async function requestChange(
  { db, ids, outside }: EmailChangeDeps,
  { employee, session, origin }: Caller,
  newEmail: string,
): Promise<Result<null, "conflict" | "too_many_attempts" | "invalid_request" | "not_authenticated">> {
  if (!outside.sendsMail) {
    return refuse("conflict", "This installation sends no mail, so that the new address cannot be confirmed.");
  }
  if (emailKey(newEmail) === emailKey(employee.email)) return refuseField("/newEmail", "This is your email already.");
  const settings = await getSettings(db);
  const subject = { unknownEmailKey: `change ${employee.id}` };
  const attempt = await countAttempt(db, ids, { factor: "email_change", subject, origin, settings });
  if (!attempt.ok) return attempt;
  return inTransaction(db, async (tx) => {
    await lockEmployee(tx, employee.id);
    if (!(await isSessionAlive(tx, session.id))) return refuse("not_authenticated");
    const about = { actorId: employee.id, subjectId: employee.id, origin };
    await recordEvent(tx, ids, { ...about, type: "email_change.requested", detail: { to: newEmail } });
    const isTaken = (await findEmployeeByEmail(tx, newEmail)) !== null;
    // Opened for a taken email too, whose link is made for nobody: else an older link that lives on would tell of it.
    await store.open(tx, { employeeId: employee.id, email: newEmail, nowMs: ids.clock.nowMs(), ttlSeconds });
    const kind = isTaken ? "email_taken" : "email_change";
    const mail = { kind, recipient: newEmail, employeeId: employee.id, giveUpAfterSeconds: ttlSeconds } as const;
    await queueMail(tx, ids, mail);
    return done(null);
  });
}

/** The link at the new address was opened. Whoever opens it may be logged in nowhere: it proves the address only. */
export async function confirmChange(
  deps: EmailChangeDeps,
  token: string,
  origin: Origin,
): Promise<Result<string, "not_found" | "conflict" | "too_many_attempts">> {
  const { db, ids } = deps;
  const found = await followLink(deps, { table, token, origin });
  if (!found.ok) return found;
  const { employeeId } = found.value;
  try {
    return await inTransaction(db, async (tx) => {
      await lockEmployee(tx, employeeId);
      const to = await store.findEmail(tx, employeeId);
      const employee = await findEmployee(tx, employeeId);
      if (to === null || employee?.status !== "active") return refuse("not_found", deadLink);
      if (!(await spendLink(tx, ids, table, token))) return refuse("not_found", deadLink);
      await changeEmail(tx, employeeId, { email: to, nowMs: ids.clock.nowMs() });
      // A link to the old address must not outlive it.
      await closeLink(tx, "password_resets", employeeId);
      await voidMailedCodes(tx, employeeId);
      const about = { actorId: employeeId, subjectId: employeeId, origin };
      await recordEvent(tx, ids, { ...about, type: "email.changed", detail: { from: employee.email, to } });
      return done(to);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return refuse("conflict", "Somebody else has this email by now. Your email stays as it is.");
  }
}
