// The table of keys: one of them, and those of an employee. Whoever changes a key holds its row.
import type { KeyStatus, RecipientKind } from "@hesper/contract";
import { askedOften, type Handle, type Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { EmployeeId, EmployeeKeyId, KeyPolicyId } from "../security/ids.ts";

export type KeyRow = Tables["keys"];

/** Activated, and not ended: what is on such a key can be opened by its employee, now or when it is unlocked. */
export const livingStatuses = ["active", "locked", "suspended"] as const satisfies readonly KeyStatus[];
/** Ended for good: it is to wipe itself. */
export const endedStatuses = ["deactivated", "compromised"] as const satisfies readonly KeyStatus[];

export async function find(db: Handle, id: EmployeeKeyId): Promise<KeyRow | null> {
  return (await db.selectFrom("keys").selectAll().where("id", "=", id).executeTakeFirst()) ?? null;
}

/** Asked at every request of a key. */
export const findByToken = askedOften<KeyRow, KeyRow>(
  (db, tokenHash) => db.selectFrom("keys").selectAll().where("token_hash", "=", tokenHash),
  (row) => Object.freeze({ ...row }),
);

/** Those of an employee that are not ended, by id. */
export async function listNotEnded(db: Handle, employeeId: EmployeeId): Promise<EmployeeKeyId[]> {
  const ofEmployee = db.selectFrom("keys").select("id").where("employee_id", "=", employeeId);
  return (await ofEmployee.where("status", "not in", endedStatuses).orderBy("id").execute()).map(({ id }) => id);
}

/** With those that are ended. */
export async function countOfEmployee(db: Handle, employeeId: EmployeeId): Promise<number> {
  const counted = db.selectFrom("keys").where("employee_id", "=", employeeId);
  return Number((await counted.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow()).count);
}

/** Those that wait for an administrator, from the index of statuses. */
export async function countLocked(db: Handle): Promise<number> {
  const counted = db.selectFrom("keys").where("status", "=", "locked");
  return Number((await counted.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow()).count);
}

/** Private accounts of an employee: they go with them. */
export async function countPrivateAccountsOf(db: Handle, employeeId: EmployeeId): Promise<number> {
  const counted = db.selectFrom("private_accounts").where("employee_id", "=", employeeId);
  return Number((await counted.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow()).count);
}

export async function insert(tx: Tx, row: KeyRow): Promise<void> {
  await tx.insertInto("keys").values(row).execute();
}

/** Writes the row without changing it: that holds it until the transaction ends. */
export async function touch(tx: Tx, id: EmployeeKeyId): Promise<void> {
  await tx
    .updateTable("keys")
    .set((eb) => ({ revision: eb.ref("revision") }))
    .where("id", "=", id)
    .execute();
}

/** In codes that a conflict makes words of. */
export type LastChange = "created" | "name" | "policy" | "name,policy" | "activation" | "status" | "lock" | "wipe";

export interface Change {
  readonly lastChange: LastChange;
  /** Null: the key itself. */
  readonly by: EmployeeId | null;
}

/** The key has to be held: its revision is raised. */
export async function change(
  tx: Tx,
  id: EmployeeKeyId,
  columns: Partial<KeyRow>,
  { lastChange, by }: Change,
): Promise<void> {
  await tx
    .updateTable("keys")
    .set((eb) => ({ ...columns, last_change: lastChange, changed_by: by, revision: eb("revision", "+", 1) }))
    .where("id", "=", id)
    .execute();
}

/** All keys of a policy get another one. */
export async function changePolicyOfAll(
  tx: Tx,
  { from, to, by }: { from: KeyPolicyId; to: KeyPolicyId; by: EmployeeId },
): Promise<void> {
  await tx
    .updateTable("keys")
    .set((eb) => ({ policy_id: to, last_change: "policy", changed_by: by, revision: eb("revision", "+", 1) }))
    .where("policy_id", "=", from)
    .execute();
}

export async function countOfPolicies(
  db: Handle,
  policies: readonly KeyPolicyId[],
): Promise<ReadonlyMap<KeyPolicyId, number>> {
  if (policies.length === 0) return new Map();
  const rows = await db
    .selectFrom("keys")
    .select((eb) => ["policy_id", eb.fn.countAll<number>().as("count")])
    .where("policy_id", "in", policies)
    .groupBy("policy_id")
    .execute();
  return new Map(rows.map((row) => [row.policy_id, Number(row.count)]));
}

/** In one statement of its own, so that the many contacts of a key write once a minute. */
export async function noteContact(tx: Tx, id: EmployeeKeyId, { nowMs, notSince }: { nowMs: number; notSince: number }) {
  await tx
    .updateTable("keys")
    .set({ last_contact_at: nowMs })
    .where("id", "=", id)
    .where((eb) => eb.or([eb("last_contact_at", "is", null), eb("last_contact_at", "<=", notSince)]))
    .execute();
}

/** Of a security key: when it last opened something. */
export async function noteUse(tx: Tx, id: EmployeeKeyId, nowMs: number): Promise<void> {
  await tx.updateTable("keys").set({ last_contact_at: nowMs }).where("id", "=", id).execute();
}

/** Of an employee who is about to be deleted: the name stays on the keys. */
export async function keepName(tx: Tx, employeeId: EmployeeId, name: string): Promise<void> {
  await tx.updateTable("keys").set({ employee_name: name }).where("employee_id", "=", employeeId).execute();
}

export async function remove(tx: Tx, id: EmployeeKeyId): Promise<void> {
  await tx.deleteFrom("keys").where("id", "=", id).execute();
}

export async function hasRecipient(db: Handle, recipient: string): Promise<boolean> {
  const query = db.selectFrom("keys").select("id").where("recipient", "=", recipient);
  return (await query.executeTakeFirst()) !== undefined;
}

/** Living keys whose kind is not this one. */
export async function countOfOtherKind(db: Handle, kind: RecipientKind): Promise<number> {
  const others = db.selectFrom("keys").where("status", "in", livingStatuses).where("recipient_kind", "<>", kind);
  return Number((await others.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow()).count);
}
