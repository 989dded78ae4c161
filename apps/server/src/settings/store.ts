// The settings table: one row for each setting that differs from its default.
import type { Handle, Tx } from "../database/database.ts";

export async function readSettingRows(db: Handle): Promise<{ name: string; value: string }[]> {
  return db.selectFrom("settings").select(["name", "value"]).execute();
}

export async function writeSettingRow(tx: Tx, row: { name: string; value: string; updated_at: number }): Promise<void> {
  await tx
    .insertInto("settings")
    .values(row)
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: row.value, updated_at: row.updated_at }))
    .execute();
}
