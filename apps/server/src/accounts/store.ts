// The table of accounts, what finds them, and their pages.
import type { AccountKind, SealedChange } from "@hesper/contract";
import { sql } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import { holding } from "../database/holding.ts";
import type { Tables } from "../database/tables.ts";
import { sortKey as sortKeyOf } from "../database/words.ts";
import type { AccountId, EmployeeId, GroupId } from "../security/ids.ts";
import type { Account, AccountDetails } from "./account.ts";
import { termsOf } from "./terms.ts";

export function all(db: Handle) {
  return db.selectFrom("accounts").selectAll("accounts");
}

export function accountOf(row: Tables["accounts"]): Account {
  return {
    id: row.id,
    kind: row.kind,
    employeeId: row.employee_id,
    name: row.name,
    sortKey: row.sort_key,
    urls: JSON.parse(row.urls) as string[],
    apps: JSON.parse(row.apps) as string[],
    loginType: row.login_type,
    login: row.login,
    revision: row.revision,
    sealedRevision: row.sealed_revision,
    createdAtMs: row.created_at,
    updatedAtMs: row.updated_at,
    passwordChangedAtMs: row.password_changed_at,
    otpChangedAtMs: row.otp_changed_at,
    notesChangedAtMs: row.notes_changed_at,
    lastChange: row.last_change,
    changedBy: row.changed_by,
  };
}

export async function find(db: Handle, id: AccountId): Promise<Account | null> {
  const row = await all(db).where("accounts.id", "=", id).executeTakeFirst();
  return row ? accountOf(row) : null;
}

export async function findMany(db: Handle, ids: readonly AccountId[]): Promise<Account[]> {
  if (ids.length === 0) return [];
  return (await all(db).where("accounts.id", "in", ids).execute()).map(accountOf);
}

/** Writes the row without changing it: that holds it until the transaction ends. */
export async function touch(tx: Tx, id: AccountId): Promise<void> {
  await tx
    .updateTable("accounts")
    .set((eb) => ({ revision: eb.ref("revision") }))
    .where("id", "=", id)
    .execute();
}

/**
 * As for a deletion: also who only refers to it waits, and not for keys that are held by then. The account has to be held.
 */
export async function holdAlone(tx: Tx, id: AccountId): Promise<void> {
  await sql`select id from accounts where id = ${id} ${holding(tx, "alone")}`.execute(tx);
}

/** Where a page goes on: after a name as it is sorted, and an id. */
export interface AfterName {
  readonly sortKey: string;
  readonly id: string;
}

export interface PageOf<After> {
  readonly limit: number;
  readonly after: After | null;
}

/** A page of all accounts, or of those of a kind, by name. */
export async function list(
  db: Handle,
  kind: AccountKind | null,
  { limit, after }: PageOf<AfterName>,
): Promise<Account[]> {
  let query = all(db);
  if (kind !== null) query = query.where("kind", "=", kind);
  if (after !== null) query = query.where((eb) => isAfter(eb, after));
  return (await query.orderBy("sort_key").orderBy("id").limit(limit).execute()).map(accountOf);
}

/** As a row of two, which an index answers. */
function isAfter(
  // biome-ignore lint/suspicious/noExplicitAny: the builders of joined queries have types of their own.
  eb: any,
  { sortKey, id }: AfterName,
) {
  return eb(eb.refTuple("accounts.sort_key", "accounts.id"), ">", eb.tuple(sortKey, id));
}

/** Personal accounts of an employee, and shared ones that were given to them or to one of these groups; by name. */
export async function listOfEmployee(
  db: Handle,
  { employeeId, groupIds }: { employeeId: EmployeeId; groupIds: readonly GroupId[] },
  { limit, after }: PageOf<AfterName>,
): Promise<Account[]> {
  const ids = idsOfEmployee(db, { employeeId, groupIds });
  let query = db.selectFrom(ids.as("mine")).innerJoin("accounts", "accounts.id", "mine.id").selectAll("accounts");
  if (after !== null) query = query.where((eb) => isAfter(eb, after));
  return (await query.orderBy("sort_key").orderBy("accounts.id").limit(limit).execute()).map(accountOf);
}

