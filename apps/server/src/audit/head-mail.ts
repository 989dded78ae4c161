// Mails the signed head once a day, to whoever the policy names: evidence that lies outside of this server.
import { inTransaction } from "../database/database.ts";
import type { LetterWriter } from "../mail/delivery.ts";
import { queueMail } from "../mail/outbox.ts";
import { getSettings } from "../settings/service.ts";
import { findHead, type SealDeps } from "./seals.ts";

export async function queueHeadMail({ db, ids, keyring }: SealDeps): Promise<void> {
  const { auditHeadEmail } = await getSettings(db);
  if (auditHeadEmail === "" || (await findHead(db, keyring)) === null) return;
  await inTransaction(db, (tx) =>
    queueMail(tx, ids, { kind: "audit_head", recipient: auditHeadEmail, employeeId: null }),
  );
}

export function auditHeadWriter({ db, keyring }: SealDeps): LetterWriter {
  return async () => {
    const head = await findHead(db, keyring);
    if (head === null) return null;
    const { installationName } = await getSettings(db);
    return {
      subject: `Audit head of ${installationName}: seal ${head.seal}`,
      greeting: "Hello,",
      paragraphs: [
        "this is the signed end of the chain of audit events. Keep this mail. To compare, save the line below as head.json and run: npx hesper audit verify --head head.json",
        JSON.stringify(head),
      ],
      facts: [
        ["Seal", String(head.seal)],
        ["Sealed at", head.sealedAt],
      ],
    };
  };
}
