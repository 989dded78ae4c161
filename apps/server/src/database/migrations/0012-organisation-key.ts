// The organisation key: its recipient, and its identity as the browser locked it with a passphrase.
import { sql } from "kysely";
import { type AnyDatabase, create, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "organisation_keys", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("recipient", "text", (c) => c.notNull())
      .addColumn("locked_identity", "text")
      .addColumn("created_at", wide, (c) => c.notNull())
      .addColumn("created_by", "text", (c) => c.references("employees.id").onDelete("set null"))
      .addColumn("locked_at", wide, (c) => c.notNull())
      .addColumn("locked_by", "text", (c) => c.references("employees.id").onDelete("set null"))
      .addColumn("revision", "integer", (c) => c.notNull()),
  );
  // One that is sealed to, and at most one that it replaces.
  await sql`create unique index organisation_keys_in_use on organisation_keys (state) where state <> 'retired'`.execute(
    db,
  );
}
