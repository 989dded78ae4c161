// The tables of recovery codes: a set per person with one salt, a row per code.
import type { Handle, Tx } from "../database/database.ts";
import { prepared } from "../database/prepared.ts";
import type { EmployeeId } from "../security/ids.ts";
import type { Argon2Parameters } from "../security/password-hash.ts";

export interface NewSet {
  readonly id: string;
  readonly salt: string;
  readonly keyId: string;
  readonly parameters: Argon2Parameters;
  readonly codeLength: number;
  readonly hashes: readonly { readonly id: string; readonly hash: string }[];
}

export async function insertSet(
  tx: Tx,
  { employeeId, set, nowMs }: { employeeId: EmployeeId; set: NewSet; nowMs: number },
): Promise<void> {
  await tx
    .insertInto("recovery_code_sets")
    .values({
      id: set.id,
      employee_id: employeeId,
      salt: set.salt,
      key_id: set.keyId,
      memory_kib: set.parameters.memoryKib,
      passes: set.parameters.passes,
      lanes: set.parameters.lanes,
      code_length: set.codeLength,
      created_at: nowMs,
      saved_at: null,
    })
    .execute();
  const rows = set.hashes.map(({ id, hash }) => ({ id, set_id: set.id, hash, spent_at: null }));
  await tx.insertInto("recovery_codes").values(rows).execute();
}

export async function removeSet(tx: Tx, employeeId: EmployeeId): Promise<void> {
  await tx.deleteFrom("recovery_code_sets").where("employee_id", "=", employeeId).execute();
}

export async function findSet(db: Handle, employeeId: EmployeeId) {
  const set = await db
    .selectFrom("recovery_code_sets")
    .selectAll()
    .where("employee_id", "=", employeeId)
    .executeTakeFirst();
  if (!set) return null;
  const codes = await db
    .selectFrom("recovery_codes")
    .select(["id", "hash", "spent_at"])
    .where("set_id", "=", set.id)
    .execute();
  return {
    salt: set.salt,
    keyId: set.key_id,
    parameters: { memoryKib: set.memory_kib, passes: set.passes, lanes: set.lanes },
    hashes: codes.map((row) => ({ id: row.id, hash: row.hash, spentAt: row.spent_at })),
  };
}

const unspent = prepared((db, { employeeId }: { employeeId: EmployeeId }) =>
  db
    .selectFrom("recovery_code_sets")
    .innerJoin("recovery_codes", "recovery_codes.set_id", "recovery_code_sets.id")
    .select(["recovery_codes.id", "recovery_code_sets.saved_at"])
    .where("recovery_code_sets.employee_id", "=", employeeId)
    .where("recovery_codes.spent_at", "is", null),
);

export async function countUnspent(db: Handle, employeeId: EmployeeId): Promise<{ left: number; saved: boolean }> {
  const { rows } = await unspent(db, { employeeId });
  return { left: rows.length, saved: rows.some((row) => row.saved_at !== null) };
}

export async function spend(tx: Tx, codeId: string, nowMs: number): Promise<boolean> {
  const done = await tx
    .updateTable("recovery_codes")
    .set({ spent_at: nowMs })
    .where("id", "=", codeId)
    .where("spent_at", "is", null)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

export async function markSaved(tx: Tx, employeeId: EmployeeId, nowMs: number): Promise<boolean> {
  const done = await tx
    .updateTable("recovery_code_sets")
    .set({ saved_at: nowMs })
    .where("employee_id", "=", employeeId)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

/** Ids of the keys that sets are hashed with. */
export async function selectUsedKeys(db: Handle): Promise<string[]> {
  const rows = await db.selectFrom("recovery_code_sets").select("key_id").distinct().execute();
  return rows.map((row) => row.key_id);
}
