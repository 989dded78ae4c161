// The table of pending log-ins.
import type { Handle, Tx } from "../database/database.ts";
import { prepared } from "../database/prepared.ts";
import type { Tables } from "../database/tables.ts";
import type { EmployeeId, PendingLoginId } from "../security/ids.ts";

const inserted = prepared((db, row: Tables["pending_logins"]) =>
  db.insertInto("pending_logins").values({
    id: row.id,
    token_hash: row.token_hash,
    employee_id: row.employee_id,
    created_at: row.created_at,
    expires_at: row.expires_at,
  }),
);

export async function insert(tx: Tx, row: Tables["pending_logins"]): Promise<void> {
  await inserted(tx, row);
}

const byTokenHash = prepared((db, { hash, nowMs }: { hash: string; nowMs: number }) =>
  db.selectFrom("pending_logins").selectAll().where("token_hash", "=", hash).where("expires_at", ">", nowMs),
);

export async function findByTokenHash(db: Handle, hash: string, nowMs: number) {
  return (await byTokenHash(db, { hash, nowMs })).rows[0] ?? null;
}

export async function isAlive(tx: Tx, id: PendingLoginId, nowMs: number): Promise<boolean> {
  const query = tx.selectFrom("pending_logins").select("id").where("id", "=", id).where("expires_at", ">", nowMs);
  return (await query.executeTakeFirst()) !== undefined;
}

const spent = prepared((db, { id, nowMs }: { id: PendingLoginId; nowMs: number }) =>
  db.deleteFrom("pending_logins").where("id", "=", id).where("expires_at", ">", nowMs),
);

export async function spend(tx: Tx, id: PendingLoginId, nowMs: number): Promise<boolean> {
  return (await spent(tx, { id, nowMs })).numAffectedRows === 1n;
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
