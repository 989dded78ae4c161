// The settings table: one row for each setting that differs from its default.
import { type RawBuilder, sql } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import { isSqlite } from "../database/engine.ts";
import { prepared } from "../database/prepared.ts";

const read = prepared((db) => db.selectNoFrom(allSettings(db).as("settings")));

/** As `allSettings`. */
export async function readSettings(db: Handle): Promise<string | null> {
  return (await read(db, {})).rows[0]?.settings ?? null;
}

/** A part of a query: all rows as one JSON text, names with their values; null: there are none. */
export function allSettings(db: Handle): RawBuilder<string | null> {
  return isSqlite(db)
    ? sql`(select json_group_object(name, value) from settings)`
    : sql`(select json_object_agg(name, value)::text from settings)`;
}

export async function writeSettingRow(tx: Tx, row: { name: string; value: string; updated_at: number }): Promise<void> {
  await tx
    .insertInto("settings")
    .values(row)
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: row.value, updated_at: row.updated_at }))
    .execute();
}

/** Replaces a value if it is still `from`. A setting without a row counts as 0. */
export async function moveSetting(
  tx: Tx,
  { name, from, to, nowMs }: { name: string; from: string; to: string; nowMs: number },
): Promise<boolean> {
  await tx
    .insertInto("settings")
    .values({ name, value: "0", updated_at: nowMs })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const done = await tx
    .updateTable("settings")
    .set({ value: to, updated_at: nowMs })
    .where("name", "=", name)
    .where("value", "=", from)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}
