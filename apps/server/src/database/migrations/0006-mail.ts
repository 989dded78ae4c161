// Mails that wait to be sent, and jobs that one of the servers does from time to time.
import { type AnyDatabase, create, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "outbox", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("recipient", "text", (c) => c.notNull())
      .addColumn("employee_id", "text")
      .addColumn("data", "text", (c) => c.notNull())
      .addColumn("created_at", wide, (c) => c.notNull())
      .addColumn("give_up_at", wide, (c) => c.notNull())
      .addColumn("next_attempt_at", wide)
      .addColumn("attempts", "integer", (c) => c.notNull())
      .addColumn("sent_at", wide)
      .addColumn("failed_at", wide)
      .addColumn("error", "text"),
  );
  await db.schema.createIndex("outbox_next_attempt_at").on("outbox").column("next_attempt_at").execute();
  await create(db, "jobs", (table) =>
    table.addColumn("name", "text", (c) => c.primaryKey().notNull()).addColumn("next_run_at", wide, (c) => c.notNull()),
  );
}
