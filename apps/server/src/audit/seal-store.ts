// The tables of seals and of the record of removal. A seal is never changed, but for its list of events, which is
// removed with them.
import { sql } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";

export type SealRow = Tables["audit_seals"];
export type RemovalRow = Tables["audit_removals"];

/** No chain grows so long. A number above it was not given by a server, and must not keep servers from going on. */
export const largestNumber = 2 ** 40;

/** Numbers are read as texts: a forged one may be larger than a program can hold, and must not stop the reading. */
function asText<N extends string>(column: N) {
  return sql<string>`cast(${sql.ref(column)} as text)`.as(column);
}

function seals(db: Handle) {
  return db
    .selectFrom("audit_seals")
    .select([asText("number"), asText("event_count"), asText("last_at"), asText("sealed_at")])
    .select(["previous_hash", "entries_hash", "entries", "hash", "key_id", "signature"]);
}

type ReadSeal = Omit<SealRow, "number" | "event_count" | "last_at" | "sealed_at"> & {
  number: string;
  event_count: string;
  last_at: string;
  sealed_at: string;
};

/** Where a number is too large, its hash no longer fits. */
function asSeal(row: ReadSeal): SealRow {
  const numbers = { event_count: Number(row.event_count), last_at: Number(row.last_at) };
  return { ...row, ...numbers, number: Number(row.number), sealed_at: Number(row.sealed_at) };
}

/** The end of the chain; null while nothing is sealed. */
export async function findLastSeal(db: Handle): Promise<SealRow | null> {
  const last = seals(db).where("number", "<=", largestNumber).orderBy("audit_seals.number", "desc").limit(1);
  const row = await last.executeTakeFirst();
  return row ? asSeal(row) : null;
}

export async function findSeal(db: Handle, number: number): Promise<SealRow | null> {
  const row = await seals(db).where("number", "=", number).executeTakeFirst();
  return row ? asSeal(row) : null;
}

export async function insertSeal(tx: Tx, seal: SealRow): Promise<void> {
  await tx.insertInto("audit_seals").values(seal).execute();
}

/** Gives events to a seal. @returns how many there were that had none. */
export async function assignEvents(tx: Tx, ids: readonly string[], number: number): Promise<number> {
  const assigned = await tx
    .updateTable("audit_events")
    .set({ seal: number })
    .where("id", "in", ids)
    .where("seal", "is", null)
    .executeTakeFirst();
  return Number(assigned.numUpdatedRows);
}

/** Seals in order, after a number. */
export async function selectSeals(db: Handle, after: number, limit: number): Promise<SealRow[]> {
  const next = seals(db).where("number", ">", after).where("number", "<=", largestNumber);
  return (await next.orderBy("audit_seals.number").limit(limit).execute()).map(asSeal);
}

/** The next seals that still have their events. */
export async function selectFullSeals(
  db: Handle,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): Promise<SealRow[]> {
  const next = seals(db).where("number", ">", after).where("number", "<=", upTo).where("entries", "is not", null);
  return (await next.orderBy("audit_seals.number").limit(limit).execute()).map(asSeal);
}

/** Numbers that no server gives, as texts. */
export async function selectOddNumbers(db: Handle, limit: number): Promise<string[]> {
  const odd = db
    .selectFrom("audit_seals")
    .select(asText("number"))
    .where((eb) => eb.or([eb("number", "<", 1), eb("number", ">", largestNumber)]));
  return (await odd.limit(limit).execute()).map((row) => row.number);
}

/** Removes the events of seals. The seals stay, without the lists. @returns how many events there were. */
export async function emptySeals(tx: Tx, numbers: readonly number[]): Promise<number> {
  const removed = await tx.deleteFrom("audit_events").where("seal", "in", numbers).executeTakeFirst();
  await tx.updateTable("audit_seals").set({ entries: null }).where("number", "in", numbers).execute();
  return Number(removed.numDeletedRows);
}

/** The latest first; there is one at most, unless somebody else has written. */
export async function selectRemovals(db: Handle): Promise<RemovalRow[]> {
  const removals = db
    .selectFrom("audit_removals")
    .select([asText("up_to_seal"), asText("events_before"), asText("removed_at"), "seal_hash", "key_id", "signature"]);
  const rows = await removals.orderBy("up_to_seal", "desc").limit(mostRemovals).execute();
  return rows.map((row) => ({
    ...row,
    up_to_seal: Number(row.up_to_seal),
    events_before: Number(row.events_before),
    removed_at: Number(row.removed_at),
  }));
}

const mostRemovals = 100;

export async function replaceRemoval(tx: Tx, removal: RemovalRow): Promise<void> {
  await tx.deleteFrom("audit_removals").execute();
  await tx.insertInto("audit_removals").values(removal).execute();
}

const mostMeasured = 10_000;

/** How many events wait to be sealed, up to a bound, and the time of the oldest; null: there is none. */
export async function measureUnsealed(db: Handle): Promise<{ count: number; oldestMs: number | null }> {
  const unsealed = db.selectFrom("audit_events").where("seal", "is", null);
  const some = unsealed.select("id").limit(mostMeasured).as("some");
  const { count } = await db
    .selectFrom(some)
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  const oldest = await unsealed.select("at").orderBy("id").limit(1).executeTakeFirst();
  return { count: Number(count), oldestMs: oldest?.at ?? null };
}

export async function countUnsealed(db: Handle): Promise<number> {
  const { count } = await db
    .selectFrom("audit_events")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("seal", "is", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}
