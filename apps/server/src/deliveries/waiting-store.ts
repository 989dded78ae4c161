// Deliveries that wait: for another key of the same employee, or for an administrator.
import { mostSealedTo } from "@hesper/contract";
import { type RawBuilder, sql } from "kysely";
import { askedOften, type Handle } from "../database/database.ts";
import { withoutIndex } from "../database/plans.ts";
import type { AccountId, EmployeeId, EmployeeKeyId, KeyId } from "../security/ids.ts";

export interface Server {
  readonly keyId: EmployeeKeyId;
  readonly employeeId: EmployeeId;
}

interface Page {
  readonly limit: number;
  readonly after: string | null;
}

export interface Waiting {
  readonly id: AccountId;
  /** Of what is sealed. */
  readonly bytes: number;
}

/** Of a key that its employee leads to: most keys of an installation are active. */
function isActive(db: Handle): RawBuilder<boolean> {
  return sql`${withoutIndex(db, sql`k.status`)} = 'active'`;
}

type Value = string | RawBuilder<unknown>;

/** Accounts that a key can open and another active one of its employee waits for. */
function servedBy(
  db: Handle,
  { keyId, employeeId }: Server | { keyId: Value; employeeId: Value },
): RawBuilder<unknown> {
  const opens = (table: string): RawBuilder<boolean> =>
    sql`exists (select 1 from ${sql.table(table)} s where s.account_id = d.account_id and s.key_id = ${keyId})`;
  // SQLite joins in this order: a few keys, and what waits for each.
  return sql`from keys k cross join key_accounts d
    where k.employee_id = ${employeeId} and k.id <> ${keyId} and ${isActive(db)} and d.key_id = k.id and d.status = 'waiting'
      and (${opens("account_sealed_to")} or ${opens("private_account_sealed_to")})`;
}

/** Of a key by its id; null: there is no such key. Asked each time that one looks for what is new. */
export const isOtherWaiting = askedOften(
  (db, keyId) => {
    const its = { keyId: sql.ref("me.id"), employeeId: sql.ref("me.employee_id") };
    const waiting = sql<boolean | 0 | 1>`exists (select 1 ${servedBy(db, its)})`.as("waiting");
    return db
      .selectFrom("keys as me")
      .select(waiting)
      .where("me.id", "=", keyId as EmployeeKeyId);
  },
  ({ waiting }) => ({ isSo: Boolean(waiting) }),
);

/** By id, each once. */
export async function listServedBy(db: Handle, server: Server, page: Page): Promise<Waiting[]> {
  return withBytes(db, sql`${servedBy(db, server)} ${isAfter(page)}`, page);
}

function isAfter({ after }: Page): RawBuilder<unknown> {
  return after === null ? sql`` : sql`and d.account_id > ${after}`;
}

async function withBytes(db: Handle, from: RawBuilder<unknown>, { limit }: Page): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`select w.id,
      coalesce((select octet_length(p.sealed) from account_sealed_parts p where p.account_id = w.id), 0)
      + coalesce((select octet_length(v.sealed) + octet_length(v.details) from private_accounts v where v.id = w.id), 0) as bytes
    from (select d.account_id as id ${from} group by d.account_id order by d.account_id limit ${sql.lit(limit)}) w
    order by w.id`.execute(db);
  return rows;
}

export interface For {
  readonly employeeId?: EmployeeId | undefined;
  readonly keyId?: EmployeeKeyId | undefined;
}

/** What active keys wait for and administrators can see. */
function waitingFor(db: Handle, { employeeId, keyId }: For): RawBuilder<unknown> {
  const one = keyId === undefined ? sql`` : sql`and d.key_id = ${keyId}`;
  const isWaiting = sql`d.status = 'waiting' and d.kind <> 'private' ${one}`;
  return employeeId === undefined
    ? sql`from key_accounts d where ${isWaiting} and exists (select 1 from keys k where k.id = d.key_id and k.status = 'active')`
    : sql`from keys k cross join key_accounts d
        where k.employee_id = ${employeeId} and ${isActive(db)} and d.key_id = k.id and ${isWaiting}`;
}

export async function countWaiting(db: Handle, what: For): Promise<{ accounts: number; keys: number }> {
  const { rows } = await sql<{ accounts: number; keys: number }>`select
    count(distinct d.account_id) as accounts, count(distinct d.key_id) as keys ${waitingFor(db, what)}`.execute(db);
  return { accounts: Number(rows[0]?.accounts), keys: Number(rows[0]?.keys) };
}

/** By id: accounts that this key can open. */
export async function listWaiting(db: Handle, what: For & { readonly opener: KeyId }, page: Page): Promise<Waiting[]> {
  const opens = sql`and exists (select 1 from account_sealed_to s where s.account_id = d.account_id and s.key_id = ${what.opener})`;
  return withBytes(db, sql`${waitingFor(db, what)} ${opens} ${isAfter(page)}`, page);
}

export interface RecipientOf {
  readonly account_id: AccountId;
  readonly keyId: EmployeeKeyId;
  readonly recipient: string;
  readonly status: string;
  /** Active keys of those who have the account, also beyond those that are listed. */
  readonly all: number;
}

/** Active keys of those who have each account, those that were made first; one is left for the organisation key. */
export async function listRecipients(db: Handle, ids: readonly AccountId[]): Promise<RecipientOf[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<RecipientOf>`select account_id, id as "keyId", recipient, status, every_key as "all" from (
      select d.account_id, k.id, k.recipient, d.status,
        row_number() over (partition by d.account_id order by k.id) as place,
        count(*) over (partition by d.account_id) as every_key
      from key_accounts d join keys k on k.id = d.key_id
      where d.account_id in (${sql.join(ids)}) and d.status in ('waiting', 'queued', 'delivered') and k.status = 'active'
    ) r where place < ${sql.lit(mostSealedTo)} order by account_id, id`.execute(db);
  return rows.map((row) => ({ ...row, all: Number(row.all) }));
}
