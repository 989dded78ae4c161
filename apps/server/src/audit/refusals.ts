// Refusals under attack: the first ones are written one by one, the others are counted, so that no flood fills the disk.
import { setImmediate as rest } from "node:timers/promises";
import type { AuditEventType } from "@hesper/contract";
import type { Database, Tx } from "../database/database.ts";
import { inTransaction } from "../database/database.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { bucketOf } from "../throttling/rules.ts";
import { insertEvent } from "./store.ts";

/** A window of time in which refusals of one type are looked at together. */
const windowMs = 600_000;
/** Written one by one in a window: of one person or address, and of all. */
const writtenOfOne = 20;
const writtenOfAll = 300;
const anyAddress = "any";

interface Refused {
  readonly type: AuditEventType;
  /** Known where somebody was logged in. */
  readonly actorId: EmployeeId | null;
  readonly origin: { readonly address: string };
}

interface Window {
  readonly key: string;
  readonly type: AuditEventType;
  readonly address: string;
  readonly actor_id: EmployeeId | null;
}

/**
 * Counts a refusal. @returns whether it is to be written as an event of its own; if not, it is part of the count that
 * `writeCounts` writes when the window is over.
 */
export async function countRefusal(tx: Tx, ids: IdSource, { type, actorId, origin }: Refused): Promise<boolean> {
  const nowMs = ids.clock.nowMs();
  const address = bucketOf(origin.address);
  const ofOne: Window = { key: `${type} ${actorId ?? address}`, type, address, actor_id: actorId };
  const ofAll: Window = { key: `${type} ${anyAddress}`, type, address: anyAddress, actor_id: null };
  // Whoever has had their share takes nothing from what is written of the others.
  if (await isUsedUp(tx, ofOne.key)) return count(tx, ofOne, nowMs);
  // Before a window of their own: otherwise a flood of addresses would fill the disk with windows.
  if (!(await take(tx, ofAll, { nowMs, most: writtenOfAll }))) return count(tx, ofAll, nowMs);
  return (await take(tx, ofOne, { nowMs, most: writtenOfOne })) || count(tx, ofOne, nowMs);
}

async function isUsedUp(tx: Tx, key: string): Promise<boolean> {
  const window = tx.selectFrom("refusal_windows").select("key").where("key", "=", key);
  return (await window.where("written", ">=", writtenOfOne).executeTakeFirst()) !== undefined;
}

/** One statement each to open, and to take: two at once cannot both be the last that is written. */
async function take(tx: Tx, window: Window, { nowMs, most }: { nowMs: number; most: number }): Promise<boolean> {
  const fresh = { first_at: nowMs, last_at: nowMs, ends_at: nowMs + windowMs, written: 0, counted: 0 };
  await tx
    .insertInto("refusal_windows")
    .values({ ...window, ...fresh })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
  const taken = await tx
    .updateTable("refusal_windows")
    .set((eb) => ({ written: eb("written", "+", 1) }))
    .where("key", "=", window.key)
    .where("written", "<", most)
    .executeTakeFirst();
  return taken.numUpdatedRows === 1n;
}

/** @returns false: it is not written. */
async function count(tx: Tx, { key }: Window, nowMs: number): Promise<false> {
  await tx
    .updateTable("refusal_windows")
    .set((eb) => ({
      counted: eb("counted", "+", 1),
      first_at: eb.case().when("counted", "=", 0).then(nowMs).else(eb.ref("first_at")).end(),
      last_at: nowMs,
    }))
    .where("key", "=", key)
    .execute();
  return false;
}

/** So many windows are closed in one go: others write in between. */
const closedAtOnce = 100;

/** Closes windows that are over, and writes what was counted in them. Safe to run anywhere, at any time. */
export async function writeCounts({ db, ids }: { db: Database; ids: IdSource }): Promise<void> {
  while ((await closeSome(db, ids)) === closedAtOnce) await rest();
}

async function closeSome(db: Database, ids: IdSource): Promise<number> {
  return inTransaction(db, async (tx) => {
    const over = tx.selectFrom("refusal_windows").select("key").where("ends_at", "<=", ids.clock.nowMs());
    const closed = await tx
      .deleteFrom("refusal_windows")
      .where("key", "in", over.limit(closedAtOnce))
      .returningAll()
      .execute();
    for (const { type, address, actor_id, counted, first_at, last_at } of closed.filter((one) => one.counted > 0)) {
      await insertEvent(tx, ids, {
        type,
        outcome: "refused",
        actor_id,
        subject_id: null,
        address,
        user_agent: "",
        factor: null,
        detail: JSON.stringify({ count: counted, firstAt: first_at, lastAt: last_at }),
      });
    }
    return closed.length;
  });
}
