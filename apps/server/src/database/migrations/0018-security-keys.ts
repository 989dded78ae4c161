// Security keys: the credential and the salt of each, what is open in which session, and the organisation key for a touch.
import { type AnyDatabase, create, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  await securityKeys(db);
  await openings(db);
  await organisationKeys(db);
}

/** Beside the row of its key: what WebAuthn (level 3) says of the credential, and the public input of its PRF. */
async function securityKeys(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "security_keys", (table) =>
    table
      .addColumn("key_id", "text", (c) => c.primaryKey().notNull().references("keys.id").onDelete("cascade"))
      .addColumn("credential_id", "text", (c) => c.notNull().unique())
      .addColumn("public_key", "text", (c) => c.notNull())
      .addColumn("sign_count", wide, (c) => c.notNull())
      .addColumn("transports", "text", (c) => c.notNull())
      .addColumn("backup_eligible", "integer", (c) => c.notNull())
      .addColumn("backed_up", "integer", (c) => c.notNull())
      .addColumn("aaguid", "text", (c) => c.notNull())
      .addColumn("rp_id", "text", (c) => c.notNull())
      .addColumn("prf_salt", "text", (c) => c.notNull()),
  );
}

async function openings(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "security_key_openings", (table) =>
    table
      .addColumn("session_id", "text", (c) => c.primaryKey().notNull().references("sessions.id").onDelete("cascade"))
      .addColumn("key_id", "text", (c) => c.notNull().references("keys.id").onDelete("cascade"))
      .addColumn("opened_at", wide, (c) => c.notNull())
      .addColumn("expires_at", wide, (c) => c.notNull()),
  );
  await db.schema.createIndex("security_key_openings_key").on("security_key_openings").column("key_id").execute();
}

async function organisationKeys(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "organisation_key_security_keys", (table) =>
    table
      .addColumn("organisation_key_id", "text", (c) =>
        c.notNull().references("organisation_keys.id").onDelete("cascade"),
      )
      .addColumn("key_id", "text", (c) => c.notNull().references("keys.id").onDelete("cascade"))
      .addColumn("sealed_identity", "text", (c) => c.notNull())
      .addColumn("added_at", wide, (c) => c.notNull())
      .addColumn("last_used_at", wide)
      .addPrimaryKeyConstraint("organisation_key_security_keys_pk", ["organisation_key_id", "key_id"]),
  );
  await db.schema
    .createIndex("organisation_key_security_keys_key")
    .on("organisation_key_security_keys")
    .column("key_id")
    .execute();
}
