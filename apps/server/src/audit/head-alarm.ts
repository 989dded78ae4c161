// The alarm when the audit no longer holds a head that was kept: an event, and a mail to whoever looks after the audit.
import type { AuditHead } from "@hesper/contract";
import { holdName, inTransaction } from "../database/database.ts";
import { listActive } from "../employees/service.ts";
import type { LetterWriter } from "../mail/delivery.ts";
import { queueMail } from "../mail/outbox.ts";
import { getSettings } from "../settings/service.ts";
import type { SealDeps } from "./seals.ts";
import { recordEvent, serverOrigin } from "./service.ts";
import { readDetail, selectEvents } from "./store.ts";

const type = "audit.head_lost";
const mostAlarms = 100;

/** Once for each head. Whoever removes the event brings it back, and the mails with it. */
export async function raiseAlarm({ db, ids }: Pick<SealDeps, "db" | "ids">, { seal, hash, sealedAt }: AuditHead) {
  await inTransaction(db, async (tx) => {
    await holdName(tx, "audit alarm");
    const raised = await selectEvents(tx, { type }, { limit: mostAlarms, before: null });
    if (raised.some((event) => readDetail(event.detail).hash === hash)) return;
    await recordEvent(tx, ids, { type, actorId: null, subjectId: null, origin: serverOrigin, detail: { seal, hash } });
    for (const { id, email } of await listActive(tx, ["administrator", "auditor"])) {
      const data = { seal, sealedAt, foundAt: new Date(ids.clock.nowMs()).toISOString() };
      await queueMail(tx, ids, { kind: "audit_alarm", recipient: email, employeeId: id, data });
    }
  });
}

export function headAlarmWriter({ db }: Pick<SealDeps, "db">): LetterWriter {
  return async ({ data }) => {
    const { seal, sealedAt, foundAt } = JSON.parse(data) as { seal: number; sealedAt: string; foundAt: string };
    const { installationName } = await getSettings(db);
    return {
      subject: "The audit was cut off or rewritten",
      greeting: "Hello,",
      paragraphs: [
        `the audit of ${installationName} no longer holds a head that was kept in a file of the server. Events were removed or rewritten by somebody who can write to the database, or an old copy of the database was put in place.`,
        "Keep that file, and a copy of the database, as evidence. Then run on the server: npx hesper audit verify",
      ],
      facts: [
        ["Kept head", `seal ${seal}, of ${sealedAt}`],
        ["Found at", foundAt],
      ],
    };
  };
}
