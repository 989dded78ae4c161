// The table of security keys: the credential of each, beside the row of its key.
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { endedStatuses, type KeyRow } from "../keys/store.ts";
import type { EmployeeId, EmployeeKeyId } from "../security/ids.ts";

export type SecurityKeyRow = Tables["security_keys"];

/** Throws the error of the unique index when the credential is known already, of anybody. */
export async function insert(tx: Tx, row: SecurityKeyRow): Promise<void> {
  await tx.insertInto("security_keys").values(row).execute();
}

export interface WithKey {
  readonly credential: SecurityKeyRow;
  readonly name: string;
  readonly status: KeyRow["status"];
}

/** Those of a person that are not ended, by id. */
export async function listOf(db: Handle, employeeId: EmployeeId): Promise<WithKey[]> {
  const rows = await db
    .selectFrom("keys as k")
    .innerJoin("security_keys as c", "c.key_id", "k.id")
    .selectAll("c")
    .select(["k.name", "k.status"])
    .where("k.employee_id", "=", employeeId)
    .where("k.status", "not in", endedStatuses)
    .orderBy("k.id")
    .execute();
  return rows.map(({ name, status, ...credential }) => ({ credential, name, status }));
}

export async function findByCredentialId(db: Handle, credentialId: string): Promise<SecurityKeyRow | null> {
  const query = db.selectFrom("security_keys").selectAll().where("credential_id", "=", credentialId);
  return (await query.executeTakeFirst()) ?? null;
}

/** Guarded by the count that was compared: of two answers with one count, one is late. */
export async function markUsed(
  tx: Tx,
  keyId: EmployeeKeyId,
  { from, to, backedUp }: { from: number; to: number; backedUp: boolean },
): Promise<boolean> {
  const done = await tx
    .updateTable("security_keys")
    .set({ sign_count: to, backed_up: backedUp ? 1 : 0 })
    .where("key_id", "=", keyId)
    .where("sign_count", "=", from)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}
