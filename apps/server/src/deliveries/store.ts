// The table of deliveries as a key asks for it: what changed since a revision, and what the key says it has done.
import { type AccountKind, mostChangesAtOnce } from "@hesper/contract";
import { sql } from "kysely";
import type { Account } from "../accounts/account.ts";
import { accountOf, all as allAccounts } from "../accounts/store.ts";
import type { Handle, Tx } from "../database/database.ts";
import { prepared } from "../database/prepared.ts";
import type { Tables } from "../database/tables.ts";
import type { AccountId, EmployeeKeyId } from "../security/ids.ts";
import { mostBytes } from "./page-bytes.ts";

export type Delivery = Tables["key_accounts"];

/** What a key is told of an account, as it is now. */
export interface Told {
  readonly accountId: AccountId;
  readonly revision: number;
  readonly isToRemove: boolean;
  /** Null: the key is not to have it. */
  readonly account: Readable | PrivateAccount | null;
}

export type PrivateAccount = Pick<Tables["private_accounts"], "id" | "revision" | "sealed" | "details" | "updated_at">;

/** An account with its sealed part. */
export type Readable = Pick<
  Account,
  "id" | "kind" | "name" | "urls" | "apps" | "loginType" | "login" | "revision" | "sealedRevision" | "updatedAtMs"
> & { readonly sealed: string };

interface ChangeRow extends Pick<Delivery, "account_id" | "status"> {
  readonly kind: AccountKind | "private";
  readonly told: number;
  readonly found: number;
  readonly name: string;
  readonly urls: string;
  readonly apps: string;
  readonly login_type: Account["loginType"];
  readonly login: string;
  readonly sealed_revision: number;
  readonly revision: number;
  readonly sealed: string | null;
  readonly details: string;
  readonly updated_at: number;
}

interface Since {
  readonly keyId: EmployeeKeyId;
  readonly since: number;
  readonly limit: number;
}

/**
 * One statement, so that all of it is of one moment, and what is sealed is read for those only that go into the answer: by
 * their number, and by their bytes. Of what is sealed of an account the size is looked up one by one, whatever the database
 * thinks of how many there are.
 */
const changes = prepared((db, { keyId, since, limit }: Since) => ({
  compile: () =>
    sql<ChangeRow>`
      select w.account_id, coalesce(a.kind, w.kind) as kind, w.status, w.told, w.found,
        a.name, a.urls, a.apps, a.login_type, a.login, a.sealed_revision, coalesce(a.revision, v.revision) as revision,
        coalesce(p.sealed, v.sealed) as sealed, v.details, coalesce(a.updated_at, v.updated_at) as updated_at
      from (
        select n.*, row_number() over (order by told) as place, count(*) over () as found,
          sum(bytes) over (order by told rows unbounded preceding) as up_to
        from (
          select d.account_id, d.kind, d.status, d.revision as told,
            case when d.status not in ('queued', 'delivered') then 0
              when d.kind = 'private' then coalesce((select octet_length(v.sealed) + octet_length(v.details)
                from private_accounts v where v.id = d.account_id), 0)
              else coalesce((select octet_length(p.sealed) from account_sealed_parts p where p.account_id = d.account_id), 0)
            end as bytes
          from key_accounts d
          where d.key_id = ${keyId} and d.revision > ${since} and d.status <> 'waiting'
          order by d.revision limit ${sql.lit(mostChangesAtOnce + 1)}
        ) n
      ) w
      left join accounts a on a.id = w.account_id and w.status in ('queued', 'delivered') and w.kind <> 'private'
      left join account_sealed_parts p on p.account_id = a.id
      left join private_accounts v on v.id = w.account_id and w.status in ('queued', 'delivered') and w.kind = 'private'
      where w.place <= ${limit} and (w.place = 1 or w.up_to <= ${sql.lit(mostBytes)})
      order by w.told`.compile(db),
}));

/**
 * What a key is to be told of, in the order of the revisions: `limit` at most, fewer where what is sealed is large, one at
 * least. What was taken, deleted or sealed to others since has a later revision, if it is told.
 */
export async function listChanges(
  db: Handle,
  since: Since,
): Promise<{ readonly told: readonly Told[]; readonly hasMore: boolean }> {
  const { rows } = await changes(db, since);
  const told = rows.map((row) => {
    const isToRemove = row.status !== "queued" && row.status !== "delivered";
    return { accountId: row.account_id, revision: row.told, isToRemove, account: accountOfChange(row) };
  });
  return { told, hasMore: Number(rows[0]?.found ?? 0) > rows.length };
}

function accountOfChange(row: ChangeRow): Readable | PrivateAccount | null {
  const { account_id: id, kind, revision, sealed, updated_at } = row;
  if (sealed === null) return null;
  if (kind === "private") return { id, revision, sealed, details: row.details, updated_at };
  const { name, login_type: loginType, login, sealed_revision: sealedRevision } = row;
  const lists = { urls: JSON.parse(row.urls) as string[], apps: JSON.parse(row.apps) as string[] };
  return { id, kind, name, ...lists, loginType, login, revision, sealedRevision, sealed, updatedAtMs: updated_at };
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
