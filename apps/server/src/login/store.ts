// The table of pending log-ins.
import type { Insertable } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { EmployeeId, PendingLoginId } from "../security/ids.ts";

export async function insert(tx: Tx, row: Insertable<Tables["pending_logins"]>): Promise<void> {
  await tx.insertInto("pending_logins").values(row).execute();
}

export async function findByTokenHash(db: Handle, hash: string, nowMs: number) {
  const query = db.selectFrom("pending_logins").selectAll().where("token_hash", "=", hash);
  return (await query.where("expires_at", ">", nowMs).executeTakeFirst()) ?? null;
}

export async function isAlive(tx: Tx, id: PendingLoginId, nowMs: number): Promise<boolean> {
  const query = tx.selectFrom("pending_logins").select("id").where("id", "=", id).where("expires_at", ">", nowMs);
  return (await query.executeTakeFirst()) !== undefined;
}

export async function spend(tx: Tx, id: PendingLoginId, nowMs: number): Promise<boolean> {
  const query = tx.deleteFrom("pending_logins").where("id", "=", id).where("expires_at", ">", nowMs);
  return (await query.executeTakeFirst()).numDeletedRows === 1n;
}

export async function removeOfEmployee(tx: Tx, employeeId: EmployeeId): Promise<void> {
  await tx.deleteFrom("pending_logins").where("employee_id", "=", employeeId).execute();
}

export async function removeExpired(tx: Tx, nowMs: number): Promise<void> {
  await tx.deleteFrom("pending_logins").where("expires_at", "<=", nowMs).execute();
}

export async function removeAll(tx: Tx): Promise<void> {
  await tx.deleteFrom("pending_logins").execute();
}
