// What migrations share: types and table endings that differ between SQLite and PostgreSQL.
import { type CreateTableBuilder, type Kysely, sql } from "kysely";
import { isSqlite } from "../engine.ts";

export type AnyDatabase = Kysely<unknown>;

/** Milliseconds need 64 bits: SQLite's integer has them, PostgreSQL's does not. */
export function wideInteger(db: AnyDatabase): "integer" | "bigint" {
  return isSqlite(db) ? "integer" : "bigint";
}

/** SQLite checks types only in STRICT tables. */
export async function create<T extends string>(
  db: AnyDatabase,
  table: T,
  columns: (builder: CreateTableBuilder<T, never>) => CreateTableBuilder<T, string>,
): Promise<void> {
  const builder = columns(db.schema.createTable(table)) as CreateTableBuilder<T, never>;
  await (isSqlite(db) ? builder.modifyEnd(sql`strict`) : builder).execute();
}
