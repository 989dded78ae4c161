// The signed record of how far old events were removed, and whose refusals are counted in a window.
import { type AnyDatabase, create, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "audit_removals", (table) =>
    table
      .addColumn("up_to_seal", "integer", (c) => c.primaryKey().notNull())
      .addColumn("seal_hash", "text", (c) => c.notNull())
      .addColumn("events_before", wide, (c) => c.notNull())
      .addColumn("removed_at", wide, (c) => c.notNull())
      .addColumn("key_id", "text", (c) => c.notNull())
      .addColumn("signature", "text", (c) => c.notNull()),
  );
  await db.schema.alterTable("refusal_windows").addColumn("actor_id", "text").execute();
}
