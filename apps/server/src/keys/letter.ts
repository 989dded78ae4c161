// The mail with the link that activates a key. Its code is made when the mail is sent: none is stored before.
import { inTransaction } from "../database/database.ts";
import { findEmployee } from "../employees/service.ts";
import { linkAddress } from "../links/service.ts";
import type { LetterWriter } from "../mail/delivery.ts";
import { getSettings } from "../settings/service.ts";
import type { ActivationMail } from "./activation-opening.ts";
import { setMailedCode } from "./activation-store.ts";
import { newCode } from "./codes.ts";
import type { KeyDeps } from "./held.ts";
import * as store from "./store.ts";

export function keyActivationWriter({ db, ids, outside }: KeyDeps): LetterWriter {
  return async ({ employee_id, recipient, data }) => {
    if (employee_id === null) return null;
    const { key: id, by, expiresAtMs } = JSON.parse(data) as ActivationMail;
    const { code, hash } = newCode(ids.random);
    const made = await inTransaction(db, async (tx) => {
      const employee = await findEmployee(tx, employee_id);
      // An address that is the employee's no longer gets nothing that opens.
      if (employee?.email !== recipient) return null;
      const isOpen = await setMailedCode(tx, id, { hash, expiresAtMs });
      const key = isOpen ? await store.find(tx, id) : null;
      return key && { employee, key };
    });
    if (!made) return null;
    const { installationName } = await getSettings(db);
    return {
      subject: `Activate your key for ${installationName}`,
      greeting: `Hello ${made.employee.name},`,
      paragraphs: [
        `${by} made the key “${made.key.name}” for you. It will hold your accounts. Open the link on the device where you want to use it: the page shows how a browser or a computer becomes the key.`,
      ],
      action: { label: "Activate the key", url: linkAddress(outside, "keys", code) },
      afterAction: [
        "The link works once, for 7 days. Whoever uses it first has the key, and gets your accounts: pass it on to nobody. If you do not know what this is about, tell an administrator.",
      ],
    };
  };
}
