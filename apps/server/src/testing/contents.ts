// All that is in a database, whichever it is: to look for what must not be there, and for what changed.
import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import { isSqlite } from "../database/engine.ts";

/** @returns the names of all tables of Hesper. It costs more than reading them does. */
export async function tablesOf(db: Database): Promise<string[]> {
  return (await db.introspection.getTables()).map(({ name }) => name).sort();
}

/** The rows of every table of Hesper, or of those named, each as JSON, sorted. */
export async function contentsOf(db: Database, names?: readonly string[]): Promise<Map<string, string[]>> {
  const tables = names ?? (await tablesOf(db));
  const contents = new Map<string, string[]>();
  for (const name of tables) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db);
    contents.set(name, rows.map((row) => JSON.stringify(row)).sort());
  }
  return contents;
}

/** Damage that the database finds in itself; PostgreSQL has no such check without extensions. */
export async function damageOf(db: Database): Promise<unknown[]> {
  if (!isSqlite(db)) return [];
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  return rows.filter((row) => row.integrity_check !== "ok");
}
