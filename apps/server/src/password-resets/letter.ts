// The mail with the link for a forgotten password. Whether anybody has the email is looked up here, out of sight of
// whoever asked.
import { recordEvent } from "../audit/service.ts";
import { inTransaction, type Tx } from "../database/database.ts";
import { type Employee, findEmployee, findEmployeeByEmail } from "../employees/service.ts";
import { findOpenLink, linkAddress, mintToken, openLink } from "../links/service.ts";
import type { LetterWriter } from "../mail/delivery.ts";
import type { Letter } from "../mail/letter.ts";
import type { MailRow } from "../mail/store.ts";
import { passwordChangedAtMs } from "../passwords/service.ts";
import type { IdSource } from "../security/ids.ts";
import type { Secret } from "../security/secret.ts";
import { getSettings } from "../settings/service.ts";
import { type PasswordResetDeps, ttlSeconds } from "./service.ts";

const table = "password_resets";

/** What stands in the outbox. `byName`: the administrator who made the link; it is open already. */
interface ResetMail {
  readonly byName?: string;
  readonly address: string;
  readonly userAgent: string;
}

interface Made {
  readonly employee: Employee;
  readonly token: Secret<string>;
}

/** For an email that nobody has there is no letter, and none for a link that is no longer wanted. */
export function passwordResetWriter({ db, ids, outside }: PasswordResetDeps): LetterWriter {
  return async (mail) => {
    const asked = JSON.parse(mail.data) as ResetMail;
    const made = await inTransaction(db, (tx) =>
      asked.byName === undefined ? openForEmail(tx, ids, mail, asked) : mintForPerson(tx, ids, mail),
    );
    if (!made) return null;
    const { installationName } = await getSettings(db);
    return letter(asked, made, { installationName, url: linkAddress(outside, table, made.token) });
  };
}

async function openForEmail(tx: Tx, ids: IdSource, mail: MailRow, asked: ResetMail): Promise<Made | null> {
  const employee = await findEmployeeByEmail(tx, mail.recipient);
  // Whoever has no log-in gets one by an invitation, not by having forgotten a password that never was.
  if (employee?.status !== "active" || !employee.hasLogIn) return null;
  // A mail that went out and is sent again, since its server did not answer, must not open what was used meanwhile.
  if (((await passwordChangedAtMs(tx, employee.id)) ?? 0) > mail.created_at) return null;
  const isNew = mail.attempts === 0 || (await findOpenLink(tx, table, employee.id)) === null;
  await openLink(tx, ids, { table, employeeId: employee.id, ttlSeconds });
  const token = await mintToken(tx, ids, { table, employeeId: employee.id });
  if (!token) return null;
  if (isNew) {
    const event = { type: "password_reset.requested", actorId: null, subjectId: employee.id, origin: asked } as const;
    await recordEvent(tx, ids, { ...event, detail: { mailed: true } });
  }
  return { employee, token };
}

async function mintForPerson(tx: Tx, ids: IdSource, { employee_id: id }: MailRow): Promise<Made | null> {
  const employee = id === null ? null : await findEmployee(tx, id);
  if (employee?.status !== "active" || !employee.hasLogIn) return null;
  const token = await mintToken(tx, ids, { table, employeeId: employee.id });
  return token ? { employee, token } : null;
}

function letter(
  { byName, address }: ResetMail,
  { employee }: Made,
  { installationName, url }: { installationName: string; url: string },
): Letter & { to: string } {
  return {
    // To the email as it is stored: what was typed may merely look the same.
    to: employee.email,
    subject: `Choose a new password for ${installationName}`,
    greeting: `Hello ${employee.name},`,
    paragraphs: [
      byName === undefined
        ? `Somebody asked for a new password for your account at ${installationName}.`
        : `${byName} sends you a link to choose a new password for your account at ${installationName}.`,
    ],
    facts: [["Asked for from", address]],
    action: { label: "Choose a new password", url },
    afterAction: [
      "The link works once, for 30 minutes. Your second factor stays as it is and will be asked for.",
      "If you did not ask for this, ignore this mail: your password stays as it is.",
    ],
  };
}
