// The tables of imports and of the rows that came, and who works on which import.
import { insertInBulk } from "../database/bulk.ts";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { EmployeeId, EmployeeImportId } from "../security/ids.ts";

export type Import = Tables["employee_imports"];
export type ImportRow = Tables["employee_import_rows"];
export type State = Import["state"];

export async function insert(tx: Tx, row: Import): Promise<void> {
  await tx.insertInto("employee_imports").values(row).execute();
}

/** Of the one who made it; what was discarded is not there. */
export async function find(db: Handle, id: EmployeeImportId, madeBy: EmployeeId): Promise<Import | null> {
  const query = db.selectFrom("employee_imports").selectAll().where("id", "=", id).where("made_by", "=", madeBy);
  return (await query.where("state", "!=", "discarded").executeTakeFirst()) ?? null;
}

/** Writes the row without changing it: that holds it until the transaction ends. */
export async function touch(tx: Tx, id: EmployeeImportId): Promise<void> {
  await tx
    .updateTable("employee_imports")
    .set((eb) => ({ done: eb.ref("done") }))
    .where("id", "=", id)
    .execute();
}

export async function change(tx: Tx, id: EmployeeImportId, fields: Partial<Import>): Promise<void> {
  await tx.updateTable("employee_imports").set(fields).where("id", "=", id).execute();
}

/** Those of somebody that were not applied, the newest first. */
export async function listOpen(db: Handle, madeBy: EmployeeId): Promise<Import[]> {
  const query = db.selectFrom("employee_imports").selectAll().where("made_by", "=", madeBy);
  return query.where("state", "in", ["receiving", "checking", "checked"]).orderBy("id", "desc").execute();
}

/** What was received before stays. */
export async function insertRows(tx: Tx, rows: readonly ImportRow[]): Promise<void> {
  const columns = ["import_id", "row", "cells", "email_key", "external_id"] as const;
  await insertInBulk(tx, { table: "employee_import_rows", columns, ending: "on conflict do nothing" }, rows);
}

export async function selectRows(
  db: Handle,
  id: EmployeeImportId,
  { after, limit }: { after: number; limit: number },
): Promise<ImportRow[]> {
  const query = db.selectFrom("employee_import_rows").selectAll().where("import_id", "=", id).where("row", ">", after);
  return query.orderBy("row").limit(limit).execute();
}

/** For each of the texts that more than one row has: the first two of those rows. */
export async function findTwice(
  db: Handle,
  id: EmployeeImportId,
  { column, texts }: { column: "email_key" | "external_id"; texts: readonly string[] },
): Promise<Map<string, readonly [number, number]>> {
  if (texts.length === 0) return new Map();
  const twice = await db
    .selectFrom("employee_import_rows")
    .select((eb) => [column, eb.fn.min("row").as("first"), eb.fn.max("row").as("last")])
    .where("import_id", "=", id)
    .where(column, "in", texts)
    .groupBy(column)
    .having((eb) => eb(eb.fn.countAll(), ">", 1))
    .execute();
  return new Map(twice.map((row) => [String(row[column]), [Number(row.first), Number(row.last)]]));
}

const working = ["checking", "applying", "finishing"] as const;

/** The import that waits longest for somebody to work on it; null: none does. */
export async function findWaiting(db: Handle, nowMs: number): Promise<Import | null> {
  const query = db.selectFrom("employee_imports").selectAll().where("state", "in", working);
  return (await query.where("claimed_until", "<=", nowMs).orderBy("id").limit(1).executeTakeFirst()) ?? null;
}

export interface Claim {
  readonly id: EmployeeImportId;
  readonly by: string;
  readonly untilMs: number;
}

/** True for one of those who ask. */
export async function claim(tx: Tx, { id, by, untilMs }: Claim, nowMs: number): Promise<boolean> {
  const moved = await tx
    .updateTable("employee_imports")
    .set({ claimed_by: by, claimed_until: untilMs })
    .where("id", "=", id)
    .where("state", "in", working)
    .where("claimed_until", "<=", nowMs)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

/** Goes on with what was claimed; false: another server does, or it is in another state. */
export async function advance(
  tx: Tx,
  { id, by, untilMs }: Claim,
  { from, to }: { from: State; to: Partial<Import> },
): Promise<boolean> {
  const moved = await tx
    .updateTable("employee_imports")
    .set({ claimed_until: untilMs, ...to })
    .where("id", "=", id)
    .where("claimed_by", "=", by)
    .where("state", "=", from)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

/** Those that are to be forgotten. What is being applied waits. */
export async function listForgettable(db: Handle, nowMs: number): Promise<EmployeeImportId[]> {
  const query = db.selectFrom("employee_imports").select("id");
  const rows = await query
    .where((eb) =>
      eb.or([
        eb("state", "=", "discarded"),
        eb("expires_at", "<=", nowMs).and("state", "not in", ["applying", "finishing"]),
      ]),
    )
    .execute();
  return rows.map(({ id }) => id);
}

const parts = ["employee_import_rows", "employee_import_outcomes"] as const;

/** Some of its rows; false: there are no more, and the import itself is gone. */
export async function forgetSome(tx: Tx, id: EmployeeImportId, limit: number): Promise<boolean> {
  for (const table of parts) if ((await removeSome(tx, table, { id, limit })) === limit) return true;
  await tx.deleteFrom("employee_import_places").where("import_id", "=", id).execute();
  await tx.deleteFrom("employee_imports").where("id", "=", id).execute();
  return false;
}

/** @returns how many rows of the table were looked at: fewer than the limit when none is left. */
export async function removeSome(
  tx: Tx,
  table: (typeof parts)[number],
  { id, limit }: { id: EmployeeImportId; limit: number },
): Promise<number> {
  const last = await tx
    .selectFrom(table)
    .select("row")
    .where("import_id", "=", id)
    .orderBy("row")
    .offset(limit - 1)
    .limit(1)
    .executeTakeFirst();
  const some = tx.deleteFrom(table).where("import_id", "=", id);
  const removed = await (last ? some.where("row", "<=", last.row) : some).executeTakeFirst();
  return Number(removed.numDeletedRows);
}

/** Throws when there is none. */
export async function get(db: Handle, id: EmployeeImportId): Promise<Import> {
  return db.selectFrom("employee_imports").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}
