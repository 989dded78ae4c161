// The list of employees as it is asked of the database: found by what is rare, or taken in order from an index.
import { setImmediate as rest } from "node:timers/promises";
import { type RawBuilder, sql } from "kysely";
import type { Handle } from "../database/database.ts";
import { rowsOfIds } from "../database/plans.ts";
import type { Employee } from "./employee.ts";
import { type Condition, type InOrder, mostLookedAt } from "./list-conditions.ts";
import { meet, type Place } from "./list-meeting.ts";
import { type Key, mergedQuery, nextOf, type Page, type Sort, sortColumns } from "./list-order.ts";
import { askingGroup, columns, employeeOf, passwordOf } from "./store.ts";

export interface Listed {
  readonly employee: Employee;
  readonly key: Key;
}

/** So many are gathered and sorted, and counted. */
const mostGathered = 1000;
/** So many, where the order is another one than that of the names, in which there is no better way. */
const mostSorted = mostLookedAt - 1;

/** Of a condition: who fulfils it, in the order of names. */
interface Listing extends InOrder {
  readonly of: Condition;
}

/** How a page is come by. */
export type Way =
  /** Who fulfils one condition, all other conditions asked of these few. */
  | { readonly by: "gathering"; readonly rare: Condition; readonly most: number }
  /** The one list in the order of names that there is. */
  | { readonly by: "merging"; readonly list: Listing }
  /** Several of them. */
  | { readonly by: "meeting"; readonly lists: readonly Listing[] }
  /** Everybody, in the order of an index. */
  | { readonly by: "walking" };

export async function findWay(db: Handle, conditions: readonly Condition[], sort: Sort): Promise<Way> {
  const rare = await findRare(db, conditions, mostGathered);
  if (rare !== null) return { by: "gathering", rare, most: mostGathered };
  const lists: Listing[] = [];
  for (const condition of conditions) {
    const list = await condition.findInOrder?.(db);
    if (list) lists.push({ ...list, of: condition });
  }
  if (sort === "name") return wayInOrder(lists);
  const few = lists.length < 2 ? null : await findFewWhoMeet(db, lists);
  if (few !== null) return { by: "gathering", rare: few, most: mostGathered };
  const sorted = await findRare(db, conditions, mostSorted);
  return sorted === null ? { by: "walking" } : { by: "gathering", rare: sorted, most: mostSorted };
}

function wayInOrder(lists: readonly Listing[]): Way {
  const [list] = lists;
  if (list === undefined) return { by: "walking" };
  return lists.length === 1 ? { by: "merging", list } : { by: "meeting", lists };
}

/** How many fulfil a condition, as far as it matters: one more than `most` means too many. */
export function countQuery({ ids }: Condition, most = mostGathered) {
  return sql<{
    count: number;
  }>`select count(*) as count from (select id from (${ids}) fitting limit ${sql.lit(most + 1)}) found`;
}

async function isRare(db: Handle, condition: Condition, most: number): Promise<boolean> {
  const { rows } = await countQuery(condition, most).execute(db);
  return Number(rows[0]?.count) <= most;
}

/** The first condition that few fulfil; null: there is none. */
async function findRare(db: Handle, conditions: readonly Condition[], most: number): Promise<Condition | null> {
  for (const condition of conditions) if (await isRare(db, condition, most)) return condition;
  return null;
}

/** Those who fulfil all conditions that have a list, as one condition; null: not a few. */
async function findFewWhoMeet(db: Handle, lists: readonly Listing[]): Promise<Condition | null> {
  const { names, next } = await meet(db, { lists, direction: "asc", from: null, mostNames: mostGathered });
  if (next !== null) return null;
  const called = hasName(names);
  const few = {
    ids: sql`select id from employees where ${called}`,
    holds: isEvery([called, ...holdsOf(lists.map((list) => list.of))]),
  };
  return (await isRare(db, few, mostGathered)) ? few : null;
}

function hasName(names: readonly string[]): RawBuilder<boolean> {
  return names.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`employees.name_key in (${sql.join(names)})`;
}

function holdsOf(conditions: readonly Condition[]): RawBuilder<boolean>[] {
  return conditions.map(({ holds }) => holds);
}

function isEvery(holds: readonly RawBuilder<boolean>[]): RawBuilder<boolean> {
  return sql<boolean>`(${sql.join([sql`1 = 1`, ...holds], sql` and `)})`;
}

type ByRows = Extract<Way, { by: "gathering" | "walking" }>;

