// Inserting many rows with one statement, whose text is made once: to build and compile it for each would cost more than
// the database needs.
import { CompiledQuery, type Insertable } from "kysely";
import type { Tx } from "./database.ts";
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
  const size = Math.floor(mostParameters / columns.length);
  for (let at = 0; at < rows.length; at += size) {
    const some = rows.slice(at, at + size) as readonly Record<string, unknown>[];
    const key = `${isSqlite(tx)} ${table} ${columns.join()} ${ending} ${some.length}`;
    const text = texts.get(key) ?? textOf({ table, columns, ending, count: some.length, numbered: !isSqlite(tx) });
    // Those that are not full come in any number.
    if (some.length === size) texts.set(key, text);
    const parameters = some.flatMap((row) => columns.map((column) => row[column]));
    await tx.executeQuery(CompiledQuery.raw(text, parameters));
  }
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
