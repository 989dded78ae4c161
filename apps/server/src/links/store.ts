// The tables of links that were mailed or handed over: one open link of a kind for each person, found by its SHA-256.
import type { Handle, Tx } from "../database/database.ts";
import type { EmployeeId } from "../security/ids.ts";

export type LinkTable = "invitations" | "password_resets" | "email_changes";

export interface LinkRow {
  readonly employee_id: EmployeeId;
  readonly created_at: number;
  readonly expires_at: number;
}

const columns = ["employee_id", "created_at", "expires_at"] as const;

export async function upsert(
  tx: Tx,
  table: "invitations" | "password_resets",
  row: LinkRow & { token_hash: string | null },
): Promise<void> {
  const { employee_id: _, ...change } = row;
  await tx
    .insertInto(table)
    .values(row)
    .onConflict((conflict) => conflict.column("employee_id").doUpdateSet(change))
    .execute();
}

/** Gives the open link a new token; the one before stops working. False: there is no open link. */
export async function setToken(
  tx: Tx,
  table: LinkTable,
  { employeeId, tokenHash, nowMs }: { employeeId: EmployeeId; tokenHash: string; nowMs: number },
): Promise<boolean> {
  const done = await tx
    .updateTable(table)
    .set({ token_hash: tokenHash })
    .where("employee_id", "=", employeeId)
    .where("expires_at", ">", nowMs)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

export async function findByHash(
  db: Handle,
  table: LinkTable,
  { tokenHash, nowMs }: { tokenHash: string; nowMs: number },
): Promise<LinkRow | null> {
  const query = db.selectFrom(table).select(columns).where("token_hash", "=", tokenHash);
  return (await query.where("expires_at", ">", nowMs).executeTakeFirst()) ?? null;
}

export async function findOfEmployee(db: Handle, table: LinkTable, employeeId: EmployeeId): Promise<LinkRow | null> {
  return (await db.selectFrom(table).select(columns).where("employee_id", "=", employeeId).executeTakeFirst()) ?? null;
}

export async function findOfEmployees(db: Handle, table: LinkTable, ids: readonly EmployeeId[]): Promise<LinkRow[]> {
  return ids.length === 0 ? [] : db.selectFrom(table).select(columns).where("employee_id", "in", ids).execute();
}

/** The one guarded statement of a use: true only for the one call that spent the link. */
export async function spend(
  tx: Tx,
  table: LinkTable,
  { tokenHash, nowMs }: { tokenHash: string; nowMs: number },
): Promise<boolean> {
  const query = tx.deleteFrom(table).where("token_hash", "=", tokenHash).where("expires_at", ">", nowMs);
  return (await query.executeTakeFirst()).numDeletedRows === 1n;
}

export async function remove(tx: Tx, table: LinkTable, employeeId: EmployeeId): Promise<boolean> {
  const done = await tx.deleteFrom(table).where("employee_id", "=", employeeId).executeTakeFirst();
  return done.numDeletedRows === 1n;
}

export async function removeExpired(tx: Tx, table: LinkTable, nowMs: number): Promise<void> {
  await tx.deleteFrom(table).where("expires_at", "<=", nowMs).execute();
}

/** The rows stay, so that it is seen what was sent. */
export async function expireAll(tx: Tx, table: LinkTable, nowMs: number): Promise<void> {
  await tx.updateTable(table).set({ token_hash: null }).execute();
  await tx.updateTable(table).set({ expires_at: nowMs }).where("expires_at", ">", nowMs).execute();
}
