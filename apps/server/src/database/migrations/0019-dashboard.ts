// What the dashboard counts from: indexes that hold all that is counted, and the log-ins of days that are over.
import { sql } from "kysely";
import { type AnyDatabase, create, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  await create(db, "log_in_days", (table) =>
    table
      .addColumn("day", "text", (c) => c.notNull())
      .addColumn("outcome", "text", (c) => c.notNull())
      .addColumn("factor", "text", (c) => c.notNull())
      .addColumn("count", wideInteger(db), (c) => c.notNull())
      .addPrimaryKeyConstraint("log_in_days_pk", ["day", "outcome", "factor"]),
  );
  // In place of indexes that were there, with one column more: a count of many rows reads the index and no row.
  await replaceIndex(db, "audit_events_type", "audit_events", ["type", "id", "factor"]);
  await replaceIndex(db, "employees_status", "employees", ["status", "id"]);
  await db.schema.createIndex("keys_kind").on("keys").columns(["kind", "status"]).execute();
  await db.schema
    .createIndex("accounts_password_age")
    .on("accounts")
    .columns(["password_changed_at", "created_at"])
    .execute();
  // Only what is on its way: what was delivered long ago is many times as much.
  await sql`create index key_accounts_open on key_accounts (key_id, status, kind)
    where status in ('waiting', 'queued')`.execute(db);
}

async function replaceIndex(db: AnyDatabase, name: string, table: string, columns: readonly string[]): Promise<void> {
  await db.schema.dropIndex(name).execute();
  await db.schema
    .createIndex(name)
    .on(table)
    .columns([...columns])
    .execute();
}
