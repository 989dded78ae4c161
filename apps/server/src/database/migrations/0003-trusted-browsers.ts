// Browsers that may skip the second factor for a while.
import { type AnyDatabase, create, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "trusted_browsers", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("employee_id", "text", (c) => c.notNull().references("employees.id").onDelete("cascade"))
      .addColumn("token_hash", "text", (c) => c.notNull().unique())
      .addColumn("previous_hash", "text", (c) => c.unique())
      .addColumn("created_at", wide, (c) => c.notNull())
      .addColumn("last_used_at", wide, (c) => c.notNull())
      .addColumn("expires_at", wide, (c) => c.notNull())
      .addColumn("address", "text", (c) => c.notNull())
      .addColumn("user_agent", "text", (c) => c.notNull()),
  );
  await db.schema.createIndex("trusted_browsers_employee_id").on("trusted_browsers").column("employee_id").execute();
}
