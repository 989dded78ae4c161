// The table of keys, and what finds them.
import type { Handle } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { EmployeeId, SoftwareKeyId } from "../security/ids.ts";

export type KeyRow = Tables["keys"];

export async function find(db: Handle, id: SoftwareKeyId): Promise<KeyRow | null> {
  return (await db.selectFrom("keys").selectAll().where("id", "=", id).executeTakeFirst()) ?? null;
}

export async function findByToken(db: Handle, tokenHash: string): Promise<KeyRow | null> {
  return (await db.selectFrom("keys").selectAll().where("token_hash", "=", tokenHash).executeTakeFirst()) ?? null;
}

/** Those of these employees that accounts are sealed to, by id. */
export async function listActive(
  db: Handle,
  employeeIds: readonly EmployeeId[],
): Promise<{ keyId: SoftwareKeyId; employeeId: EmployeeId; recipient: string }[]> {
  if (employeeIds.length === 0) return [];
  const rows = await db
    .selectFrom("keys")
    .select(["id", "employee_id", "recipient"])
    .where("employee_id", "in", employeeIds)
    .where("status", "=", "active")
    .orderBy("id")
    .execute();
  return rows.flatMap(({ id, employee_id, recipient }) =>
    employee_id !== null && recipient !== null ? [{ keyId: id, employeeId: employee_id, recipient }] : [],
  );
}
