// Keys of employees: their policies, what they hold, and private accounts, of which the server can read nothing.
import { type AnyDatabase, create, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  await policies(db);
  await keys(db);
  await deliveries(db);
  await privateAccounts(db);
  await causesOfLists(db);
}

async function policies(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "key_policies", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("name_key", "text", (c) => c.notNull().unique())
      .addColumn("sort_key", "text", (c) => c.notNull())
      .addColumn("is_default", "integer", (c) => c.notNull())
      .addColumn("pin_minimum_length", "integer", (c) => c.notNull())
      .addColumn("wrong_pins", "integer", (c) => c.notNull())
      .addColumn("lock_after_minutes", "integer", (c) => c.notNull())
      .addColumn("offline_days", "integer", (c) => c.notNull())
      .addColumn("revision", "integer", (c) => c.notNull())
      .addColumn("created_at", wide, (c) => c.notNull())
      .addColumn("updated_at", wide, (c) => c.notNull())
      .addColumn("changed_by", "text"),
  );
  await db.schema.createIndex("key_policies_name").on("key_policies").columns(["sort_key", "id"]).execute();
}

/** A key outlives its employee: it is to be told to wipe itself. */
async function keys(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "keys", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("employee_id", "text", (c) => c.references("employees.id").onDelete("set null"))
      .addColumn("employee_name", "text", (c) => c.notNull())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("status", "text", (c) => c.notNull())
      .addColumn("reason", "text")
      .addColumn("policy_id", "text", (c) => c.notNull().references("key_policies.id"))
      .addColumn("recipient", "text", (c) => c.unique())
      .addColumn("recipient_kind", "text")
      .addColumn("device", "text")
      .addColumn("token_hash", "text", (c) => c.unique())
      .addColumn("activation_hash", "text", (c) => c.unique())
      .addColumn("mailed_activation_hash", "text", (c) => c.unique())
      .addColumn("activation_expires_at", wide)
      .addColumn("revision", "integer", (c) => c.notNull())
      .addColumn("change_revision", wide, (c) => c.notNull())
      .addColumn("lock_number", "integer", (c) => c.notNull())
      .addColumn("created_at", wide, (c) => c.notNull())
      .addColumn("created_by", "text", (c) => c.notNull())
      .addColumn("activated_at", wide)
      .addColumn("last_contact_at", wide)
      .addColumn("status_changed_at", wide, (c) => c.notNull())
      .addColumn("last_change", "text", (c) => c.notNull())
      .addColumn("changed_by", "text")
      .addColumn("wiped_at", wide),
  );
  await db.schema.createIndex("keys_employee").on("keys").columns(["employee_id", "id"]).execute();
  await db.schema.createIndex("keys_status").on("keys").columns(["status", "id"]).execute();
  await db.schema.createIndex("keys_policy").on("keys").columns(["policy_id", "id"]).execute();
}

/** Without a reference to the account: the key is to be told when it is gone. */
async function deliveries(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "key_accounts", (table) =>
    table
      .addColumn("key_id", "text", (c) => c.notNull().references("keys.id").onDelete("cascade"))
      .addColumn("account_id", "text", (c) => c.notNull())
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("status", "text", (c) => c.notNull())
      .addColumn("revision", wide, (c) => c.notNull())
      .addColumn("changed_at", wide, (c) => c.notNull())
      .addColumn("delivered_at", wide)
      .addPrimaryKeyConstraint("key_accounts_pk", ["key_id", "account_id"]),
  );
  await db.schema.createIndex("key_accounts_revision").on("key_accounts").columns(["key_id", "revision"]).execute();
  await db.schema.createIndex("key_accounts_account").on("key_accounts").columns(["account_id", "key_id"]).execute();
  await db.schema
    .createIndex("key_accounts_of_status")
    .on("key_accounts")
    .columns(["key_id", "status", "account_id"])
    .execute();
  await db.schema
    .createIndex("key_accounts_status")
    .on("key_accounts")
    .columns(["status", "account_id", "key_id"])
    .execute();
}

async function privateAccounts(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "private_accounts", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("employee_id", "text", (c) => c.notNull().references("employees.id").onDelete("cascade"))
      .addColumn("revision", "integer", (c) => c.notNull())
      .addColumn("sealed", "text", (c) => c.notNull())
      .addColumn("details", "text", (c) => c.notNull())
      .addColumn("created_at", wide, (c) => c.notNull())
      .addColumn("updated_at", wide, (c) => c.notNull())
      .addColumn("changed_by", "text", (c) => c.notNull()),
  );
  await db.schema
    .createIndex("private_accounts_employee")
    .on("private_accounts")
    .columns(["employee_id", "id"])
    .execute();
  await create(db, "private_account_sealed_to", (table) =>
    table
      .addColumn("account_id", "text", (c) => c.notNull().references("private_accounts.id").onDelete("cascade"))
      .addColumn("key_id", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("private_account_sealed_to_pk", ["account_id", "key_id"]),
  );
  await db.schema
    .createIndex("private_account_sealed_to_key")
    .on("private_account_sealed_to")
    .columns(["key_id", "account_id"])
    .execute();
}

/** A list of what somebody could have seen is opened for a compromised key too. */
async function causesOfLists(db: AnyDatabase): Promise<void> {
  for (const column of [
    db.schema.alterTable("leavers").addColumn("cause", "text", (c) => c.notNull().defaultTo("left")),
    db.schema.alterTable("leavers").addColumn("key_id", "text"),
    db.schema.alterTable("leavers").addColumn("key_name", "text"),
  ]) {
    await column.execute();
  }
  await db.schema.createIndex("leavers_key").on("leavers").column("key_id").execute();
}
