// Accounts: what can be read of them, their sealed parts and whom these are sealed to, who has shared ones, templates.
import { type AnyDatabase, create, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  await accounts(db);
  await terms(db);
  await sealedParts(db);
  await grants(db);
  await exposures(db);
  await templates(db);
}

async function accounts(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "accounts", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("employee_id", "text", (c) => c.references("employees.id").onDelete("cascade"))
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("sort_key", "text", (c) => c.notNull())
      .addColumn("urls", "text", (c) => c.notNull())
      .addColumn("apps", "text", (c) => c.notNull())
      .addColumn("login_type", "text", (c) => c.notNull())
      .addColumn("login", "text", (c) => c.notNull())
      .addColumn("revision", "integer", (c) => c.notNull())
      .addColumn("sealed_revision", "integer", (c) => c.notNull())
      .addColumn("created_at", wide, (c) => c.notNull())
      .addColumn("updated_at", wide, (c) => c.notNull())
      .addColumn("password_changed_at", wide)
      .addColumn("otp_changed_at", wide)
      .addColumn("notes_changed_at", wide)
      .addColumn("last_change", "text", (c) => c.notNull())
      .addColumn("changed_by", "text", (c) => c.notNull()),
  );
  await db.schema.createIndex("accounts_sort_key").on("accounts").columns(["sort_key", "id"]).execute();
  await db.schema.createIndex("accounts_kind").on("accounts").columns(["kind", "sort_key", "id"]).execute();
  await db.schema.createIndex("accounts_employee").on("accounts").columns(["employee_id", "sort_key", "id"]).execute();
}

/** Words that an account is found by. */
async function terms(db: AnyDatabase): Promise<void> {
  await create(db, "account_terms", (table) =>
    table
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("term", "text", (c) => c.notNull())
      .addColumn("account_id", "text", (c) => c.notNull().references("accounts.id").onDelete("cascade"))
      .addPrimaryKeyConstraint("account_terms_pk", ["kind", "term", "account_id"]),
  );
  await db.schema.createIndex("account_terms_account").on("account_terms").columns(["account_id", "term"]).execute();
}

/** In tables of their own: lists read none of it. */
async function sealedParts(db: AnyDatabase): Promise<void> {
  await create(db, "account_sealed_parts", (table) =>
    table
      .addColumn("account_id", "text", (c) => c.primaryKey().notNull().references("accounts.id").onDelete("cascade"))
      .addColumn("sealed", "text", (c) => c.notNull()),
  );
  await create(db, "account_sealed_to", (table) =>
    table
      .addColumn("account_id", "text", (c) => c.notNull().references("accounts.id").onDelete("cascade"))
      .addColumn("key_id", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("account_sealed_to_pk", ["account_id", "key_id"]),
  );
  await db.schema
    .createIndex("account_sealed_to_key")
    .on("account_sealed_to")
    .columns(["key_id", "account_id"])
    .execute();
}

/** To whom shared accounts were given. */
async function grants(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  for (const [name, to, target] of [
    ["account_employees", "employee_id", "employees.id"],
    ["account_groups", "group_id", "groups.id"],
  ] as const) {
    await create(db, name, (table) =>
      table
        .addColumn("account_id", "text", (c) => c.notNull().references("accounts.id").onDelete("cascade"))
        .addColumn(to, "text", (c) => c.notNull().references(target).onDelete("cascade"))
        .addColumn("given_at", wide, (c) => c.notNull())
        .addPrimaryKeyConstraint(`${name}_pk`, ["account_id", to]),
    );
    await db.schema.createIndex(`${name}_${to}`).on(name).columns([to, "account_id"]).execute();
  }
}

/** Whose eyes a secret was before, beside those who have the account now. */
async function exposures(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "account_exposures", (table) =>
    table
      .addColumn("employee_id", "text", (c) => c.notNull().references("employees.id").onDelete("cascade"))
      .addColumn("account_id", "text", (c) => c.notNull().references("accounts.id").onDelete("cascade"))
      .addColumn("how", "text", (c) => c.notNull())
      .addColumn("at", wide, (c) => c.notNull())
      .addPrimaryKeyConstraint("account_exposures_pk", ["employee_id", "account_id", "how"]),
  );
  await db.schema.createIndex("account_exposures_account").on("account_exposures").column("account_id").execute();
}

async function templates(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "account_templates", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("name_key", "text", (c) => c.notNull().unique())
      .addColumn("sort_key", "text", (c) => c.notNull())
      .addColumn("urls", "text", (c) => c.notNull())
      .addColumn("apps", "text", (c) => c.notNull())
      .addColumn("login_type", "text", (c) => c.notNull())
      .addColumn("revision", "integer", (c) => c.notNull())
      .addColumn("created_at", wide, (c) => c.notNull())
      .addColumn("updated_at", wide, (c) => c.notNull())
      .addColumn("changed_by", "text", (c) => c.notNull()),
  );
  await db.schema
    .createIndex("account_templates_sort_key")
    .on("account_templates")
    .columns(["sort_key", "id"])
    .execute();
}
