// The tables of groups and of who is in them.

import { sql } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import type { Flag } from "../database/tables.ts";
import { nameKey, sortKey } from "../database/words.ts";
import type { AfterKey } from "../http/key-cursor.ts";
import { nameBegins } from "../organisation/store.ts";
import type { EmployeeId, GroupId } from "../security/ids.ts";

export interface Group {
  readonly id: GroupId;
  readonly name: string;
  readonly description: string;
  readonly sortKey: string;
  readonly requiresTwoFactor: Flag;
  readonly createdAtMs: number;
  readonly revision: number;
}

const columns = [
  "groups.id",
  "groups.name",
  "description",
  "sort_key as sortKey",
  "requires_two_factor as requiresTwoFactor",
  "groups.created_at as createdAtMs",
  "groups.revision",
] as const;

export async function findById(db: Handle, id: GroupId): Promise<Group | null> {
  return (await db.selectFrom("groups").select(columns).where("id", "=", id).executeTakeFirst()) ?? null;
}

/** Those of these ids that there are, in no order. */
export async function findByIds(db: Handle, ids: readonly GroupId[]): Promise<Group[]> {
  return ids.length === 0 ? [] : db.selectFrom("groups").select(columns).where("id", "in", ids).execute();
}

/** The groups that an employee is in. */
export async function groupIdsOf(db: Handle, employeeId: EmployeeId): Promise<GroupId[]> {
  const rows = db.selectFrom("group_members").select("group_id").where("employee_id", "=", employeeId);
  return (await rows.execute()).map(({ group_id }) => group_id);
}

/** Who is in which group: a part of a query, for what is given to groups. */
export function memberships(db: Handle) {
  return db.selectFrom("group_members").select(["group_id", "employee_id"]);
}

interface Asked {
  readonly search?: string | undefined;
  readonly after: AfterKey | null;
  readonly limit: number;
  /** Those that the employee is in. */
  readonly memberId?: EmployeeId | undefined;
}

/** A page by name. */
export async function list(db: Handle, { search, after, limit, memberId }: Asked): Promise<Group[]> {
  let query = db.selectFrom("groups").select(columns);
  if (search !== undefined && search !== "") query = query.where(sql<boolean>`${nameBegins(search)}`);
  if (memberId !== undefined) {
    query = query.where("id", "in", (eb) =>
      eb.selectFrom("group_members").select("group_id").where("employee_id", "=", memberId),
    );
  }
  if (after !== null) query = query.where(sql<boolean>`(sort_key, id) > (${after.key}, ${after.id})`);
  return query.orderBy("sort_key").orderBy("id").limit(limit).execute();
}

export async function countMembers(db: Handle, ids: readonly GroupId[]): Promise<Map<GroupId, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("group_members")
    .select((eb) => ["group_id", eb.fn.countAll<number>().as("count")])
    .where("group_id", "in", ids)
    .groupBy("group_id")
    .execute();
  return new Map(rows.map((row) => [row.group_id, Number(row.count)]));
}

export async function countGroupsOf(db: Handle, employeeId: EmployeeId): Promise<number> {
  const query = db.selectFrom("group_members").select((eb) => eb.fn.countAll<number>().as("count"));
  return Number((await query.where("employee_id", "=", employeeId).executeTakeFirstOrThrow()).count);
}

export async function insert(
  tx: Tx,
  { id, name, description, nowMs }: { id: GroupId; name: string; description: string; nowMs: number },
): Promise<void> {
  const times = { created_at: nowMs, updated_at: nowMs, revision: 1 };
  await tx
    .insertInto("groups")
    .values({ id, description, ...keysOf(name), requires_two_factor: 0, ...times })
    .execute();
}

function keysOf(name: string) {
  return { name, name_key: nameKey(name), sort_key: sortKey(name) };
}

/** Writes the row without changing it: that holds it until the transaction ends. */
export async function touch(tx: Tx, id: GroupId): Promise<void> {
  await tx
    .updateTable("groups")
    .set((eb) => ({ revision: eb.ref("revision") }))
    .where("id", "=", id)
    .execute();
}

export async function change(
  tx: Tx,
  id: GroupId,
  { name, description, nowMs }: { name: string; description: string; nowMs: number },
): Promise<void> {
  await tx
    .updateTable("groups")
    .set((eb) => ({ description, ...keysOf(name), updated_at: nowMs, revision: eb("revision", "+", 1) }))
    .where("id", "=", id)
    .execute();
}

export async function setTwoFactor(
  tx: Tx,
  id: GroupId,
  { isRequired, nowMs }: { isRequired: boolean; nowMs: number },
): Promise<void> {
  await tx
    .updateTable("groups")
    .set((eb) => ({
      requires_two_factor: isRequired ? 1 : 0,
      updated_at: nowMs,
      revision: eb("revision", "+", 1),
    }))
    .where("id", "=", id)
    .execute();
}

export async function remove(tx: Tx, id: GroupId): Promise<void> {
  await tx.deleteFrom("groups").where("id", "=", id).execute();
}

/** Everybody. */
export async function removeAllMembers(tx: Tx, id: GroupId): Promise<void> {
  await tx.deleteFrom("group_members").where("group_id", "=", id).execute();
}

/** @returns those of these employees that are in the group. */
export async function findMembers(db: Handle, id: GroupId, of: readonly EmployeeId[]): Promise<Set<EmployeeId>> {
  if (of.length === 0) return new Set();
  const members = db.selectFrom("group_members").select("employee_id").where("group_id", "=", id);
  return new Set((await members.where("employee_id", "in", of).execute()).map((row) => row.employee_id));
}

export async function addMembers(tx: Tx, id: GroupId, some: readonly EmployeeId[], nowMs: number): Promise<void> {
  if (some.length === 0) return;
  const rows = some.map((employee_id) => ({ group_id: id, employee_id, added_at: nowMs }));
  await tx.insertInto("group_members").values(rows).execute();
}

export async function removeMembers(tx: Tx, id: GroupId, some: readonly EmployeeId[]): Promise<void> {
  if (some.length === 0) return;
  await tx.deleteFrom("group_members").where("group_id", "=", id).where("employee_id", "in", some).execute();
}
