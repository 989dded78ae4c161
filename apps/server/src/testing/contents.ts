// All that is in a database, whichever it is: to look for what must not be there, and for what changed.
import { type SqlBool, sql } from "kysely";
import type { Database } from "../database/database.ts";
import { isSqlite } from "../database/engine.ts";

/** The rows of every table of Hesper, each as JSON, sorted. */
export async function contentsOf(db: Database): Promise<Map<string, string[]>> {
  const tables = (await db.introspection.getTables()).map(({ name }) => name).sort();
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

/** Lets the database refuse every write, as with a full disk, or take them again. */
export async function setReadOnly(db: Database, isReadOnly: boolean): Promise<void> {
  if (isSqlite(db)) {
    await sql`pragma query_only = ${sql.raw(isReadOnly ? "on" : "off")}`.execute(db);
    return;
  }
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
  const name = sql.id(rows[0]?.name ?? "");
  await sql`begin; set transaction read write; alter database ${name} set default_transaction_read_only = ${sql.raw(isReadOnly ? "on" : "off")}; commit`.execute(
    db,
  );
  // Connections that are there already keep the old setting.
  await sql<SqlBool>`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
  await sql`set default_transaction_read_only = ${sql.raw(isReadOnly ? "on" : "off")}`.execute(db);
}
