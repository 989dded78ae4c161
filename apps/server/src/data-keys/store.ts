// The table of data keys.
import type { Insertable, Selectable } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import { prepared } from "../database/prepared.ts";
import type { Tables } from "../database/tables.ts";

export type KeyRow = Selectable<Tables["data_keys"]>;

const all = prepared((db) => db.selectFrom("data_keys").selectAll().orderBy("created_at").orderBy("id"));

export async function selectKeys(db: Handle): Promise<KeyRow[]> {
  return (await all(db, {})).rows;
}

/** What is the same in every version of the table: before the migrations there is nothing else to rely on. */
export async function selectWrapped(db: Handle): Promise<Pick<KeyRow, "id" | "wrapped_key">[]> {
  return db.selectFrom("data_keys").select(["id", "wrapped_key"]).orderBy("id").execute();
}

/** Until the transaction ends, nobody else changes the keys, or the key file, which is changed under this lock only. */
export async function lockKeys(tx: Tx): Promise<void> {
  await tx
    .updateTable("data_keys")
    .set((eb) => ({ created_at: eb.ref("created_at") }))
    .execute();
}

export async function insertKey(tx: Tx, row: Insertable<Tables["data_keys"]>): Promise<void> {
  await tx.insertInto("data_keys").values(row).execute();
}

export async function rewrapKey(tx: Tx, { id, wrapped_key }: Pick<KeyRow, "id" | "wrapped_key">): Promise<void> {
  await tx.updateTable("data_keys").set({ wrapped_key }).where("id", "=", id).execute();
}

export async function retireKeys(tx: Tx, nowMs: number): Promise<void> {
  await tx.updateTable("data_keys").set({ retired_at: nowMs }).where("retired_at", "is", null).execute();
}

export async function selectRetired(
  db: Handle,
  { purpose, beforeMs }: { purpose: KeyRow["purpose"]; beforeMs: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom("data_keys")
    .select("id")
    .where("purpose", "=", purpose)
    .where("retired_at", "<=", beforeMs)
    .orderBy("id")
    .execute();
  return rows.map((row) => row.id);
}

/** Fails when something refers to one of them. */
export async function deleteKeys(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.deleteFrom("data_keys").where("id", "in", ids).where("retired_at", "is not", null).execute();
}
