// Budgets of wrong attempts, and a bucket of attempts for each address.
import { type AnyDatabase, create, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "attempt_budgets", (table) =>
    table
      .addColumn("key", "text", (c) => c.primaryKey().notNull())
      .addColumn("failures", "integer", (c) => c.notNull())
      .addColumn("next_allowed_at", wide, (c) => c.notNull())
      .addColumn("updated_at", wide, (c) => c.notNull())
      .addColumn("disabled_at", wide),
  );
  await create(db, "address_buckets", (table) =>
    table
      .addColumn("address", "text", (c) => c.primaryKey().notNull())
      .addColumn("tokens", "integer", (c) => c.notNull())
      .addColumn("updated_at", wide, (c) => c.notNull()),
  );
  for (const table of ["attempt_budgets", "address_buckets"]) {
    await db.schema.createIndex(`${table}_updated_at`).on(table).column("updated_at").execute();
  }
}
