// Refusals under attack: the first ones are written one by one, the others are counted, so that no flood fills the disk.
import type { AuditEventType } from "@hesper/contract";
import type { Database, Tx } from "../database/database.ts";
import { inTransaction } from "../database/database.ts";
import { type IdSource, newId } from "../security/ids.ts";
import { bucketOf } from "../throttling/rules.ts";
import { insertEvent } from "./store.ts";

/** A window of time in which refusals of one type are looked at together. */
const windowMs = 600_000;
/** Written one by one in a window: of one address, and of all. */
const writtenOfAddress = 20;
const writtenOfAll = 300;
const anyAddress = "any";

/**
 * Counts a refusal. @returns whether it is to be written as an event of its own; if not, it is part of the count that
 * `writeCounts` writes when the window is over.
 */
export async function countRefusal(
  tx: Tx,
  ids: IdSource,
  { type, origin }: { type: AuditEventType; origin: { address: string } },
): Promise<boolean> {
  const nowMs = ids.clock.nowMs();
  const ofAll = await countIn(tx, { type, address: anyAddress, nowMs, most: writtenOfAll });
  if (!ofAll) return false;
  // Only while few are written: otherwise a flood of addresses would fill the disk with windows.
  return countIn(tx, { type, address: bucketOf(origin.address), nowMs, most: writtenOfAddress });
}

/** One statement each to open, and to count: two at once cannot both be the last that is written. */
async function countIn(
  tx: Tx,
  { type, address, nowMs, most }: { type: AuditEventType; address: string; nowMs: number; most: number },
): Promise<boolean> {
  const key = `${type} ${address}`;
  const fresh = { first_at: nowMs, last_at: nowMs, ends_at: nowMs + windowMs, written: 0, counted: 0 };
  await tx
    .insertInto("refusal_windows")
    .values({ key, type, address, ...fresh })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ last_at: nowMs }))
    .execute();
  const written = await tx
    .updateTable("refusal_windows")
    .set((eb) => ({ written: eb("written", "+", 1) }))
    .where("key", "=", key)
    .where("written", "<", most)
    .executeTakeFirst();
  if (written.numUpdatedRows === 1n) return true;
  await tx
    .updateTable("refusal_windows")
    .set((eb) => ({ counted: eb("counted", "+", 1) }))
    .where("key", "=", key)
    .execute();
  return false;
}

/** Closes windows that are over, and writes what was counted in them. Safe to run anywhere, at any time. */
export async function writeCounts({ db, ids }: { db: Database; ids: IdSource }): Promise<void> {
  const nowMs = ids.clock.nowMs();
  await inTransaction(db, async (tx) => {
    const over = await tx.deleteFrom("refusal_windows").where("ends_at", "<=", nowMs).returningAll().execute();
    for (const { type, address, counted, first_at, last_at } of over.filter((window) => window.counted > 0)) {
      await insertEvent(tx, {
        id: newId<string>(ids),
        at: nowMs,
        type,
        outcome: "refused",
        actor_id: null,
        subject_id: null,
        address,
        user_agent: "",
        factor: null,
        detail: JSON.stringify({ count: counted, firstAt: first_at, lastAt: last_at }),
      });
    }
  });
}
