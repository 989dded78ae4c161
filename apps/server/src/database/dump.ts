// Walks all tables of a database, whichever it is, in an order in which another one can be filled: for copies and backups.
import { createHash } from "node:crypto";
import { setImmediate as rest } from "node:timers/promises";
import { sql } from "kysely";
import type { Handle, Tx } from "./database.ts";
import { isSqlite } from "./engine.ts";
import { DatabaseProblem } from "./errors.ts";

/** What all columns hold. Whatever else is found was written by somebody else, and is refused. */
export type Value = string | number | null;
/** The values of a row, in the order of the columns. */
export type Row = readonly Value[];

export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
  /** The columns of the primary key. */
  readonly key: readonly string[];
}

interface ColumnRow {
  readonly table: string;
  readonly column: string;
  /** Place in the primary key, from 1; 0: not in it. */
  readonly place: number;
}

interface ReferenceRow {
  readonly table: string;
  readonly target: string;
}

const sqliteColumns = sql<ColumnRow>`
  select m.name as "table", p.name as "column", p.pk as place
  from sqlite_master m, pragma_table_info(m.name) p
  where m.type = 'table' and m.name not like 'sqlite\\_%' escape '\\' and m.name not like 'kysely\\_%' escape '\\'
  order by m.name, p.cid`;

const sqliteReferences = sql<ReferenceRow>`
  select m.name as "table", f."table" as target
  from sqlite_master m, pragma_foreign_key_list(m.name) f where m.type = 'table'`;

const postgresColumns = sql<ColumnRow>`
  select c.relname as "table", a.attname as "column",
    coalesce(array_position(string_to_array(i.indkey::text, ' ')::int2[], a.attnum), 0) as place
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_index i on i.indrelid = c.oid and i.indisprimary
  where c.relkind in ('r', 'p') and n.nspname = current_schema() and c.relname not like 'kysely\\_%'
  order by c.relname collate "C", a.attnum`;

const postgresReferences = sql<ReferenceRow>`
  select c.relname as "table", t.relname as target
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  join pg_class t on t.oid = k.confrelid
  join pg_namespace n on n.oid = c.relnamespace
  where k.contype = 'f' and n.nspname = current_schema()`;

/** Every table but those of the migrations, each after the tables that it refers to. */
export async function describeTables(db: Handle): Promise<TableShape[]> {
  const [columns, references] = isSqlite(db)
    ? [sqliteColumns, sqliteReferences]
    : [postgresColumns, postgresReferences];
  const byTable = Map.groupBy((await columns.execute(db)).rows, (row) => row.table);
  const shapes = [...byTable].map(([name, rows]): TableShape => {
    const key = rows.filter((row) => row.place > 0).sort((a, b) => a.place - b.place);
    return { name, columns: rows.map((row) => row.column), key: key.map((row) => row.column) };
  });
  return inOrder(shapes, (await references.execute(db)).rows);
}

function inOrder(shapes: readonly TableShape[], references: readonly ReferenceRow[]): TableShape[] {
  const ordered: TableShape[] = [];
  const left = new Map(shapes.map((shape) => [shape.name, shape]));
  while (left.size > 0) {
    const ready = [...left.values()].filter(
      ({ name }) => !references.some(({ table, target }) => table === name && left.has(target)),
    );
    if (ready.length === 0) throw new Error(`Tables refer to each other in a ring: ${[...left.keys()].join(", ")}.`);
    for (const shape of ready) left.delete(shape.name);
    ordered.push(...ready);
  }
  return ordered;
}

/** Fewer than the 32,766 parameters of SQLite and the 65,535 of PostgreSQL. */
const mostParameters = 30_000;
const mostRows = 500;

/** How many rows are read and inserted at once, and held in memory. */
function pageSize({ columns }: TableShape): number {
  return Math.max(1, Math.min(mostRows, Math.floor(mostParameters / columns.length)));
}

