// The table of employees.
import type { Insertable } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { EmployeeId } from "../security/ids.ts";

const columns = ["id", "email", "name", "role"] as const;

export async function findByEmailKey(db: Handle, key: string) {
  return (await db.selectFrom("employees").select(columns).where("email_key", "=", key).executeTakeFirst()) ?? null;
}

export async function findById(db: Handle, id: EmployeeId) {
  return (await db.selectFrom("employees").select(columns).where("id", "=", id).executeTakeFirst()) ?? null;
}

export async function insert(tx: Tx, row: Insertable<Tables["employees"]>): Promise<void> {
  await tx.insertInto("employees").values(row).execute();
}

/** Writes the row without changing it: that locks it until the transaction ends. */
export async function touch(tx: Tx, id: EmployeeId): Promise<void> {
  await tx
    .updateTable("employees")
    .set((eb) => ({ revision: eb.ref("revision") }))
    .where("id", "=", id)
    .execute();
}

export async function rename(tx: Tx, id: EmployeeId, { name, nowMs }: { name: string; nowMs: number }): Promise<void> {
  await tx
    .updateTable("employees")
    .set((eb) => ({ name, updated_at: nowMs, revision: eb("revision", "+", 1) }))
    .where("id", "=", id)
    .execute();
}
