// Sealing: events are taken in order into a chain of signed seals, by whichever server comes first.
import { setImmediate as rest } from "node:timers/promises";
import type { AuditHead } from "@hesper/contract";
import type { Keyring, Keys } from "../data-keys/data-keys.ts";
import { type Database, type Handle, holdName, inTransaction, type Tx } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import type { IdSource } from "../security/ids.ts";
import * as chain from "./chain.ts";
import * as store from "./seal-store.ts";
import { asHashed, selectHashed } from "./store.ts";

export { countUnsealed, measureUnsealed } from "./seal-store.ts";

export interface SealDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly keyring: Keyring;
}

/** Sealed when so many wait, or when one has waited so long. */
export const eventsInSeal = 1000;
const longestWaitMs = 60_000;

/**
 * Seals what is due; with `all`, what is there. Two servers may try at once: the number of a seal is its primary key,
 * and the one that comes second does nothing. @returns how many events were sealed.
 */
export async function sealEvents(deps: SealDeps, { all = false } = {}): Promise<number> {
  let events = 0;
  for (;;) {
    const sealed = await sealOnce(deps, all);
    events += sealed;
    // Fewer than fit: the rest is not due, or another server is at it.
    if (sealed < eventsInSeal) return events;
    await rest();
  }
}

async function sealOnce({ db, ids, keyring }: SealDeps, all: boolean): Promise<number> {
  try {
    return await inTransaction(db, async (tx) => {
      await holdName(tx, "audit seals");
      const nowMs = ids.clock.nowMs();
      const waiting = selectHashed(tx).where("seal", "is", null).orderBy("id").limit(eventsInSeal);
      const rows = (await waiting.execute()).map(asHashed);
      // Any of them, not the first: one with a forged time must not hold up the others.
      const isDue = all || rows.length === eventsInSeal || rows.some((row) => Number(row.at) <= nowMs - longestWaitMs);
      if (rows.length === 0 || !isDue) return 0;
      const number = await seal(tx, { rows, keys: await keyring.read(tx), nowMs });
      const waited = rows.map((row) => row.id);
      const assigned = await store.assignEvents(tx, waited, number);
      if (assigned !== rows.length) throw new Error("An event was sealed by somebody else meanwhile.");
      return rows.length;
    });
  } catch (error) {
    if (isUniqueViolation(error)) return 0;
    throw error;
  }
}

/** Writes the seal of these events; giving it to them is left to the caller. @returns its number. */
async function seal(
  tx: Tx,
  { rows, keys, nowMs }: { rows: readonly chain.HashedEvent[]; keys: Keys; nowMs: number },
): Promise<number> {
  const last = await store.findLastSeal(tx);
  const key = keys.currentAuditKey();
  const entries = chain.entriesOf(rows);
  const content: chain.SealContent = {
    number: (last?.number ?? 0) + 1,
    previous_hash: last?.hash ?? chain.genesis,
    event_count: rows.length,
    // Never younger than the seal, whatever an event claims of itself.
    last_at: Math.max(0, ...rows.map((row) => Math.min(Number(row.at), nowMs))),
    entries_hash: chain.entriesHash(entries),
    sealed_at: nowMs,
    key_id: key.id,
  };
  const hash = chain.sealHash(content);
  const signature = chain.signHash(chain.privateKeyOf(key.bytes), hash);
  await store.insertSeal(tx, { ...content, entries, hash, signature });
  return content.number;
}

/**
 * Seals events that are to be written in this transaction, and leaves out all others that wait.
 * @returns the number of their seal; null, and does nothing, where younger ones are sealed already: the past is not to
 * be added to.
 */
export async function sealAtOnce(
  tx: Tx,
  { ids, keyring }: Pick<SealDeps, "ids" | "keyring">,
  rows: readonly chain.HashedEvent[],
): Promise<number | null> {
  await holdName(tx, "audit seals");
  const last = await store.findLastSeal(tx);
  if (last && rows.some((row) => Number(row.at) < last.last_at)) return null;
  return seal(tx, { rows, keys: await keyring.read(tx), nowMs: ids.clock.nowMs() });
}

/** Whether events of a time can still be added to what is sealed. */
export async function isSealedSince(db: Handle, ms: number): Promise<boolean> {
  const last = await store.findLastSeal(db);
  return last !== null && last.last_at > ms;
}

/** The signed end of the chain; null while nothing is sealed. */
export async function findHead(db: Handle, keyring: Keyring): Promise<AuditHead | null> {
  const last = await store.findLastSeal(db);
  if (!last) return null;
  return {
    seal: last.number,
    hash: last.hash,
    sealedAt: new Date(last.sealed_at).toISOString(),
    publicKey: publicKeyOf(await keyring.read(db), last.key_id) ?? "",
    signature: last.signature,
  };
}

/** What seals of a key are signed with, Base64url; null: it is no key of this installation. */
export function publicKeyOf(keys: Keys, keyId: string): string | null {
  const seed = keys.findAuditKey(keyId);
  return seed === null ? null : chain.publicKeyText(chain.privateKeyOf(seed));
}

/** Whether a head is signed by the key that it names: the end of the chain may have been tampered with. */
export function isSound(head: AuditHead): boolean {
  return chain.isSignedBy(head.publicKey, head.hash, head.signature);
}
