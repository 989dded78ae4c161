// Whom something is sealed to: as the server says, so that what can be checked about it is.
import type { KeyHost } from "./host.ts";
import type { KeyringProblemCode } from "./problem.ts";
import type { KeyRecord } from "./storage.ts";

export interface Recipient {
  readonly keyId: string;
  readonly recipient: string;
}

/** @returns null: this key is among them, and none that is known has another recipient than before. */
export function checkRecipients(record: KeyRecord, recipients: readonly Recipient[]): KeyringProblemCode | null {
  const own = { keyId: record.keyId, recipient: record.recipient };
  if (!recipients.some((one) => one.keyId === own.keyId)) return "recipient_missing";
  const known = new Map([...record.knownKeys, own].map((one) => [one.keyId, one.recipient]));
  const isAsBefore = (one: Recipient) => (known.get(one.keyId) ?? one.recipient) === one.recipient;
  return recipients.every(isAsBefore) ? null : "recipient_changed";
}

/** Remembers the employee's other keys, to which something was sealed. */
export async function noteKeys({ storage }: KeyHost, keyId: string, others: readonly Recipient[]): Promise<void> {
  await storage.change(async (tx) => {
    const record = await tx.getRecord();
    if (record?.keyId !== keyId || record.lockedIdentity === null) return;
    const added = others.filter(
      (one) => one.keyId !== keyId && !record.knownKeys.some((key) => key.keyId === one.keyId),
    );
    if (added.length === 0) return;
    const plain = added.map((one) => ({ keyId: one.keyId, recipient: one.recipient }));
    await tx.putRecord({ ...record, knownKeys: [...record.knownKeys, ...plain] });
  });
}
