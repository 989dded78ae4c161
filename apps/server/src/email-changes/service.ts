// Changing one's own email: confirmed at the new address, told at the old one.
import { type Origin, recordEvent } from "../audit/service.ts";
import { type Database, inTransaction } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import {
  changeEmail,
  emailKey,
  findEmployee,
  findEmployeeByEmail,
  getEmployee,
  lockEmployee,
} from "../employees/service.ts";
import { closeLink, deadLink, followLink, linkAddress, mintToken, type Outside, spendLink } from "../links/service.ts";
import type { LetterWriter } from "../mail/delivery.ts";
import { queueMail } from "../mail/outbox.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { done, type Result, refuse, refuseField } from "../security/result.ts";
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
  { employee, origin }: Caller,
  newEmail: string,
): Promise<Result<null, "conflict" | "too_many_attempts" | "invalid_request">> {
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
    const about = { actorId: employee.id, subjectId: employee.id, origin };
    await recordEvent(tx, ids, { ...about, type: "email_change.requested", detail: { to: newEmail } });
    const isTaken = (await findEmployeeByEmail(tx, newEmail)) !== null;
    if (!isTaken)
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
      const about = { actorId: employeeId, subjectId: employeeId, origin };
      await recordEvent(tx, ids, { ...about, type: "email.changed", detail: { from: employee.email, to } });
      return done(to);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return refuse("conflict", "Somebody else has this email by now. Your email stays as it is.");
  }
}

export function emailChangeWriter({ db, ids, outside }: EmailChangeDeps): LetterWriter {
  return async ({ employee_id: id, recipient }) => {
    if (id === null) return null;
    const token = await inTransaction(db, async (tx) => {
      const isOpen = (await store.findEmail(tx, id)) === recipient;
      return isOpen ? mintToken(tx, ids, { table, employeeId: id }) : null;
    });
    if (!token) return null;
    const { name, installationName } = await names(db, id);
    return {
      subject: "Confirm your new email",
      greeting: `Hello ${name},`,
      paragraphs: [
        `You asked to log in to ${installationName} with ${recipient} from now on. Confirm that it is yours.`,
      ],
      action: { label: "Confirm this email", url: linkAddress(outside, table, token) },
      afterAction: ["The link works once, for 24 hours. If you did not ask for this, ignore this mail."],
    };
  };
}

export function emailTakenWriter({ db }: Pick<EmailChangeDeps, "db">): LetterWriter {
  return async ({ recipient }) => {
    const owner = await findEmployeeByEmail(db, recipient);
    if (!owner) return null;
    const { installationName } = await getSettings(db);
    return {
      subject: "Somebody asked to use your email",
      greeting: `Hello ${owner.name},`,
      paragraphs: [
        `A colleague asked to log in to ${installationName} with ${recipient}, which is yours. Nothing was changed.`,
        "If it was you, with another account: an email belongs to one account only.",
      ],
    };
  };
}

async function names(db: Database, id: EmployeeId): Promise<{ name: string; installationName: string }> {
  const { installationName } = await getSettings(db);
  return { name: (await getEmployee(db, id)).name, installationName };
}
