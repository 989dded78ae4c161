// The list of employees as it is asked of the database: found by what is rare, or walked in the order of an index.
import type { Role } from "@hesper/contract";
import { type RawBuilder, type Selectable, sql } from "kysely";
import type { Handle } from "../database/database.ts";
import { rowsOfIds, withoutIndex } from "../database/plans.ts";
import type { Tables } from "../database/tables.ts";
import { afterBeginning } from "../database/words.ts";
import { nameBegins } from "../organisation/store.ts";
import type { Employee, EmployeeStatus } from "./employee.ts";
import { askingGroup, columns, employeeOf, passwordOf } from "./store.ts";

export interface Filter {
  /** Beginnings of words, all of which must be found; empty: nobody asked for any. */
  readonly words: readonly string[];
  readonly roles?: readonly Role[] | undefined;
  readonly status?: EmployeeStatus | undefined;
  readonly companyId?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly positionId?: string | undefined;
  readonly groupId?: string | undefined;
}

/** The columns of each order. Each has an index; the last one decides, since no two employees share it. */
export const sortColumns = {
  name: ["name_key", "id"],
  email: ["email_key"],
  department: ["department_key", "name_key", "id"],
  // Ids are sortable by the time of making.
  createdAt: ["id"],
  lastLoginAt: ["last_login_key", "id"],
} as const;
export type Sort = keyof typeof sortColumns;

export interface Order {
  readonly sort: Sort;
  readonly direction: "asc" | "desc";
}

type Key = readonly (string | number)[];

export interface Page extends Order {
  /** The key of the row after which the page goes on. */
  readonly after: Key | null;
  readonly limit: number;
}

export interface Listed {
  readonly employee: Employee;
  readonly key: Key;
}

interface Condition {
  /** The ids of the employees that fulfil it, from an index; one may come twice. */
  readonly ids: RawBuilder<unknown>;
  /** The same, asked of a row of `employees`. */
  readonly holds: RawBuilder<boolean>;
  /** Somebody has typed it. */
  readonly isWord?: true;
}

/** So many are gathered and sorted. What more than these fulfil is common enough to be met soon on the way. */
export const mostGathered = 1000;

/** Those that are likely to be rare come first. */
export function conditionsOf(db: Handle, { words, roles, status, ...filter }: Filter): Condition[] {
  const among = (column: string, values: readonly (string | undefined)[] = []): Condition[] => {
    const given = values.filter((value) => value !== undefined);
    if (given.length === 0) return [];
    // One by one: for many values SQLite would rather read all of the table.
    const ofEach = given.map((value) => sql`select id from employees where ${sql.ref(column)} = ${value}`);
    const ids = sql.join(ofEach, sql` union all `);
    const asked = withoutIndex(db, sql.ref(`employees.${column}`));
    return [{ ids, holds: sql<boolean>`${asked} in (${sql.join(given)})` }];
  };
  return [
    ...inGroup(filter.groupId),
    ...among("department_id", [filter.departmentId]),
    ...among("position_id", [filter.positionId]),
    ...[...words].sort((a, b) => b.length - a.length).map(hasWord),
    ...among("company_id", [filter.companyId]),
    ...among("role", roles),
    ...among("status", [status]),
  ];
}

function inGroup(groupId: string | undefined): Condition[] {
  if (groupId === undefined) return [];
  const ids = sql`select employee_id as id from group_members where group_id = ${groupId}`;
  const member = sql`select m.employee_id from group_members m where m.group_id = ${groupId}`;
  // As a value, not as `exists`: that would be turned into a join, and the order of the index lost.
  return [{ ids, holds: sql<boolean>`(${member} and m.employee_id = employees.id) is not null` }];
}

function hasWord(word: string): Condition {
  const range = sql`word >= ${word} and word < ${afterBeginning(word)}`;
  const named = (table: "departments" | "companies") =>
    sql`select id from ${sql.table(table)} where ${nameBegins(word)}`;
  // In this order: from the few names to their employees.
  const ofNamed = (table: "departments" | "companies", column: string) =>
    sql`select e.id from (${named(table)}) n cross join employees e where e.${sql.ref(column)} = n.id`;
  const own = sql`select w.word from employee_words w where w.employee_id = employees.id and w.${range} limit 1`;
  return {
    isWord: true,
    ids: sql`select employee_id as id from employee_words where ${range}
      union all ${ofNamed("departments", "department_id")}
      union all ${ofNamed("companies", "company_id")}`,
    holds: sql<boolean>`((${own}) is not null
      or department_id in (${named("departments")}) or company_id in (${named("companies")}))`,
  };
}

/** How many fulfil a condition, as far as it matters: one more than are gathered means too many. */
export function countQuery({ ids }: Condition, most = mostGathered) {
  return sql<{
    count: number;
  }>`select count(*) as count from (select id from (${ids}) fitting limit ${sql.lit(most + 1)}) found`;
}

