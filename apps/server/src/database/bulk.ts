// Inserting many rows with one statement, whose text is made once: to build and compile it for each would cost more than
// the database needs.
import { CompiledQuery, type Insertable, sql } from "kysely";
import type { Database, Tx } from "./database.ts";
import { isSqlite } from "./engine.ts";
import type { Tables } from "./tables.ts";

/** Fewer than the 32,766 parameters of SQLite and the 65,535 of PostgreSQL. */
const mostParameters = 10_000;
const texts = new Map<string, string>();

/** Rows that have exactly these columns. */
export async function insertInBulk<T extends keyof Tables & string>(
  tx: Tx,
  { table, columns, ending = "" }: { table: T; columns: readonly (keyof Tables[T] & string)[]; ending?: string },
  rows: readonly Insertable<Tables[T]>[],
): Promise<void> {
  let at = 0;
  for (const size of sizesOf(rows.length, Math.floor(mostParameters / columns.length))) {
    const some = rows.slice(at, at + size) as readonly Record<string, unknown>[];
    at += size;
    const key = `${isSqlite(tx)} ${table} ${columns.join()} ${ending} ${size}`;
    const text = texts.get(key) ?? textOf({ table, columns, ending, count: size, numbered: !isSqlite(tx) });
    texts.set(key, text);
    const parameters = some.flatMap((row) => columns.map((column) => row[column]));
    await tx.executeQuery(CompiledQuery.raw(text, parameters));
  }
}

/**
 * How many rows each statement has: full ones, then powers of two. The texts are kept, and by SQLite the statements, so
 * that there must not be one for every number of rows.
 */
export function sizesOf(rows: number, most: number): number[] {
  const full = Array.from({ length: Math.floor(rows / most) }, () => most);
  const sizes: number[] = [];
  for (let left = rows % most; left > 0; left -= sizes.at(-1) ?? left) sizes.push(2 ** Math.floor(Math.log2(left)));
  return [...full, ...sizes];
}

/** Kibibytes. */
const roomKib = 256 * 1024;
const pagesInLog = 16_384;

/**
 * Room in memory for the indexes of many rows to come, which are written all over the place. SQLite has little otherwise,
 * and copies its log into the file after every 4 MiB. Durability stays what it is.
 */
export async function makeRoom(db: Database): Promise<void> {
  if (!isSqlite(db)) return;
  await sql.raw(`pragma cache_size = -${roomKib}`).execute(db);
  await sql.raw(`pragma wal_autocheckpoint = ${pagesInLog}`).execute(db);
}

interface Wanted {
  readonly table: string;
  readonly columns: readonly string[];
  readonly ending: string;
  readonly count: number;
  /** As PostgreSQL wants its parameters. */
  readonly numbered: boolean;
}

function textOf({ table, columns, ending, count, numbered }: Wanted): string {
  const value = (row: number, at: number) => (numbered ? `$${row * columns.length + at + 1}` : "?");
  const rows = Array.from({ length: count }, (_, row) => `(${columns.map((_, at) => value(row, at)).join()})`);
  return `insert into ${table} (${columns.map((column) => `"${column}"`).join()}) values ${rows.join()} ${ending}`;
}
