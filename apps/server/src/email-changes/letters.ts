// The mails to the new address of a change of email: to confirm it, or to whoever has it already.
import { inTransaction } from "../database/database.ts";
import { findEmployeeByEmail } from "../employees/service.ts";
import { linkAddress, mintToken } from "../links/service.ts";
import type { LetterWriter } from "../mail/delivery.ts";
import { getSettings } from "../settings/service.ts";
import type { EmailChangeDeps } from "./service.ts";
import * as store from "./store.ts";

export function emailChangeWriter({ db, ids, outside }: EmailChangeDeps): LetterWriter {
  return async ({ employee_id: id, recipient }) => {
    if (id === null) return null;
    const token = await inTransaction(db, async (tx) => {
      const isOpen = (await store.findEmail(tx, id)) === recipient;
      return isOpen ? mintToken(tx, ids, { table: "email_changes", employeeId: id }) : null;
    });
    if (!token) return null;
    const { installationName } = await getSettings(db);
    return {
      subject: "Confirm your new email",
      // Not by name: until it is confirmed, this may be a stranger's address, and the name words of the sender's choice.
      greeting: "Hello,",
      paragraphs: [
        `You asked to log in to ${installationName} with ${recipient} from now on. Confirm that it is yours.`,
      ],
      action: { label: "Confirm this email", url: linkAddress(outside, "email_changes", token) },
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
      // To the email as it is stored: what was typed may merely look the same.
      to: owner.email,
      subject: "Somebody asked to use your email",
      greeting: `Hello ${owner.name},`,
      paragraphs: [
        `A colleague asked to log in to ${installationName} with ${owner.email}, which is yours. Nothing was changed.`,
        "If it was you, with another account: an email belongs to one account only.",
      ],
    };
  };
}
