// Passkeys (FIDO2): a random handle per person, a row per credential, and the challenges that were used.
import { type AnyDatabase, create, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "passkey_handles", (table) =>
    table
      .addColumn("employee_id", "text", (c) => c.primaryKey().notNull().references("employees.id").onDelete("cascade"))
      .addColumn("handle", "text", (c) => c.notNull().unique()),
  );
  await create(db, "passkeys", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("employee_id", "text", (c) => c.notNull().references("employees.id").onDelete("cascade"))
      .addColumn("credential_id", "text", (c) => c.notNull().unique())
      .addColumn("public_key", "text", (c) => c.notNull())
      .addColumn("sign_count", wide, (c) => c.notNull())
      .addColumn("transports", "text", (c) => c.notNull())
      .addColumn("backup_eligible", "integer", (c) => c.notNull())
      .addColumn("backed_up", "integer", (c) => c.notNull())
      .addColumn("aaguid", "text", (c) => c.notNull())
      .addColumn("rp_id", "text", (c) => c.notNull())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("created_at", wide, (c) => c.notNull())
      .addColumn("last_used_at", wide),
  );
  await create(db, "spent_challenges", (table) =>
    table
      .addColumn("challenge_hash", "text", (c) => c.primaryKey().notNull())
      .addColumn("expires_at", wide, (c) => c.notNull()),
  );
  await db.schema.createIndex("passkeys_employee_id").on("passkeys").column("employee_id").execute();
  await db.schema.createIndex("spent_challenges_expires_at").on("spent_challenges").column("expires_at").execute();
}
