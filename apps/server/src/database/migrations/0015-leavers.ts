// Leavers: the accounts whose secrets somebody who left could have seen, until each was changed.
import { type AnyDatabase, create, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  await leavers(db);
  await entries(db);
}

async function leavers(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "leavers", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("employee_id", "text", (c) => c.references("employees.id").onDelete("set null"))
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("opened_at", wide, (c) => c.notNull())
      .addColumn("left_at", wide, (c) => c.notNull())
      .addColumn("entries", "integer", (c) => c.notNull())
      .addColumn("open_entries", "integer", (c) => c.notNull())
      .addColumn("closed_at", wide)
      .addColumn("closed_by", "text")
      .addColumn("reason", "text"),
  );
  await db.schema.createIndex("leavers_state").on("leavers").columns(["state", "id"]).execute();
  await db.schema.createIndex("leavers_employee").on("leavers").columns(["employee_id", "id"]).execute();
}

/** Without a reference to the accounts: the list outlives them. */
async function entries(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "leaver_entries", (table) =>
    table
      .addColumn("leaver_id", "text", (c) => c.notNull().references("leavers.id").onDelete("cascade"))
      .addColumn("account_id", "text", (c) => c.notNull())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("login", "text", (c) => c.notNull())
      .addColumn("sort_key", "text", (c) => c.notNull())
      .addColumn("seen_until", wide)
      .addColumn("password_changed_at", wide)
      .addColumn("otp_changed_at", wide)
      .addColumn("is_open", "integer", (c) => c.notNull())
      .addColumn("done_how", "text")
      .addColumn("done_at", wide)
      .addColumn("done_by", "text")
      .addPrimaryKeyConstraint("leaver_entries_pk", ["leaver_id", "account_id"]),
  );
  await db.schema
    .createIndex("leaver_entries_name")
    .on("leaver_entries")
    .columns(["leaver_id", "sort_key", "account_id"])
    .execute();
  await db.schema
    .createIndex("leaver_entries_open")
    .on("leaver_entries")
    .columns(["leaver_id", "is_open", "sort_key", "account_id"])
    .execute();
  await db.schema.createIndex("leaver_entries_account").on("leaver_entries").column("account_id").execute();
}
