// The table of deliveries as a key asks for it: what changed since a revision, and what the key says it has done.
import { sql } from "kysely";
import type { Account } from "../accounts/account.ts";
import { accountOf, all as allAccounts } from "../accounts/store.ts";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { AccountId, EmployeeKeyId } from "../security/ids.ts";

export type Delivery = Tables["key_accounts"];

export interface Change extends Pick<Delivery, "account_id" | "kind" | "status" | "revision"> {
  /** Of what is sealed, and is to be had. */
  readonly bytes: number;
}

/** Of what is sealed of an account: looked up one by one, whatever the database thinks of how many there are. */
const sizeOf = sql<number>`case when d.status in ('queued', 'delivered') then
  coalesce((select octet_length(p.sealed) from account_sealed_parts p where p.account_id = d.account_id), 0)
  + coalesce((select octet_length(v.sealed) + octet_length(v.details) from private_accounts v where v.id = d.account_id), 0)
  else 0 end`;

/** What a key is to be told of, in the order of the revisions. */
export async function listChanges(
  db: Handle,
  keyId: EmployeeKeyId,
  { since, limit }: { since: number; limit: number },
): Promise<Change[]> {
  return db
    .selectFrom("key_accounts as d")
    .select(["d.account_id", "d.kind", "d.status", "d.revision", sizeOf.as("bytes")])
    .where("d.key_id", "=", keyId)
    .where("d.revision", ">", since)
    .where("d.status", "<>", "waiting")
    .orderBy("d.revision")
    .limit(limit)
    .execute();
}

/** Those that the key is to have as they are now: what was taken or sealed to others meanwhile is not among them. */
function ofKey(db: Handle, keyId: EmployeeKeyId, ids: readonly AccountId[]) {
  return db
    .selectFrom("key_accounts as d")
    .select("d.account_id")
    .where("d.key_id", "=", keyId)
    .where("d.account_id", "in", ids)
    .where("d.status", "in", ["queued", "delivered"]);
}

/** In one statement, so that an account and its sealed part are of one moment. */
export async function findAccounts(
  db: Handle,
  keyId: EmployeeKeyId,
  ids: readonly AccountId[],
): Promise<(Account & { readonly sealed: string })[]> {
  if (ids.length === 0) return [];
  const rows = await allAccounts(db)
    .innerJoin("account_sealed_parts as p", "p.account_id", "accounts.id")
    .select("p.sealed")
    .where("accounts.id", "in", ofKey(db, keyId, ids))
    .execute();
  return rows.map((row) => ({ ...accountOf(row), sealed: row.sealed }));
}

export async function findPrivateAccounts(
  db: Handle,
  keyId: EmployeeKeyId,
  ids: readonly AccountId[],
): Promise<Tables["private_accounts"][]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom("private_accounts")
    .selectAll()
    .where("id", "in", ofKey(db, keyId, ids))
    .execute();
}

export interface Receipt {
  readonly ids: readonly AccountId[];
  /** What changed after this one is not meant. Null: whatever it is now. */
  readonly upTo: number | null;
  readonly nowMs: number;
}

export async function markDelivered(tx: Tx, keyId: EmployeeKeyId, { ids, upTo, nowMs }: Receipt): Promise<void> {
  if (ids.length === 0) return;
  let query = tx
    .updateTable("key_accounts")
    .set({ status: "delivered", changed_at: nowMs, delivered_at: nowMs })
    .where("key_id", "=", keyId)
    .where("account_id", "in", ids)
    .where("status", "=", "queued");
  if (upTo !== null) query = query.where("revision", "<=", upTo);
  await query.execute();
}

export async function markRemoved(tx: Tx, keyId: EmployeeKeyId, { ids, upTo, nowMs }: Receipt): Promise<void> {
  if (ids.length === 0) return;
  let query = tx
    .updateTable("key_accounts")
    .set({ status: "removed", changed_at: nowMs })
    .where("key_id", "=", keyId)
    .where("account_id", "in", ids)
    .where("status", "=", "removing");
  if (upTo !== null) query = query.where("revision", "<=", upTo);
  await query.execute();
}

/** A key that keeps nothing was opened: what it can open is delivered, and what was taken from it is gone. */
export async function markAllTold(tx: Tx, keyId: EmployeeKeyId, nowMs: number): Promise<void> {
  const all = tx.updateTable("key_accounts").where("key_id", "=", keyId);
  await all
    .set({ status: "delivered", changed_at: nowMs, delivered_at: nowMs })
    .where("status", "=", "queued")
    .execute();
  await all.set({ status: "removed", changed_at: nowMs }).where("status", "=", "removing").execute();
}

export async function isWaiting(db: Handle, keyId: EmployeeKeyId, accountId: AccountId): Promise<boolean> {
  const one = db.selectFrom("key_accounts").select("status").where("key_id", "=", keyId);
  return (await one.where("account_id", "=", accountId).executeTakeFirst())?.status === "waiting";
}

/** Private accounts that a key is to have, by id, with the bytes of what is sealed. */
export async function listPrivateOf(
  db: Handle,
  keyId: EmployeeKeyId,
  { after, limit }: { after: string | null; limit: number },
): Promise<{ readonly id: AccountId; readonly bytes: number }[]> {
  const bytes = sql<number>`octet_length(p.sealed) + octet_length(p.details)`;
  let query = db
    .selectFrom("private_account_sealed_to as s")
    .innerJoin("private_accounts as p", "p.id", "s.account_id")
    .select(["s.account_id as id", bytes.as("bytes")])
    .where("s.key_id", "=", keyId);
  if (after !== null) query = query.where("s.account_id", ">", after as AccountId);
  return query.orderBy("s.account_id").limit(limit).execute();
}
