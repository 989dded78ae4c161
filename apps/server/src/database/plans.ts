// Parts of queries that make both databases go the way that is meant, where one of them would choose a worse one.
import { type RawBuilder, sql } from "kysely";
import type { Handle } from "./database.ts";
import { isSqlite } from "./engine.ts";
import type { Tables } from "./tables.ts";

/**
 * A column that is to be looked at on the way through another index. SQLite, which seldom knows how many rows have a
 * value, would take the column's index instead, and sort all that it finds; PostgreSQL knows, and decides well.
 */
export function withoutIndex(db: Handle, column: RawBuilder<unknown>): RawBuilder<unknown> {
  return isSqlite(db) ? sql`+${column}` : column;
}

/**
 * After a table: the index that it is to be read through. SQLite would take one that seems to find fewer rows, and sort
 * them; PostgreSQL knows, and decides well.
 */
export function throughIndex(db: Handle, index: string): RawBuilder<unknown> {
  return isSqlite(db) ? sql`indexed by ${sql.ref(index)}` : sql``;
}

/**
 * The rows of a table whose ids a query gives, each looked up by its id: never all of the table read for the sake of some
 * thousands, which would take longer with every row that is added.
 */
export function rowsOfIds(db: Handle, table: keyof Tables, ids: RawBuilder<unknown>): RawBuilder<unknown> {
  const one = sql`${sql.table(table)} one`;
  // SQLite joins in this order; PostgreSQL would choose another one, were it not for the limit.
  return isSqlite(db)
    ? sql`select one.* from (${ids}) given cross join ${one} where one.id = given.id`
    : sql`select one.* from (${ids}) given cross join lateral (select * from ${one} where one.id = given.id limit 1) one`;
}

/**
 * In a query, after other tables: the row of a table that has an id, looked up for each of their rows, whose order stays.
 * The row goes by the name of the table.
 */
export function rowOf(db: Handle, table: keyof Tables, id: RawBuilder<unknown>): RawBuilder<unknown> {
  const found = sql.table(table);
  return isSqlite(db)
    ? sql`cross join ${found} on ${sql.ref(`${table}.id`)} = ${id}`
    : sql`cross join lateral (select * from ${found} one where one.id = ${id} limit 1) ${found}`;
}

/**
 * The ids of the rows of a table that have one of the ids that a query gives, in a column with an index: from the few to
 * their rows, never all of the table.
 */
export function rowsOfEach(
  db: Handle,
  few: RawBuilder<unknown>,
  { table, column, most }: { table: keyof Tables; column: string; most: number },
): RawBuilder<unknown> {
  const [rows, own] = [sql.table(table), sql.ref(`one.${column}`)];
  // SQLite joins in this order; PostgreSQL would choose another one, were it not for the limit.
  return isSqlite(db)
    ? sql`select one.id from (${few}) few cross join ${rows} one where ${own} = few.id`
    : sql`select one.id from (${few}) few
        cross join lateral (select one.id from ${rows} one where ${own} = few.id limit ${sql.lit(most)}) one`;
}
