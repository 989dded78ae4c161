// The table of key policies: the default one, which every server that starts finds or makes, and named ones.
import { type KeyRules, keyPolicyDefaults } from "@hesper/contract";
import { type Database, type Handle, inTransaction, type Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { nameKey, sortKey } from "../database/words.ts";
import type { AfterKey } from "../http/key-cursor.ts";
import type { EmployeeId, KeyPolicyId } from "../security/ids.ts";

export interface PolicyFields extends KeyRules {
  readonly name: string;
}

export interface Policy extends PolicyFields {
  readonly id: KeyPolicyId;
  readonly sortKey: string;
  readonly isDefault: boolean;
  readonly revision: number;
  readonly updatedAtMs: number;
  /** Null: nobody yet. */
  readonly changedBy: EmployeeId | null;
}

function policyOf(row: Tables["key_policies"]): Policy {
  return {
    id: row.id,
    name: row.name,
    sortKey: row.sort_key,
    isDefault: row.is_default === 1,
    pinMinimumLength: row.pin_minimum_length,
    wrongPins: row.wrong_pins,
    lockAfterMinutes: row.lock_after_minutes,
    offlineDays: row.offline_days,
    revision: row.revision,
    updatedAtMs: row.updated_at,
    changedBy: row.changed_by,
  };
}

function columns({ name, pinMinimumLength, wrongPins, lockAfterMinutes, offlineDays }: PolicyFields) {
  const names = { name, name_key: nameKey(name), sort_key: sortKey(name) };
  const pins = { pin_minimum_length: pinMinimumLength, wrong_pins: wrongPins };
  return { ...names, ...pins, lock_after_minutes: lockAfterMinutes, offline_days: offlineDays };
}

export async function find(db: Handle, id: KeyPolicyId): Promise<Policy | null> {
  const row = await db.selectFrom("key_policies").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? policyOf(row) : null;
}

export async function findMany(db: Handle, ids: readonly KeyPolicyId[]): Promise<Policy[]> {
  if (ids.length === 0) return [];
  return (await db.selectFrom("key_policies").selectAll().where("id", "in", ids).execute()).map(policyOf);
}

/** Of every key that is given no other: in every installation the same id. */
const defaultId = "00000000-0000-7000-8000-000000000001" as KeyPolicyId;

/** Where it is not there yet. Not by a migration: a database without an installation has no rows, and takes a backup. */
export async function makeDefault(db: Database, nowMs: number): Promise<void> {
  if (await find(db, defaultId)) return;
  const written = { revision: 1, created_at: nowMs, updated_at: nowMs, changed_by: null };
  const row = {
    id: defaultId,
    ...columns({ name: "Default", ...keyPolicyDefaults }),
    is_default: 1,
    ...written,
  } as const;
  await inTransaction(db, async (tx) => {
    // Another server may start at the same moment.
    await tx
      .insertInto("key_policies")
      .values(row)
      .onConflict((on) => on.doNothing())
      .execute();
  });
}

export async function getDefault(db: Handle): Promise<Policy> {
  const policy = await find(db, defaultId);
  if (!policy) throw new Error("The default key policy is not there.");
  return policy;
}

/** Named ones, by name. */
export async function listNamed(
  db: Handle,
  { limit, after }: { limit: number; after: AfterKey | null },
): Promise<Policy[]> {
  let query = db.selectFrom("key_policies").selectAll().where("is_default", "=", 0);
  if (after !== null) {
    const place = [after.key, after.id as KeyPolicyId] as const;
    query = query.where((eb) => eb(eb.refTuple("sort_key", "id"), ">", eb.tuple(...place)));
  }
  return (await query.orderBy("sort_key").orderBy("id").limit(limit).execute()).map(policyOf);
}

/** Throws the error of the unique index when the name is taken. */
export async function insert(
  tx: Tx,
  policy: PolicyFields & { id: KeyPolicyId; by: EmployeeId; nowMs: number },
): Promise<void> {
  const { id, by, nowMs } = policy;
  const written = { revision: 1, created_at: nowMs, updated_at: nowMs, changed_by: by };
  await tx
    .insertInto("key_policies")
    .values({ id, ...columns(policy), is_default: 0, ...written })
    .execute();
}

/** Writes the row without changing it: that holds it until the transaction ends. */
export async function touch(tx: Tx, id: KeyPolicyId): Promise<void> {
  await tx
    .updateTable("key_policies")
    .set((eb) => ({ revision: eb.ref("revision") }))
    .where("id", "=", id)
    .execute();
}

/** The policy has to be held. Throws as `insert` does. */
export async function change(
  tx: Tx,
  id: KeyPolicyId,
  { fields, by, nowMs }: { fields: PolicyFields; by: EmployeeId; nowMs: number },
): Promise<void> {
  await tx
    .updateTable("key_policies")
    .set((eb) => ({ ...columns(fields), updated_at: nowMs, changed_by: by, revision: eb("revision", "+", 1) }))
    .where("id", "=", id)
    .execute();
}

export async function remove(tx: Tx, id: KeyPolicyId): Promise<void> {
  await tx.deleteFrom("key_policies").where("id", "=", id).execute();
}
