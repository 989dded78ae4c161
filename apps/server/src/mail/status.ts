// How mail is doing, and a mail to oneself to try it.
import { type Database, type Handle, inTransaction } from "../database/database.ts";
import { findEmployee } from "../employees/service.ts";
import type { IdSource } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import { getSettings } from "../settings/service.ts";
import { takeFromAddress } from "../throttling/service.ts";
import type { Caller } from "../two-factor/service.ts";
import type { LetterWriter } from "./delivery.ts";
import { queueMail } from "./outbox.ts";

export { measureOutbox } from "./store.ts";

export interface MailStatusDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly outside: { readonly sendsMail: boolean };
}

const testMailSeconds = 600;

export async function queueTestMail(
  { db, ids, outside }: MailStatusDeps,
  { employee, origin }: Caller,
): Promise<Result<null, "conflict" | "too_many_attempts">> {
  if (!outside.sendsMail) return refuse("conflict", "No mail server is set: give the server HESPER_SMTP_URL.");
  const taken = await takeFromAddress(db, ids, origin);
  if (!taken.ok) return taken;
  const mail = { kind: "test", recipient: employee.email, employeeId: employee.id } as const;
  await inTransaction(db, (tx) => queueMail(tx, ids, { ...mail, giveUpAfterSeconds: testMailSeconds }));
  return done(null);
}

export function testMailWriter({ db }: { db: Handle }): LetterWriter {
  return async ({ employee_id }) => {
    const person = employee_id === null ? null : await findEmployee(db, employee_id);
    if (!person) return null;
    const { installationName } = await getSettings(db);
    return {
      subject: `${installationName} can send mail`,
      greeting: `Hello ${person.name},`,
      paragraphs: [`this is the test mail that you asked for. Mail from ${installationName} reaches you.`],
    };
  };
}
