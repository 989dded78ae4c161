// What moves deliveries in the database: rows of `key_accounts`, many with one statement, and the counters of their keys.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../database/database.ts";
import { holding } from "../database/holding.ts";
import { withoutIndex } from "../database/plans.ts";
import type { AccountId, EmployeeId, EmployeeKeyId, GroupId } from "../security/ids.ts";

/** What somebody has from now on: pairs of an employee and an account. */
export type Gain =
  | { readonly accountId: AccountId; readonly employeeId: EmployeeId }
  | { readonly accountId: AccountId; readonly groupId: GroupId }
  | { readonly groupId: GroupId; readonly employeeIds: readonly EmployeeId[] }
  | { readonly privateAccountId: AccountId }
  | { readonly everythingOf: EmployeeId };

/** What somebody may have no longer: deliveries of an account, of all accounts of a group, or of private ones. */
export type Loss =
  | { readonly accountId: AccountId; readonly employeeId?: EmployeeId }
  | { readonly groupId: GroupId; readonly employeeIds?: readonly EmployeeId[] }
  | { readonly privateOf: EmployeeId };

/** Statements that bind so many keys stay far below what SQLite takes. */
export const keysAtOnce = 5000;

/** A row that is to get the next number of its key. Nobody else sees it. */
const unnumbered = sql.lit(-1);

function pairsOf(gain: Gain): RawBuilder<unknown> {
  if ("everythingOf" in gain) return everythingOf(gain.everythingOf);
  if ("privateAccountId" in gain)
    return sql`select employee_id, id as account_id, 'private' as kind from private_accounts where id = ${gain.privateAccountId}`;
  if ("employeeId" in gain)
    return sql`select e.id as employee_id, a.id as account_id, a.kind from accounts a join employees e on e.id = ${gain.employeeId}
      where a.id = ${gain.accountId}`;
  const members = sql`select m.employee_id, a.id as account_id, a.kind from group_members m`;
  if ("accountId" in gain)
    return sql`${members} join accounts a on a.id = ${gain.accountId} where m.group_id = ${gain.groupId}`;
  return sql`${members} join account_groups g on g.group_id = m.group_id join accounts a on a.id = g.account_id
    where m.group_id = ${gain.groupId} and m.employee_id in (${sql.join(gain.employeeIds)})`;
}

function everythingOf(id: EmployeeId): RawBuilder<unknown> {
  return sql`select employee_id, id as account_id, kind from accounts where employee_id = ${id}
    union select employee_id, account_id, 'shared' from account_employees where employee_id = ${id}
    union select m.employee_id, g.account_id, 'shared' from group_members m join account_groups g on g.group_id = m.group_id
      where m.employee_id = ${id}
    union select employee_id, id, 'private' from private_accounts where employee_id = ${id}`;
}

/** Whether the key of a row can open the account as it is now. */
function isSealedTo(account: RawBuilder<unknown>, key: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`(exists (select 1 from account_sealed_to s where s.account_id = ${account} and s.key_id = ${key})
    or exists (select 1 from private_account_sealed_to s where s.account_id = ${account} and s.key_id = ${key}))`;
}

/** Whether the employee of a row's key has the account, in whichever way. */
const isHad = sql<boolean>`exists (select 1 from keys o where o.id = key_accounts.key_id and (
  exists (select 1 from accounts a where a.id = key_accounts.account_id and a.employee_id = o.employee_id)
  or exists (select 1 from account_employees h where h.account_id = key_accounts.account_id and h.employee_id = o.employee_id)
  or exists (select 1 from account_groups g join group_members m on m.group_id = g.group_id
    where g.account_id = key_accounts.account_id and m.employee_id = o.employee_id)
  or exists (select 1 from private_accounts p where p.id = key_accounts.account_id and p.employee_id = o.employee_id)))`;

/**
 * Holds the rows of keys until the transaction ends, in the order of their ids, so that no two who want the same ones
 * wait for each other. @returns those whose deliveries are followed: activated, and not ended.
 */
async function hold(tx: Tx, ids: RawBuilder<unknown>): Promise<EmployeeKeyId[]> {
  const status = withoutIndex(tx, sql`status`);
  const { rows } = await sql<{ id: EmployeeKeyId }>`select id from keys where id in (${ids})
    and ${status} in ('active', 'locked', 'suspended') order by id ${holding(tx, "alone")}`.execute(tx);
  return rows.map(({ id }) => id);
}

