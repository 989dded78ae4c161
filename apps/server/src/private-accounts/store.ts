// The table of private accounts: bytes that only keys of their employee can open, and whom they are sealed to.
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { AccountId, EmployeeId, EmployeeKeyId, KeyId } from "../security/ids.ts";

export type PrivateAccount = Tables["private_accounts"];

export async function hasId(db: Handle, id: AccountId): Promise<boolean> {
  const one = db.selectFrom("private_accounts").select("id").where("id", "=", id);
  return (await one.executeTakeFirst()) !== undefined;
}

/** One of the employee; null: there is none, or it is somebody else's. */
export async function find(
  db: Handle,
  { id, employeeId }: { id: AccountId; employeeId: EmployeeId },
): Promise<PrivateAccount | null> {
  const one = db.selectFrom("private_accounts").selectAll().where("id", "=", id);
  return (await one.where("employee_id", "=", employeeId).executeTakeFirst()) ?? null;
}

export async function findMany(db: Handle, ids: readonly AccountId[]): Promise<PrivateAccount[]> {
  if (ids.length === 0) return [];
  return db.selectFrom("private_accounts").selectAll().where("id", "in", ids).execute();
}

export async function count(db: Handle, employeeId: EmployeeId): Promise<number> {
  const counted = db.selectFrom("private_accounts").where("employee_id", "=", employeeId);
  return Number((await counted.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow()).count);
}

export async function sealedTo(db: Handle, id: AccountId): Promise<KeyId[]> {
  const named = db.selectFrom("private_account_sealed_to").select("key_id").where("account_id", "=", id);
  return (await named.orderBy("key_id").execute()).map(({ key_id }) => key_id);
}

export interface Written {
  readonly id: AccountId;
  readonly revision: number;
  readonly sealed: string;
  readonly details: string;
  readonly sealedTo: readonly KeyId[];
  readonly by: EmployeeKeyId;
  readonly nowMs: number;
}

export async function insert(tx: Tx, employeeId: EmployeeId, written: Written): Promise<void> {
  const { id, revision, sealed, details, by, nowMs } = written;
  const times = { created_at: nowMs, updated_at: nowMs };
  await tx
    .insertInto("private_accounts")
    .values({ id, employee_id: employeeId, revision, sealed, details, ...times, changed_by: by })
    .execute();
  await insertKeys(tx, id, written.sealedTo);
}

/** The account has to be held. */
export async function replace(tx: Tx, written: Written): Promise<void> {
  const { id, revision, sealed, details, by, nowMs } = written;
  await tx
    .updateTable("private_accounts")
    .set({ revision, sealed, details, updated_at: nowMs, changed_by: by })
    .where("id", "=", id)
    .execute();
  await replaceKeys(tx, id, written.sealedTo);
}

/** The same content for other keys. The account has to be held. */
export async function reseal(
  tx: Tx,
  { id, sealed, details, sealedTo: keys }: Pick<Written, "id" | "sealed" | "details" | "sealedTo">,
): Promise<void> {
  await tx.updateTable("private_accounts").set({ sealed, details }).where("id", "=", id).execute();
  await replaceKeys(tx, id, keys);
}

async function replaceKeys(tx: Tx, id: AccountId, keys: readonly KeyId[]): Promise<void> {
  await tx.deleteFrom("private_account_sealed_to").where("account_id", "=", id).execute();
  await insertKeys(tx, id, keys);
}

async function insertKeys(tx: Tx, id: AccountId, keys: readonly KeyId[]): Promise<void> {
  const rows = keys.map((key_id) => ({ account_id: id, key_id }));
  await tx.insertInto("private_account_sealed_to").values(rows).execute();
}

export async function remove(tx: Tx, id: AccountId): Promise<void> {
  await tx.deleteFrom("private_accounts").where("id", "=", id).execute();
}

/** Those of an employee that no key which has not ended can open. @returns how many there were. */
export async function removeUnopenable(tx: Tx, employeeId: EmployeeId): Promise<number> {
  const removed = tx
    .deleteFrom("private_accounts")
    .where("employee_id", "=", employeeId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("private_account_sealed_to as s")
            .innerJoin("keys as k", "k.id", "s.key_id")
            .select("k.id")
            .whereRef("s.account_id", "=", "private_accounts.id")
            .where("k.status", "in", ["active", "locked", "suspended"]),
        ),
      ),
    );
  return Number((await removed.executeTakeFirst()).numDeletedRows);
}
