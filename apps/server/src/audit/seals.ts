// Sealing: events are taken in order into a chain of signed seals, by whichever server comes first.
import type { AuditHead } from "@hesper/contract";
import type { Keyring } from "../data-keys/data-keys.ts";
import { type Database, type Handle, inTransaction, type Tx } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import type { IdSource } from "../security/ids.ts";
import * as chain from "./chain.ts";
import type { EventRow } from "./store.ts";

export interface SealDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly keyring: Keyring;
}

/** Sealed when so many wait, or when the oldest has waited so long. */
export const eventsInSeal = 1000;
const longestWaitMs = 60_000;

/**
 * Seals what is due; with `all`, what is there. Two servers may try at once: the number of a seal is its primary key,
 * and the one that comes second does nothing. @returns how many seals were made.
 */
export async function sealEvents(deps: SealDeps, { all = false } = {}): Promise<number> {
  let seals = 0;
  while (await sealOnce(deps, all)) seals += 1;
  return seals;
}

async function sealOnce({ db, ids, keyring }: SealDeps, all: boolean): Promise<boolean> {
  try {
    return await inTransaction(db, async (tx) => {
      const nowMs = ids.clock.nowMs();
      const rows = await tx
        .selectFrom("audit_events")
        .selectAll()
        .where("seal", "is", null)
        .orderBy("id")
        .limit(eventsInSeal)
        .execute();
      const [oldest] = rows;
      if (!oldest) return false;
      const due = all || rows.length === eventsInSeal || oldest.at <= nowMs - longestWaitMs;
      if (!due) return false;
      await seal(tx, { rows, keyring, nowMs });
      return true;
    });
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

type Rows = readonly EventRow[];

async function seal(tx: Tx, { rows, keyring, nowMs }: { rows: Rows; keyring: Keyring; nowMs: number }): Promise<void> {
  const last = await lastSeal(tx);
  const key = keyring.currentAuditKey();
  const entries = chain.entriesOf(rows);
  const content: chain.SealContent = {
    number: (last?.number ?? 0) + 1,
    previous_hash: last?.hash ?? chain.genesis,
    event_count: rows.length,
    last_at: Math.max(...rows.map((row) => row.at)),
    entries_hash: chain.entriesHash(entries),
    sealed_at: nowMs,
    key_id: key.id,
  };
  const hash = chain.sealHash(content);
  const signature = chain.signHash(chain.privateKeyOf(key.bytes), hash);
  await tx
    .insertInto("audit_seals")
    .values({ ...content, entries, hash, signature })
    .execute();
  const ids = rows.map((row) => row.id);
  const sealed = await tx
    .updateTable("audit_events")
    .set({ seal: content.number })
    .where("id", "in", ids)
    .where("seal", "is", null)
    .executeTakeFirst();
  if (Number(sealed.numUpdatedRows) !== rows.length) throw new Error("An event was sealed by somebody else meanwhile.");
}

async function lastSeal(db: Handle) {
  return (await db.selectFrom("audit_seals").selectAll().orderBy("number", "desc").limit(1).executeTakeFirst()) ?? null;
}

/** The signed end of the chain; null while nothing is sealed. */
export async function findHead(db: Handle, keyring: Keyring): Promise<AuditHead | null> {
  const last = await lastSeal(db);
  if (!last) return null;
  return {
    seal: last.number,
    hash: last.hash,
    sealedAt: new Date(last.sealed_at).toISOString(),
    publicKey: chain.publicKeyText(chain.privateKeyOf(keyring.auditKey(last.key_id))),
    signature: last.signature,
  };
}

export async function countUnsealed(db: Handle): Promise<number> {
  const { count } = await db
    .selectFrom("audit_events")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("seal", "is", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}
