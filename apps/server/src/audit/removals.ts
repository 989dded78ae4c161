// The record of how far old events were removed. It is signed: whoever can write to the database but has not the
// master key cannot empty a seal and say that its time had come.
import type { Keys } from "../data-keys/data-keys.ts";
import type { Tx } from "../database/database.ts";
import * as chain from "./chain.ts";
import type { RemovalRow, SealRow } from "./seal-store.ts";
import { replaceRemoval } from "./seal-store.ts";

export type PublicKeyOf = (keyId: string) => string | null;

/** Records, in place of what was recorded before, that the events up to a seal are removed. */
export async function recordRemoval(
  tx: Tx,
  keys: Keys,
  { seal, beforeMs, nowMs }: { seal: Pick<SealRow, "number" | "hash">; beforeMs: number; nowMs: number },
): Promise<void> {
  const key = keys.currentAuditKey();
  const content = {
    up_to_seal: seal.number,
    seal_hash: seal.hash,
    events_before: beforeMs,
    removed_at: nowMs,
    key_id: key.id,
  };
  const signature = chain.signHash(chain.privateKeyOf(key.bytes), chain.removalHash(content));
  await replaceRemoval(tx, { ...content, signature });
}

export function isSignedRemoval(row: RemovalRow, publicKeyOf: PublicKeyOf): boolean {
  const publicKey = publicKeyOf(row.key_id);
  return publicKey !== null && chain.isSignedBy(publicKey, chain.removalHash(row), row.signature);
}

/** Whether a seal is as it was made: what it says of its events can be relied on. */
export function isSoundSeal(seal: SealRow, publicKeyOf: PublicKeyOf): boolean {
  const publicKey = publicKeyOf(seal.key_id);
  return (
    publicKey !== null && chain.sealHash(seal) === seal.hash && chain.isSignedBy(publicKey, seal.hash, seal.signature)
  );
}
