// Deliveries as people look at them: of a key, of an account, and of what an employee has.
import type { DeliveryStatus, KeyStatus } from "@hesper/contract";
import { sql } from "kysely";
import type { Handle } from "../database/database.ts";
import { withoutIndex } from "../database/plans.ts";
import type { Tables } from "../database/tables.ts";
import type { AccountId, EmployeeId, EmployeeKeyId } from "../security/ids.ts";

export interface Asked {
  readonly status?: DeliveryStatus | undefined;
  readonly limit: number;
  readonly after: string | null;
}

type Row = Tables["key_accounts"];

/** A page by account. The name is that of now, or the one it had when it was taken away. */
export async function listOfKey(db: Handle, keyId: EmployeeKeyId, { status, limit, after }: Asked): Promise<Row[]> {
  let query = db
    .selectFrom("key_accounts as d")
    .leftJoin("accounts as a", "a.id", "d.account_id")
    .selectAll("d")
    .select(
      sql<string>`case when d.status in ('removing', 'removed') then d.name else coalesce(a.name, '') end`.as("name"),
    )
    .where("d.key_id", "=", keyId);
  if (status !== undefined) query = query.where("d.status", "=", status);
  if (after !== null) query = query.where("d.account_id", ">", after as AccountId);
  return query.orderBy("d.account_id").limit(limit).execute();
}

export interface OfAccount extends Row {
  readonly key_name: string;
  readonly key_status: KeyStatus;
  readonly employee_id: EmployeeId | null;
}

/** A page by key. */
export async function listOfAccount(db: Handle, id: AccountId, { status, limit, after }: Asked): Promise<OfAccount[]> {
  let query = db
    .selectFrom("key_accounts as d")
    .innerJoin("keys as k", "k.id", "d.key_id")
    .selectAll("d")
    .select(["k.name as key_name", "k.status as key_status", "k.employee_id"])
    .where("d.account_id", "=", id);
  if (status !== undefined) query = query.where("d.status", "=", status);
  if (after !== null) query = query.where("d.key_id", ">", after as EmployeeKeyId);
  return query.orderBy("d.key_id").limit(limit).execute();
}

export interface OnKey {
  readonly id: EmployeeKeyId;
  readonly name: string;
  readonly status: DeliveryStatus;
}

/** Of these accounts, how far each has come on the keys of an employee that are not ended, by key. */
export async function listOnKeysOf(
  db: Handle,
  employeeId: EmployeeId,
  ids: readonly AccountId[],
): Promise<Map<AccountId, OnKey[]>> {
  if (ids.length === 0) return new Map();
  // SQLite joins in this order: a few keys, the accounts of a page, and the one delivery of both.
  const { rows } = await sql<OnKey & { account_id: AccountId }>`select a.id as account_id, k.id, k.name, d.status
    from keys k cross join accounts a cross join key_accounts d
    where k.employee_id = ${employeeId} and ${withoutIndex(db, sql`k.status`)} in ('active', 'locked', 'suspended')
      and a.id in (${sql.join(ids)}) and d.key_id = k.id and d.account_id = a.id
    order by k.id`.execute(db);
  const found = new Map<AccountId, OnKey[]>();
  for (const { account_id, ...key } of rows) found.set(account_id, [...(found.get(account_id) ?? []), key]);
  return found;
}