export function idsOfEmployee(
  db: Handle,
  { employeeId, groupIds }: { employeeId: EmployeeId; groupIds: readonly GroupId[] },
) {
  const own = db.selectFrom("accounts").select("accounts.id").where("employee_id", "=", employeeId);
  const given = db.selectFrom("account_employees").select("account_id as id").where("employee_id", "=", employeeId);
  const throughGroups = db.selectFrom("account_groups").select("account_id as id").where("group_id", "in", groupIds);
  return groupIds.length === 0 ? own.union(given) : own.union(given).union(throughGroups);
}

export async function countPersonal(db: Handle, employeeId: EmployeeId): Promise<number> {
  const counted = db.selectFrom("accounts").where("employee_id", "=", employeeId);
  const { count } = await counted.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return Number(count);
}

function detailColumns({ name, urls, apps, loginType, login }: AccountDetails) {
  const lists = { urls: JSON.stringify(urls), apps: JSON.stringify(apps) };
  return { name, sort_key: sortKeyOf(name), ...lists, login_type: loginType, login };
}

export async function insert(
  tx: Tx,
  account: AccountDetails & {
    readonly id: AccountId;
    readonly kind: AccountKind;
    readonly employeeId: EmployeeId | null;
    readonly by: EmployeeId;
    readonly nowMs: number;
  },
): Promise<void> {
  await tx
    .insertInto("accounts")
    .values({
      id: account.id,
      kind: account.kind,
      employee_id: account.employeeId,
      ...detailColumns(account),
      revision: 1,
      sealed_revision: 1,
      created_at: account.nowMs,
      updated_at: account.nowMs,
      password_changed_at: null,
      otp_changed_at: null,
      notes_changed_at: null,
      last_change: "",
      changed_by: account.by,
    })
    .execute();
  await insertTerms(tx, account);
}

async function insertTerms(
  tx: Tx,
  account: AccountDetails & { readonly id: AccountId; readonly kind: AccountKind },
): Promise<void> {
  const rows = termsOf(account).map((term) => ({ kind: account.kind, term, account_id: account.id }));
  if (rows.length > 0) await tx.insertInto("account_terms").values(rows).execute();
}

interface Change {
  /** What is changed, in codes that a conflict makes words of. */
  readonly lastChange: string;
  readonly by: EmployeeId;
  readonly nowMs: number;
}

function changeColumns({ lastChange, by, nowMs }: Change) {
  return { last_change: lastChange, changed_by: by, updated_at: nowMs };
}

/** The account has to be held: its revision is raised. */
export async function changeDetails(
  tx: Tx,
  { id, kind }: Account,
  details: AccountDetails,
  change: Change,
): Promise<void> {
  await tx
    .updateTable("accounts")
    .set((eb) => ({ ...detailColumns(details), ...changeColumns(change), revision: eb("revision", "+", 1) }))
    .where("id", "=", id)
    .execute();
  await tx.deleteFrom("account_terms").where("account_id", "=", id).execute();
  await insertTerms(tx, { ...details, id, kind });
}

/** The account has to be held: its revision is raised, and is that of the sealed part; times tell what is new in it. */
export async function markSecretsChanged(
  tx: Tx,
  id: AccountId,
  parts: readonly SealedChange[],
  change: Change,
): Promise<void> {
  const times = Object.fromEntries(parts.map((part) => [`${part}_changed_at`, change.nowMs]));
  await tx
    .updateTable("accounts")
    .set((eb) => {
      const next = eb("revision", "+", 1);
      return { ...times, ...changeColumns(change), revision: next, sealed_revision: next };
    })
    .where("id", "=", id)
    .execute();
}

/** With all that hangs on it. True only for the one call that deleted it. */
export async function remove(tx: Tx, id: AccountId): Promise<boolean> {
  return (await tx.deleteFrom("accounts").where("id", "=", id).executeTakeFirst()).numDeletedRows === 1n;
}

/** Whether the employee has it. */
export async function isOfEmployee(
  db: Handle,
  whose: { employeeId: EmployeeId; groupIds: readonly GroupId[] },
  id: AccountId,
): Promise<boolean> {
  const mine = db.selectFrom(idsOfEmployee(db, whose).as("mine")).select("mine.id").where("mine.id", "=", id);
  return (await mine.executeTakeFirst()) !== undefined;
}