function names(columns: readonly string[]) {
  return sql.join(columns.map((column) => sql.ref(column)));
}

export async function countRows(db: Handle, { name }: TableShape): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}`.execute(db);
  return Number(rows[0]?.count);
}

/** The first table, by its name, that has a row; null: nothing is in any of them. */
export async function findFilled(db: Handle, shapes: readonly TableShape[]): Promise<string | null> {
  for (const { name } of shapes) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(db);
    if (rows.length > 0) return name;
  }
  return null;
}

/** All rows of a table, in the order of the primary key, which is the same in both databases. */
export async function* readPages(db: Handle, shape: TableShape): AsyncGenerator<Row[]> {
  const { name, columns, key } = shape;
  if (key.length === 0) throw new Error(`The table ${name} has no primary key.`);
  const limit = pageSize(shape);
  const places = key.map((column) => columns.indexOf(column));
  let after = sql``;
  for (;;) {
    const query = sql<Record<string, unknown>>`select ${names(columns)} from ${sql.table(name)} ${after}
      order by ${names(key)} limit ${limit}`;
    const { rows } = await query.execute(db).catch((error: unknown) => {
      throw isTooLarge(error) ? strange(name) : error;
    });
    const page = rows.map((row) => columns.map((column) => checkedValue(name, row[column])));
    if (page.length > 0) yield page;
    if (page.length < limit) return;
    const last = page[page.length - 1] as Row;
    after = sql`where (${names(key)}) > (${sql.join(places.map((place) => last[place]))})`;
    // SQLite never waits by itself: signals and the progress bar have their turn here.
    await rest();
  }
}

function isTooLarge(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === "ERR_OUT_OF_RANGE";
}

function strange(table: string): DatabaseProblem {
  return new DatabaseProblem(`The table ${table} holds a value that no server writes. Run: hesper audit verify`);
}

function checkedValue(table: string, value: unknown): Value {
  if (value === null || typeof value === "string" || Number.isSafeInteger(value)) return value as Value;
  throw strange(table);
}

/** Inserts rows of any number. @param columns of the values, in their order. */
export async function insertRows(tx: Tx, shape: TableShape, rows: readonly Row[]): Promise<void> {
  const { name, columns } = shape;
  const size = pageSize(shape);
  for (let at = 0; at < rows.length; at += size) {
    const values = rows.slice(at, at + size).map((row) => sql`(${sql.join(row)})`);
    await sql`insert into ${sql.table(name)} (${names(columns)}) values ${sql.join(values)}`.execute(tx);
  }
}

/** A row as it is written and hashed: one line of JSON, the same whatever database it comes from. */
export function encodeRow(row: Row): string {
  return `${JSON.stringify(row)}\n`;
}

export interface TableSum {
  readonly rows: number;
  /** SHA-256 of the encoded rows in the order of the primary key, hexadecimal. */
  readonly hash: string;
}

/** Adds up rows as they pass. */
export class Summing {
  readonly #hash = createHash("sha256");
  #rows = 0;

  add(rows: readonly Row[]): void {
    this.#rows += rows.length;
    for (const row of rows) this.#hash.update(encodeRow(row));
  }

  sum(): TableSum {
    return { rows: this.#rows, hash: this.#hash.digest("hex") };
  }
}

/** Reads a table back. Throws `DatabaseProblem` where it does not hold what was put in. */
export async function checkTable(db: Handle, shape: TableShape, wanted: TableSum): Promise<void> {
  const summing = new Summing();
  for await (const page of readPages(db, shape)) summing.add(page);
  const found = summing.sum();
  if (found.rows === wanted.rows && found.hash === wanted.hash) return;
  const how = found.rows === wanted.rows ? "other values" : `${found.rows} rows instead of ${wanted.rows}`;
  throw new DatabaseProblem(`The table ${shape.name} came out with ${how}: nothing was kept.`);
}
