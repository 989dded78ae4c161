// More of each audit event, seals that chain them, and windows in which refusals are counted instead of written.
import { sql } from "kysely";
import { type AnyDatabase, create, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  const events = () => db.schema.alterTable("audit_events");
  await events()
    .addColumn("outcome", "text", (c) => c.notNull().defaultTo("done"))
    .execute();
  await events()
    .addColumn("user_agent", "text", (c) => c.notNull().defaultTo(""))
    .execute();
  await events().addColumn("factor", "text").execute();
  await events().addColumn("seal", "integer").execute();
  await create(db, "audit_seals", (table) =>
    table
      .addColumn("number", "integer", (c) => c.primaryKey().notNull())
      .addColumn("previous_hash", "text", (c) => c.notNull())
      .addColumn("event_count", "integer", (c) => c.notNull())
      .addColumn("last_at", wide, (c) => c.notNull())
      .addColumn("entries_hash", "text", (c) => c.notNull())
      .addColumn("entries", "text")
      .addColumn("sealed_at", wide, (c) => c.notNull())
      .addColumn("hash", "text", (c) => c.notNull())
      .addColumn("key_id", "text", (c) => c.notNull())
      .addColumn("signature", "text", (c) => c.notNull()),
  );
  await create(db, "refusal_windows", (table) =>
    table
      .addColumn("key", "text", (c) => c.primaryKey().notNull())
      .addColumn("type", "text", (c) => c.notNull())
      .addColumn("address", "text", (c) => c.notNull())
      .addColumn("first_at", wide, (c) => c.notNull())
      .addColumn("last_at", wide, (c) => c.notNull())
      .addColumn("ends_at", wide, (c) => c.notNull())
      .addColumn("written", "integer", (c) => c.notNull())
      .addColumn("counted", "integer", (c) => c.notNull()),
  );
  await db.schema.createIndex("refusal_windows_ends_at").on("refusal_windows").column("ends_at").execute();
  await db.schema.dropIndex("audit_events_subject_id").execute();
  for (const column of ["subject_id", "actor_id", "type", "address", "outcome", "seal"]) {
    await db.schema.createIndex(`audit_events_${column}`).on("audit_events").columns([column, "id"]).execute();
  }
  // Only what is not sealed yet: a handful of rows, however many there are.
  await sql`create index audit_events_unsealed on audit_events (id) where seal is null`.execute(db);
}