/** So many who fulfil one condition are looked for among those who fulfil another, where neither is rare by itself. */
const mostCompared = 20_000;

/** Two words at once: with names that many have, few may have both, and the order's index would be walked to its end. */
async function findRarePair(db: Handle, conditions: readonly Condition[]): Promise<Condition | null> {
  const few: Condition[] = [];
  for (const condition of conditions) {
    const { rows } = await countQuery(condition, mostCompared).execute(db);
    if (Number(rows[0]?.count) <= mostCompared) few.push(condition);
    if (few.length === 2) break;
  }
  const [first, second] = few;
  if (!first || !second) return null;
  const ids = sql`select f.id from (${first.ids}) f where f.id in (select s.id from (${second.ids}) s)`;
  const both = { ids, holds: sql<boolean>`(${first.holds} and ${second.holds})` };
  const { rows } = await countQuery(both).execute(db);
  return Number(rows[0]?.count) <= mostGathered ? both : null;
}

/** The first condition that few fulfil, or two together that few do; null: there is none. */
export async function findRare(db: Handle, conditions: readonly Condition[]): Promise<Condition | null> {
  for (const condition of conditions) {
    const { rows } = await countQuery(condition).execute(db);
    if (Number(rows[0]?.count) <= mostGathered) return condition;
  }
  const words = conditions.filter(({ isWord }) => isWord);
  return words.length < 2 ? null : findRarePair(db, words);
}

/** @param rare gathered first, and all other conditions asked of these few; null: walks the order's index. */
function rowsQuery(db: Handle, conditions: readonly Condition[], rare: Condition | null) {
  const others = conditions.filter((one) => one !== rare).map(({ holds }) => holds);
  return others.reduce((query, holds) => query.where(holds), rare === null ? allOf(db) : theseOf(db, rare));
}

function allOf(db: Handle) {
  return db.selectFrom("employees");
}

function theseOf(db: Handle, { ids }: Condition): ReturnType<typeof allOf> {
  const few = sql`select distinct id from (${ids}) fitting limit ${sql.lit(mostGathered)}`;
  const rows = sql<Selectable<Tables["employees"]>>`(${rowsOfIds(db, "employees", few)})`;
  return db.selectFrom(rows.as("employees")) as unknown as ReturnType<typeof allOf>;
}

export function pageQuery(
  db: Handle,
  conditions: readonly Condition[],
  { rare, page }: { rare: Condition | null; page: Page },
) {
  const names = sortColumns[page.sort].map((column) => `employees.${column}`);
  let query = rowsQuery(db, conditions, rare).select(columns).select([passwordOf, askingGroup]);
  for (const [at, name] of names.entries()) query = query.select(sql<string | number>`${sql.ref(name)}`.as(`key${at}`));
  if (page.after !== null) {
    const refs = sql.join(names.map((name) => sql.ref(name)));
    const beyond = page.direction === "asc" ? sql`>` : sql`<`;
    query = query.where(sql<boolean>`(${refs}) ${beyond} (${sql.join(page.after)})`);
  }
  for (const name of names) query = query.orderBy(sql.ref(name), page.direction);
  return query.limit(page.limit);
}

export async function list(
  db: Handle,
  conditions: readonly Condition[],
  request: { rare: Condition | null; page: Page },
): Promise<Listed[]> {
  const rows = await pageQuery(db, conditions, request).execute();
  return rows.map((row) => {
    const all = row as typeof row & Record<string, string | number>;
    const key = sortColumns[request.page.sort].map((_, at) => all[`key${at}`] as string | number);
    return { employee: employeeOf(row), key };
  });
}

/** How many there are of those that were gathered. */
export async function countGathered(db: Handle, conditions: readonly Condition[], rare: Condition): Promise<number> {
  const query = rowsQuery(db, conditions, rare).select((eb) => eb.fn.countAll<number>().as("count"));
  return Number((await query.executeTakeFirstOrThrow()).count);
}

/** Null: more than are counted. */
export async function countAll(db: Handle): Promise<number | null> {
  const some = db
    .selectFrom("employees")
    .select("id")
    .limit(mostCounted + 1)
    .as("few");
  const query = db.selectFrom(some).select((eb) => eb.fn.countAll<number>().as("count"));
  const count = Number((await query.executeTakeFirstOrThrow()).count);
  return count > mostCounted ? null : count;
}

const mostCounted = 1000;

/** All that there are, whatever they fulfil. */
export async function countAtMost(db: Handle): Promise<number> {
  const query = db.selectFrom("employees").select((eb) => eb.fn.countAll<number>().as("count"));
  return Number((await query.executeTakeFirstOrThrow()).count);
}