/** All rows of `employees`, or those who were gathered, and what is left to ask of them. */
function rowsOf(db: Handle, conditions: readonly Condition[], way: ByRows) {
  if (way.by === "walking") return { rows: sql`employees`, holds: holdsOf(conditions) };
  const few = sql`select distinct id from (${way.rare.ids}) fitting limit ${sql.lit(way.most)}`;
  const others = conditions.filter((one) => one !== way.rare);
  return { rows: sql`(${rowsOfIds(db, "employees", few)}) employees`, holds: holdsOf(others) };
}

/** The keys of a page, in order (`key0`, `key1` ...), and the `id` of each. */
export function keysQuery(
  db: Handle,
  conditions: readonly Condition[],
  { way, page }: { way: Exclude<Way, { by: "meeting" }>; page: Page },
): RawBuilder<unknown> {
  if (way.by !== "merging") {
    const { rows, holds } = rowsOf(db, conditions, way);
    return orderedQuery(rows, holds, page);
  }
  const { ranges, isExact, of } = way.list;
  const others = isExact ? conditions.filter((one) => one !== of) : conditions;
  return mergedQuery(db, { ranges, holds: holdsOf(others), page });
}

function orderedQuery(rows: RawBuilder<unknown>, holds: readonly RawBuilder<boolean>[], page: Page) {
  const names = sortColumns[page.sort].map((column) => `employees.${column}`);
  const keys = names.map((name, at) => sql`${sql.ref(name)} as ${sql.id(`key${at}`)}`);
  const { isNext, ending } = nextOf(names, page);
  return sql`select ${sql.join(keys)}, employees.id as id from ${rows} where ${isEvery([isNext, ...holds])} ${ending}`;
}

/** Those who have one of these names and fulfil everything. */
export function calledQuery(conditions: readonly Condition[], names: readonly string[], page: Page) {
  return orderedQuery(sql`employees`, [hasName(names), ...holdsOf(conditions)], page);
}

export async function list(
  db: Handle,
  conditions: readonly Condition[],
  { way, page }: { way: Way; page: Page },
): Promise<Listed[]> {
  if (way.by !== "meeting") return read(db, keysQuery(db, conditions, { way, page }), page);
  const found: Listed[] = [];
  let next: Place | null = page.after === null ? null : { name: String(page.after[0]), isPassed: false };
  for (;;) {
    const room = page.limit - found.length;
    const met = await meet(db, { lists: way.lists, direction: page.direction, from: next, mostNames: room });
    if (met.names.length > 0) {
      const keys = calledQuery(conditions, met.names, { ...page, limit: room });
      found.push(...(await read(db, keys, page)));
    }
    next = met.next;
    if (next === null || found.length >= page.limit) return found;
    await rest();
  }
}

/** All that is to be told of those on a page, and of nobody else. */
async function read(db: Handle, keys: RawBuilder<unknown>, { sort, direction }: Page): Promise<Listed[]> {
  const names = sortColumns[sort].map((_, at) => `key${at}`);
  let query = db
    .selectFrom(sql<{ id: Employee["id"] }>`(${keys})`.as("page"))
    .innerJoin("employees", "employees.id", "page.id")
    .select(columns)
    .select([passwordOf, askingGroup]);
  for (const name of names) {
    const key = sql<string | number>`${sql.ref(`page.${name}`)}`;
    query = query.select(key.as(name)).orderBy(key, direction);
  }
  return (await query.execute()).map((row) => {
    const all = row as typeof row & Record<string, string | number>;
    return { employee: employeeOf(row), key: names.map((name) => all[name] as string | number) };
  });
}

/** How many there are of those that were gathered. */
export async function countGathered(
  db: Handle,
  conditions: readonly Condition[],
  way: Extract<Way, { by: "gathering" }>,
): Promise<number> {
  const { rows, holds } = rowsOf(db, conditions, way);
  const query = sql<{ count: number }>`select count(*) as count from ${rows} where ${isEvery(holds)}`;
  return Number((await query.execute(db)).rows[0]?.count);
}

/** Null: more than are counted. */
export async function countAll(db: Handle): Promise<number | null> {
  const some = db
    .selectFrom("employees")
    .select("id")
    .limit(mostGathered + 1)
    .as("few");
  const query = db.selectFrom(some).select((eb) => eb.fn.countAll<number>().as("count"));
  const count = Number((await query.executeTakeFirstOrThrow()).count);
  return count > mostGathered ? null : count;
}

/** All that there are, whatever they fulfil. */
export async function countAtMost(db: Handle): Promise<number> {
  const query = db.selectFrom("employees").select((eb) => eb.fn.countAll<number>().as("count"));
  return Number((await query.executeTakeFirstOrThrow()).count);
}
