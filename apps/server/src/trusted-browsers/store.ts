// The table of trusted browsers. A row is found by the SHA-256 of its secret: the present one, or the one before it.
import type { Insertable } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { EmployeeId, TrustedBrowserId } from "../security/ids.ts";

export async function insert(tx: Tx, row: Insertable<Tables["trusted_browsers"]>): Promise<void> {
  await tx.insertInto("trusted_browsers").values(row).execute();
}

export async function findByHash(db: Handle, hash: string, nowMs: number) {
  const query = db.selectFrom("trusted_browsers").selectAll().where("expires_at", ">", nowMs);
  const either = query.where((eb) => eb.or([eb("token_hash", "=", hash), eb("previous_hash", "=", hash)]));
  return (await either.executeTakeFirst()) ?? null;
}

/** The one guarded statement of a use: true only for the one call that exchanged the secret. */
export async function rotate(
  tx: Tx,
  {
    id,
    from,
    to,
    nowMs,
    address,
    userAgent,
  }: { id: TrustedBrowserId; from: string; to: string; nowMs: number; address: string; userAgent: string },
): Promise<boolean> {
  const done = await tx
    .updateTable("trusted_browsers")
    .set({ token_hash: to, previous_hash: from, last_used_at: nowMs, address, user_agent: userAgent })
    .where("id", "=", id)
    .where("token_hash", "=", from)
    .where("expires_at", ">", nowMs)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

export async function list(db: Handle, employeeId: EmployeeId, nowMs: number) {
  const mine = db.selectFrom("trusted_browsers").selectAll().where("employee_id", "=", employeeId);
  return mine.where("expires_at", ">", nowMs).orderBy("id", "desc").execute();
}

export async function removeOwn(tx: Tx, employeeId: EmployeeId, id: TrustedBrowserId): Promise<boolean> {
  const query = tx.deleteFrom("trusted_browsers").where("id", "=", id).where("employee_id", "=", employeeId);
  return (await query.executeTakeFirst()).numDeletedRows === 1n;
}

export async function removeAll(tx: Tx, employeeId: EmployeeId): Promise<number> {
  const done = await tx.deleteFrom("trusted_browsers").where("employee_id", "=", employeeId).executeTakeFirst();
  return Number(done.numDeletedRows);
}

export async function shorten(tx: Tx, longestMs: number): Promise<void> {
  await tx
    .updateTable("trusted_browsers")
    .set((eb) => ({ expires_at: eb("created_at", "+", longestMs) }))
    .where((eb) => eb("expires_at", ">", eb("created_at", "+", longestMs)))
    .execute();
}

export async function removeExpired(tx: Tx, nowMs: number): Promise<void> {
  await tx.deleteFrom("trusted_browsers").where("expires_at", "<=", nowMs).execute();
}

export async function removeEverybodys(tx: Tx): Promise<void> {
  await tx.deleteFrom("trusted_browsers").execute();
}
