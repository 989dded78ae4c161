// What may be asked of the list of employees, each condition in the ways in which a database can be asked for it.
import type { Role } from "@hesper/contract";
import { type RawBuilder, sql } from "kysely";
import type { Handle } from "../database/database.ts";
import { rowsOfEach, withoutIndex } from "../database/plans.ts";
import { afterBeginning } from "../database/words.ts";
import { nameBegins } from "../organisation/store.ts";
import type { EmployeeStatus } from "./employee.ts";
import { beginningOf } from "./found-by.ts";

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

/** Of what fulfils one condition no more are gathered, sorted or counted than are fewer than this. */
export const mostLookedAt = 5001;

export interface Condition {
  /** The ids of the employees that fulfil it, from an index, or of `mostLookedAt` of them; one may come twice. */
  readonly ids: RawBuilder<unknown>;
  /** The same, asked of a row of `employees`. */
  readonly holds: RawBuilder<boolean>;
  /** The same in the order of names. Null, and nothing: not to be had. */
  readonly findInOrder?: (db: Handle) => Promise<InOrder | null>;
}

/** Rows of a table that have a value, for which there is an index in the order of names. */
export interface Range {
  readonly table: "employee_terms" | "employees";
  /** Of the employee. */
  readonly id: "employee_id" | "id";
  readonly column: "term" | "company_id" | "department_id" | "position_id";
  readonly value: string;
}

export interface InOrder {
  /** Together they have everybody. */
  readonly ranges: readonly Range[];
  /** False: also others, who do not fulfil the condition. */
  readonly isExact: boolean;
}

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
  const belonging = (column: BelongingColumn, value: string | undefined): Condition[] => {
    const found = value === undefined ? null : { ranges: [columnRange(column, value)], isExact: true };
    return among(column, [value]).map((one) => ({ ...one, findInOrder: async () => found }));
  };
  return [
    ...inGroup(filter.groupId),
    ...belonging("department_id", filter.departmentId),
    ...belonging("position_id", filter.positionId),
    ...[...words].sort((a, b) => b.length - a.length).map((word) => hasWord(db, word)),
    ...belonging("company_id", filter.companyId),
    ...among("role", roles),
    ...among("status", [status]),
  ];
}

type BelongingColumn = Exclude<Range["column"], "term">;

function columnRange(column: BelongingColumn, value: string): Range {
  return { table: "employees", id: "id", column, value };
}

function inGroup(groupId: string | undefined): Condition[] {
  if (groupId === undefined) return [];
  const ids = sql`select employee_id as id from group_members where group_id = ${groupId}`;
  const member = sql`select m.employee_id from group_members m where m.group_id = ${groupId}`;
  // As a value, not as `exists`: that would be turned into a join, and the order of the index lost.
  return [{ ids, holds: sql<boolean>`(${member} and m.employee_id = employees.id) is not null` }];
}

/** A term of up to three letters stands for all words that begin so; a longer one is one of several words. */
function hasWord(db: Handle, word: string): Condition {
  const isTerm = beginningOf(word) === word;
  const range = isTerm ? sql`term = ${word}` : sql`term >= ${word} and term < ${afterBeginning(word)}`;
  const ofNamed = (table: NamedTable, column: BelongingColumn) =>
    rowsOfEach(db, named(table, word), { table: "employees", column, most: mostLookedAt });
  const own = sql`select f.words from employee_found_by f where f.employee_id = employees.id`;
  return {
    ids: sql`select id from (select employee_id as id from employee_terms where ${range} limit ${sql.lit(mostLookedAt)}) first
      union all ${ofNamed("departments", "department_id")}
      union all ${ofNamed("companies", "company_id")}`,
    holds: sql<boolean>`((${own}) like ${`% ${word}%`}
      or employees.department_id in (${named("departments", word)})
      or employees.company_id in (${named("companies", word)}))`,
    findInOrder: (db) => rangesOfWord(db, word, isTerm),
  };
}

type NamedTable = "departments" | "companies";

function named(table: NamedTable, word: string) {
  return sql`select id from ${sql.table(table)} where ${nameBegins(word)}`;
}

/** So many stretches of an index are put together. */
const mostRanges = 32;

async function rangesOfWord(db: Handle, word: string, isTerm: boolean): Promise<InOrder | null> {
  const some = (column: Range["column"], query: RawBuilder<unknown>) =>
    sql`select ${sql.lit(column)} as "column", value from (${query} limit ${sql.lit(mostRanges + 1)}) few`;
  const idsOf = (table: NamedTable) => sql`select id as value from (${named(table, word)}) named`;
  const parts = [
    ...(isTerm ? [] : [some("term", sql`select term as value from longer where term is not null`)]),
    some("department_id", idsOf("departments")),
    some("company_id", idsOf("companies")),
  ];
  const { rows } = await sql<{ column: Range["column"]; value: string }>`
    ${isTerm ? sql`` : longerWords(word)} ${sql.join(parts, sql` union all `)}`.execute(db);
  const terms = isTerm ? [termRange(word)] : [];
  const others: Range[] = [];
  for (const { column, value } of rows) {
    if (column === "term") terms.push(termRange(value));
    else others.push(columnRange(column, value));
  }
  // Of many words their beginning, which most of those who have it are found by.
  const isExact = terms.length <= mostRanges;
  const ranges = [...(isExact ? terms : [termRange(beginningOf(word))]), ...others];
  return ranges.length <= mostRanges ? { ranges, isExact } : null;
}

function termRange(value: string): Range {
  return { table: "employee_terms", id: "employee_id", column: "term", value };
}

/** The words that begin so, one after the other: of each only its first row is looked at. */
function longerWords(word: string) {
  const end = afterBeginning(word);
  return sql`with recursive longer(term) as (
    select min(term) from employee_terms where term >= ${word} and term < ${end}
    union all
    select (select min(t.term) from employee_terms t where t.term > longer.term and t.term < ${end})
    from longer where longer.term is not null
  )`;
}
