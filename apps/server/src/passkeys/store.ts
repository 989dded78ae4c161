// The tables of passkeys, of the handles that name people to authenticators, and of used challenges.
import type { Insertable } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import { prepared } from "../database/prepared.ts";
import type { Tables } from "../database/tables.ts";
import type { EmployeeId, PasskeyId } from "../security/ids.ts";

export async function insert(tx: Tx, row: Insertable<Tables["passkeys"]>): Promise<boolean> {
  const query = tx.insertInto("passkeys").values(row);
  const done = await query.onConflict((conflict) => conflict.column("credential_id").doNothing()).executeTakeFirst();
  return done.numInsertedOrUpdatedRows === 1n;
}

export async function findByCredentialId(db: Handle, credentialId: string) {
  const query = db.selectFrom("passkeys").selectAll().where("credential_id", "=", credentialId);
  return (await query.executeTakeFirst()) ?? null;
}

const ofEmployee = prepared((db, { employeeId }: { employeeId: EmployeeId }) =>
  db.selectFrom("passkeys").selectAll().where("employee_id", "=", employeeId).orderBy("id"),
);

export async function list(db: Handle, employeeId: EmployeeId) {
  return (await ofEmployee(db, { employeeId })).rows;
}

/** Guarded by the count that was compared: of two answers with one count, one is late. */
export async function markUsed(
  tx: Tx,
  { id, from, to, backedUp, nowMs }: { id: PasskeyId; from: number; to: number; backedUp: boolean; nowMs: number },
): Promise<boolean> {
  const done = await tx
    .updateTable("passkeys")
    .set({ sign_count: to, backed_up: backedUp ? 1 : 0, last_used_at: nowMs })
    .where("id", "=", id)
    .where("sign_count", "=", from)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

export async function rename(
  tx: Tx,
  change: { employeeId: EmployeeId; id: PasskeyId; name: string },
): Promise<boolean> {
  const query = tx.updateTable("passkeys").set({ name: change.name }).where("id", "=", change.id);
  return (await query.where("employee_id", "=", change.employeeId).executeTakeFirst()).numUpdatedRows === 1n;
}

export async function removeOwn(tx: Tx, employeeId: EmployeeId, id: PasskeyId): Promise<boolean> {
  const query = tx.deleteFrom("passkeys").where("id", "=", id).where("employee_id", "=", employeeId);
  return (await query.executeTakeFirst()).numDeletedRows === 1n;
}

export async function removeAll(tx: Tx, employeeId: EmployeeId): Promise<number> {
  const done = await tx.deleteFrom("passkeys").where("employee_id", "=", employeeId).executeTakeFirst();
  return Number(done.numDeletedRows);
}

/** The handle of a person, made at the first call: of two calls at once both get the one that was stored. */
export async function handleOf(tx: Tx, employeeId: EmployeeId, fresh: string): Promise<string> {
  const row = { employee_id: employeeId, handle: fresh };
  const query = tx.insertInto("passkey_handles").values(row);
  await query.onConflict((conflict) => conflict.column("employee_id").doNothing()).execute();
  const found = tx.selectFrom("passkey_handles").select("handle").where("employee_id", "=", employeeId);
  return (await found.executeTakeFirstOrThrow()).handle;
}

export async function findHandle(db: Handle, employeeId: EmployeeId): Promise<string | null> {
  const found = db.selectFrom("passkey_handles").select("handle").where("employee_id", "=", employeeId);
  return (await found.executeTakeFirst())?.handle ?? null;
}

/** The primary key lets a challenge in once. */
export async function spendChallengeHash(
  tx: Tx,
  row: Insertable<Tables["spent_challenges"]>,
  nowMs: number,
): Promise<boolean> {
  await tx.deleteFrom("spent_challenges").where("expires_at", "<=", nowMs).execute();
  const query = tx.insertInto("spent_challenges").values(row);
  const done = await query.onConflict((conflict) => conflict.column("challenge_hash").doNothing()).executeTakeFirst();
  return done.numInsertedOrUpdatedRows === 1n;
}