export function holdKey(tx: Tx, id: EmployeeKeyId): Promise<EmployeeKeyId[]> {
  return hold(tx, sql`select id from keys where id = ${id}`);
}

export function holdKeysOf(tx: Tx, employees: readonly EmployeeId[]): Promise<EmployeeKeyId[]> {
  return hold(tx, sql`select id from keys where employee_id in (${sql.join(employees)})`);
}

export function holdKeysOfGain(tx: Tx, gain: Gain): Promise<EmployeeKeyId[]> {
  return hold(tx, sql`select k.id from (${pairsOf(gain)}) p join keys k on k.employee_id = p.employee_id`);
}

export function holdKeysOfLoss(tx: Tx, loss: Loss): Promise<EmployeeKeyId[]> {
  if ("privateOf" in loss) return holdKeysOf(tx, [loss.privateOf]);
  return hold(
    tx,
    sql`select key_id from key_accounts where status in ('waiting', 'queued', 'delivered') and ${isOf(loss)}`,
  );
}

/** Those that have an account or get it, and those that it is or is to be sealed to; all of an employee, where one is named. */
export function holdKeysOfContent(
  tx: Tx,
  id: AccountId,
  { sealedTo = [], of = null }: { sealedTo?: readonly string[]; of?: EmployeeId | null } = {},
): Promise<EmployeeKeyId[]> {
  const named = sealedTo.length === 0 ? sql`` : sql`union select id from keys where id in (${sql.join(sealedTo)})`;
  const own = of === null ? sql`` : sql`union select id from keys where employee_id = ${of}`;
  return hold(
    tx,
    sql`select key_id from key_accounts where account_id = ${id} and status in ('queued', 'delivered')
      union select key_id from account_sealed_to where account_id = ${id}
      union select key_id from private_account_sealed_to where account_id = ${id} ${named} ${own}`,
  );
}

function isOf(loss: Exclude<Loss, { readonly privateOf: EmployeeId }>): RawBuilder<boolean> {
  if ("accountId" in loss) {
    const account = sql<boolean>`account_id = ${loss.accountId}`;
    return loss.employeeId === undefined ? account : sql`${account} and ${isKeyOf([loss.employeeId])}`;
  }
  const accounts = sql<boolean>`account_id in (select account_id from account_groups where group_id = ${loss.groupId})`;
  return loss.employeeIds === undefined ? accounts : sql`${accounts} and ${isKeyOf(loss.employeeIds)}`;
}

function isKeyOf(employees: readonly EmployeeId[]): RawBuilder<boolean> {
  return sql`key_id in (select id from keys where employee_id in (${sql.join(employees)}))`;
}

/** Rows of a loss on these keys, found by what there is least of: the accounts of a group, or all that somebody had by it. */
function isOfKeys(tx: Tx, loss: Loss, keys: readonly EmployeeKeyId[]): RawBuilder<boolean> {
  if ("accountId" in loss) return sql`account_id = ${loss.accountId} and key_id in (${sql.join(keys)})`;
  if ("privateOf" in loss) return sql`key_id in (${sql.join(keys)}) and kind = 'private'`;
  if (loss.employeeIds === undefined)
    return sql`${isOf(loss)} and ${withoutIndex(tx, sql`key_id`)} in (${sql.join(keys)})`;
  return sql`(key_id, account_id) in (select k.id, g.account_id from account_groups g cross join keys k
    where g.group_id = ${loss.groupId} and k.id in (${sql.join(keys)}))`;
}

interface Some {
  /** Held, and at most `keysAtOnce`. */
  readonly keys: readonly EmployeeKeyId[];
  readonly nowMs: number;
}

/** What was not there or was taken away, and what can be opened since. What they have already stays as it is. */
export async function gain(tx: Tx, what: Gain, { keys, nowMs }: Some): Promise<void> {
  const isSealed = isSealedTo(sql`p.account_id`, sql`k.id`);
  await sql`insert into key_accounts (key_id, account_id, kind, name, status, revision, changed_at)
    select k.id, p.account_id, p.kind, '', case when ${isSealed} then 'queued' else 'waiting' end,
      case when ${isSealed} then ${unnumbered} else 0 end, ${sql.lit(nowMs)}
    from (${pairsOf(what)}) p join keys k on k.employee_id = p.employee_id where k.id in (${sql.join(keys)})
    on conflict (key_id, account_id) do update set kind = excluded.kind, name = '', status = excluded.status,
      revision = case when excluded.status = 'queued' then ${unnumbered} else key_accounts.revision end,
      changed_at = excluded.changed_at
    where case when excluded.status = 'queued' then key_accounts.status not in ('queued', 'delivered')
      else key_accounts.status <> 'waiting' end`.execute(tx);
  await number(tx, keys);
}

