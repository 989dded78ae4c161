// The first tables: set-up, people, passwords, sessions, second factors, audit.
import { type AnyDatabase, create, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  await installation(db);
  await people(db);
  await logins(db);
  await secondFactors(db);
  await audit(db);
}

async function installation(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "settings", (table) =>
    table
      .addColumn("name", "text", (c) => c.primaryKey().notNull())
      .addColumn("value", "text", (c) => c.notNull())
      .addColumn("updated_at", wide, (c) => c.notNull()),
  );
  await create(db, "setup", (table) =>
    table.addColumn("id", "integer", (c) => c.primaryKey().notNull()).addColumn("completed_at", wide),
  );
  await create(db, "setup_tokens", (table) =>
    table
      .addColumn("token_hash", "text", (c) => c.primaryKey().notNull())
      .addColumn("created_at", wide, (c) => c.notNull()),
  );
  await create(db, "data_keys", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("purpose", "text", (c) => c.notNull())
      .addColumn("wrapped_key", "text", (c) => c.notNull())
      .addColumn("created_at", wide, (c) => c.notNull()),
  );
}

async function people(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "employees", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("email", "text", (c) => c.notNull())
      .addColumn("email_key", "text", (c) => c.notNull().unique())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("role", "text", (c) => c.notNull())
      .addColumn("created_at", wide, (c) => c.notNull())
      .addColumn("updated_at", wide, (c) => c.notNull())
      .addColumn("revision", "integer", (c) => c.notNull()),
  );
  await create(db, "passwords", (table) =>
    table
      .addColumn("employee_id", "text", (c) => c.primaryKey().notNull().references("employees.id").onDelete("cascade"))
      .addColumn("hash", "text", (c) => c.notNull())
      .addColumn("changed_at", wide, (c) => c.notNull()),
  );
}

async function logins(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "sessions", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("token_hash", "text", (c) => c.notNull().unique())
      .addColumn("employee_id", "text", (c) => c.notNull().references("employees.id").onDelete("cascade"))
      .addColumn("assurance", "text", (c) => c.notNull())
      .addColumn("created_at", wide, (c) => c.notNull())
      .addColumn("authenticated_at", wide, (c) => c.notNull())
      .addColumn("last_seen_at", wide, (c) => c.notNull())
      .addColumn("expires_at", wide, (c) => c.notNull())
      .addColumn("address", "text", (c) => c.notNull())
      .addColumn("user_agent", "text", (c) => c.notNull()),
  );
  await create(db, "pending_logins", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("token_hash", "text", (c) => c.notNull().unique())
      .addColumn("employee_id", "text", (c) => c.notNull().references("employees.id").onDelete("cascade"))
      .addColumn("created_at", wide, (c) => c.notNull())
      .addColumn("expires_at", wide, (c) => c.notNull()),
  );
  await index(db, "sessions", "employee_id");
  await index(db, "sessions", "expires_at");
  await index(db, "pending_logins", "employee_id");
  await index(db, "pending_logins", "expires_at");
}

async function secondFactors(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  for (const name of ["authenticator_enrolments", "authenticators"] as const) {
    await create(db, name, (table) => {
      const common = table
        .addColumn("id", "text", (c) => c.primaryKey().notNull())
        .addColumn("employee_id", "text", (c) => c.notNull().references("employees.id").onDelete("cascade"))
        .addColumn("name", "text", (c) => c.notNull())
        .addColumn("secret", "text", (c) => c.notNull())
        .addColumn("created_at", wide, (c) => c.notNull());
      return name === "authenticator_enrolments"
        ? common.addColumn("expires_at", wide, (c) => c.notNull())
        : common.addColumn("last_used_at", wide).addColumn("last_spent_step", wide, (c) => c.notNull());
    });
    await index(db, name, "employee_id");
  }
  await create(db, "recovery_code_sets", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("employee_id", "text", (c) => c.notNull().unique().references("employees.id").onDelete("cascade"))
      .addColumn("salt", "text", (c) => c.notNull())
      .addColumn("key_id", "text", (c) => c.notNull().references("data_keys.id"))
      .addColumn("memory_kib", "integer", (c) => c.notNull())
      .addColumn("passes", "integer", (c) => c.notNull())
      .addColumn("lanes", "integer", (c) => c.notNull())
      .addColumn("created_at", wide, (c) => c.notNull())
      .addColumn("saved_at", wide),
  );
  await create(db, "recovery_codes", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("set_id", "text", (c) => c.notNull().references("recovery_code_sets.id").onDelete("cascade"))
      .addColumn("hash", "text", (c) => c.notNull())
      .addColumn("spent_at", wide)
      .addUniqueConstraint("recovery_codes_set_hash", ["set_id", "hash"]),
  );
}

async function audit(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  // No reference to the employee: an event outlives the person it speaks of.
  await create(db, "audit_events", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("at", wide, (c) => c.notNull())
      .addColumn("type", "text", (c) => c.notNull())
      .addColumn("actor_id", "text")
      .addColumn("subject_id", "text")
      .addColumn("address", "text", (c) => c.notNull())
      .addColumn("detail", "text", (c) => c.notNull()),
  );
  await index(db, "audit_events", "subject_id");
}

async function index(db: AnyDatabase, table: string, column: string): Promise<void> {
  await db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute();
}
