// Whom something is sealed to: as the server says, so that what can be checked about it is.
import { checkRecipients as check, fingerprintOf, type NamedRecipient, type SealingKey } from "@hesper/vault";
import type { KeyHost } from "./host.ts";
import type { KeyringProblemCode } from "./problem.ts";
import type { KeyRecord } from "./storage.ts";

export type Recipient = NamedRecipient;

/** This key, as one that seals. */
export function sealingKey({ keyId, recipient, knownKeys }: KeyRecord): SealingKey {
  return { own: { keyId, recipient }, known: knownKeys };
}

/** @returns null: this key is among them, and none that is known has another recipient than before. */
export function checkRecipients(record: KeyRecord, recipients: readonly Recipient[]): KeyringProblemCode | null {
  return check(sealingKey(record), recipients);
}

/**
 * Remembers the employee's other keys, before something is sealed to them: whatever comes between, the person is told of
 * each that is new.
 */
export async function noteKeys({ storage }: KeyHost, keyId: string, others: readonly Recipient[]): Promise<void> {
  await storage.change(async (tx) => {
    const record = await tx.getRecord();
    if (record?.keyId !== keyId || record.lockedIdentity === null) return;
    const known = new Set([keyId, ...record.knownKeys.map((key) => key.keyId)]);
    const added = others.filter((one) => !known.has(one.keyId));
    if (added.length === 0) return;
    const noted = added.map((one) => ({ keyId: one.keyId, recipient: one.recipient, told: false }));
    await tx.putRecord({ ...record, knownKeys: [...record.knownKeys, ...noted] });
  });
}

export interface OtherKey {
  readonly keyId: string;
  readonly fingerprint: string;
}

/** @returns those that the person was not told of yet, and takes them for told from now on. */
export async function takeUntold({ storage }: KeyHost): Promise<readonly OtherKey[]> {
  const record = await storage.read((tx) => tx.getRecord());
  const untold = record?.knownKeys.filter(({ told }) => !told) ?? [];
  if (untold.length === 0) return [];
  const found = await Promise.all(untold.map(withFingerprint));
  await storage.change(async (tx) => {
    const current = await tx.getRecord();
    if (!current) return;
    const isTold = (id: string) => untold.some(({ keyId }) => keyId === id);
    const knownKeys = current.knownKeys.map((key) => (isTold(key.keyId) ? { ...key, told: true } : key));
    await tx.putRecord({ ...current, knownKeys });
  });
  return found;
}

export async function withFingerprint({ keyId, recipient }: Recipient): Promise<OtherKey> {
  return { keyId, fingerprint: await fingerprintOf(recipient) };
}