/**
 * What they have no more: forgotten where the key was never told of it, otherwise to be removed, with the name it had.
 * @param isGone the account is about to be deleted, whoever has it.
 */
export async function lose(
  tx: Tx,
  what: Loss,
  { keys, nowMs, isGone = false }: Some & { readonly isGone?: boolean },
): Promise<void> {
  const rows = sql`${isOfKeys(tx, what, keys)} and ${isGone ? sql`1 = 1` : sql`not ${isHad}`}`;
  await remove(tx, rows, nowMs);
  await number(tx, keys);
}

async function remove(tx: Tx, rows: RawBuilder<unknown>, nowMs: number): Promise<void> {
  await sql`delete from key_accounts where ${rows} and status = 'waiting' and revision = 0`.execute(tx);
  await sql`update key_accounts set status = 'removing', revision = ${unnumbered}, changed_at = ${sql.lit(nowMs)},
      name = coalesce((select a.name from accounts a where a.id = key_accounts.account_id), '')
    where ${rows} and status in ('waiting', 'queued', 'delivered')`.execute(tx);
}

/** Everything of one key. */
export async function loseAll(tx: Tx, keyId: EmployeeKeyId, nowMs: number): Promise<void> {
  await remove(tx, sql`key_id = ${keyId}`, nowMs);
  await number(tx, [keyId]);
}

/**
 * An account whose sealed part is another one, or whose readable part is.
 * @param isNew whether there is something else in it: then those that have it get it again.
 */
export async function turn(
  tx: Tx,
  id: AccountId,
  { keys, nowMs, isNew }: Some & { readonly isNew: boolean },
): Promise<void> {
  const isSealed = isSealedTo(sql`key_accounts.account_id`, sql`key_accounts.key_id`);
  const rows = sql`account_id = ${id} and key_id in (${sql.join(keys)})`;
  const got = isNew ? sql`status in ('waiting', 'queued', 'delivered')` : sql`status = 'waiting'`;
  // The moment of the writing itself: what was written then the key has never had.
  const written = sql`coalesce((select a.updated_at from accounts a where a.id = key_accounts.account_id), ${sql.lit(nowMs)})`;
  await sql`update key_accounts set status = 'waiting', changed_at = ${isNew ? written : sql.lit(nowMs)}
    where ${rows} and status in ('queued', 'delivered') and not ${isSealed}`.execute(tx);
  await sql`update key_accounts set status = 'queued', revision = ${unnumbered}, changed_at = ${sql.lit(nowMs)}
    where ${rows} and ${got} and ${isSealed}`.execute(tx);
  await number(tx, keys);
}

/** Gives the next numbers of each key. The keys are held, so that numbers are committed in their order. */
async function number(tx: Tx, keys: readonly EmployeeKeyId[]): Promise<void> {
  await sql`update key_accounts set revision = n.next from (
      select r.key_id, r.account_id, k.change_revision + row_number() over (partition by r.key_id order by r.account_id) as next
      from keys k join key_accounts r on r.key_id = k.id and r.revision = ${unnumbered} where k.id in (${sql.join(keys)})
    ) n where key_accounts.key_id = n.key_id and key_accounts.account_id = n.account_id`.execute(tx);
  const highest = sql`(select max(r.revision) from key_accounts r where r.key_id = keys.id)`;
  await sql`update keys set change_revision = ${highest}
    where id in (${sql.join(keys)}) and change_revision < ${highest}`.execute(tx);
}

/** The key has confirmed that it has nothing any more. */
export async function markAllRemoved(tx: Tx, keyId: EmployeeKeyId): Promise<void> {
  await sql`update key_accounts set status = 'removed',
      changed_at = coalesce((select k.wiped_at from keys k where k.id = key_accounts.key_id), changed_at)
    where key_id = ${keyId} and status = 'removing'`.execute(tx);
}

/** Accounts that a group was given stay as they are until the transaction ends: nobody writes them or takes them away. */
export async function holdAccountsOfGroup(tx: Tx, groupId: GroupId): Promise<void> {
  await sql`select count(*) from (select id from accounts where id in (
    select account_id from account_groups where group_id = ${groupId}) order by id ${holding(tx, "shared")}) held`.execute(
    tx,
  );
}
