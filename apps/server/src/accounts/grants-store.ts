// To whom shared accounts were given: employees, and groups.
import type { Handle, Tx } from "../database/database.ts";
import { memberships } from "../groups/store.ts";
import type { AccountId, EmployeeId, GroupId } from "../security/ids.ts";

/** True only for the call that gave it. */
export async function giveToEmployee(
  tx: Tx,
  { id, employeeId, nowMs }: { id: AccountId; employeeId: EmployeeId; nowMs: number },
): Promise<boolean> {
  const row = { account_id: id, employee_id: employeeId, given_at: nowMs };
  const given = tx
    .insertInto("account_employees")
    .values(row)
    .onConflict((on) => on.doNothing());
  return (await given.executeTakeFirst()).numInsertedOrUpdatedRows === 1n;
}

export async function takeFromEmployee(tx: Tx, id: AccountId, employeeId: EmployeeId): Promise<boolean> {
  const taken = tx.deleteFrom("account_employees").where("account_id", "=", id).where("employee_id", "=", employeeId);
  return (await taken.executeTakeFirst()).numDeletedRows === 1n;
}

export async function giveToGroup(
  tx: Tx,
  { id, groupId, nowMs }: { id: AccountId; groupId: GroupId; nowMs: number },
): Promise<boolean> {
  const row = { account_id: id, group_id: groupId, given_at: nowMs };
  const given = tx
    .insertInto("account_groups")
    .values(row)
    .onConflict((on) => on.doNothing());
  return (await given.executeTakeFirst()).numInsertedOrUpdatedRows === 1n;
}

export async function takeFromGroup(tx: Tx, id: AccountId, groupId: GroupId): Promise<boolean> {
  const taken = tx.deleteFrom("account_groups").where("account_id", "=", id).where("group_id", "=", groupId);
  return (await taken.executeTakeFirst()).numDeletedRows === 1n;
}

interface Page {
  readonly limit: number;
  readonly after: string | null;
}

export async function listEmployees(db: Handle, id: AccountId, { limit, after }: Page) {
  let query = db.selectFrom("account_employees").select(["employee_id as id", "given_at as givenAtMs"]);
  query = query.where("account_id", "=", id);
  if (after !== null) query = query.where("employee_id", ">", after as EmployeeId);
  return query.orderBy("employee_id").limit(limit).execute();
}

export async function listGroups(db: Handle, id: AccountId, { limit, after }: Page) {
  let query = db.selectFrom("account_groups").select(["group_id as id", "given_at as givenAtMs"]);
  query = query.where("account_id", "=", id);
  if (after !== null) query = query.where("group_id", ">", after as GroupId);
  return query.orderBy("group_id").limit(limit).execute();
}

/** To how many employees and groups each was given. */
export async function countGrants(
  db: Handle,
  ids: readonly AccountId[],
): Promise<Map<AccountId, { employees: number; groups: number }>> {
  const counts = new Map(ids.map((id) => [id, { employees: 0, groups: 0 }]));
  if (ids.length === 0) return counts;
  for (const [table, field] of [
    ["account_employees", "employees"],
    ["account_groups", "groups"],
  ] as const) {
    const counted = db
      .selectFrom(table)
      .select((eb) => ["account_id", eb.fn.countAll<number>().as("count")])
      .where("account_id", "in", ids)
      .groupBy("account_id");
    for (const { account_id, count } of await counted.execute()) {
      const one = counts.get(account_id);
      if (one) one[field] = Number(count);
    }
  }
  return counts;
}

/** Of these accounts, those that were given to the employee, and to which of the groups. */
export async function waysOf(
  db: Handle,
  ids: readonly AccountId[],
  { employeeId, groupIds }: { employeeId: EmployeeId; groupIds: readonly GroupId[] },
): Promise<{ direct: ReadonlySet<AccountId>; groups: ReadonlyMap<AccountId, GroupId[]> }> {
  if (ids.length === 0) return { direct: new Set(), groups: new Map() };
  const direct = await db
    .selectFrom("account_employees")
    .select("account_id")
    .where("account_id", "in", ids)
    .where("employee_id", "=", employeeId)
    .execute();
  const rows =
    groupIds.length === 0
      ? []
      : await db
          .selectFrom("account_groups")
          .select(["account_id", "group_id"])
          .where("account_id", "in", ids)
          .where("group_id", "in", groupIds)
          .execute();
  const groups = new Map<AccountId, GroupId[]>();
  for (const row of rows) groups.set(row.account_id, [...(groups.get(row.account_id) ?? []), row.group_id]);
  return { direct: new Set(direct.map((row) => row.account_id)), groups };
}

/** Everybody who has a shared account, each once: a part of a query. */
export function holders(db: Handle, id: AccountId) {
  const direct = db.selectFrom("account_employees").select("employee_id").where("account_id", "=", id);
  const throughGroups = db
    .selectFrom("account_groups as g")
    .innerJoin(memberships(db).as("m"), "m.group_id", "g.group_id")
    .select("m.employee_id")
    .where("g.account_id", "=", id);
  return direct.union(throughGroups);
}

/** How many shared accounts were given to an employee, without those of the groups. */
export async function countGivenToEmployee(db: Handle, employeeId: EmployeeId): Promise<number> {
  const query = db.selectFrom("account_employees").where("employee_id", "=", employeeId);
  const { count } = await query.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return Number(count);
}

export async function countGivenToGroup(db: Handle, groupId: GroupId): Promise<number> {
  const query = db.selectFrom("account_groups").where("group_id", "=", groupId);
  const { count } = await query.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return Number(count);
}
