// What goes wrong with a database while it is in use.
import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import { isSqlite } from "../database/engine.ts";

export interface BrokenWrite {
  readonly verb: "insert" | "update" | "delete";
  readonly table: string;
  /** Of which rows, in terms of `new` and `old`; of all without it. */
  readonly when?: string;
}

/** Lets one kind of write fail while `work` goes on. */
export async function withBrokenWrite<T>(
  db: Database,
  { verb, table, when }: BrokenWrite,
  work: () => Promise<T>,
): Promise<T> {
  const [kind, on] = [sql.raw(`before ${verb} on ${table}`), sql.table(table)];
  const condition = when === undefined ? sql`` : sql.raw(`when (${when})`);
  if (isSqlite(db)) {
    await sql`create trigger broken ${kind} ${condition} begin select raise(abort, 'the disk is full'); end`.execute(
      db,
    );
  } else {
    await sql`create or replace function broken() returns trigger language plpgsql
      as 'begin raise exception ''the disk is full''; end'`.execute(db);
    await sql`create trigger broken ${kind} for each row ${condition} execute function broken()`.execute(db);
  }
  try {
    return await work();
  } finally {
    await (isSqlite(db) ? sql`drop trigger broken` : sql`drop trigger broken on ${on}`).execute(db);
  }
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
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
  await sql`set default_transaction_read_only = ${sql.raw(isReadOnly ? "on" : "off")}`.execute(db);
}
