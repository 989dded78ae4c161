// People who are invited, deactivated, or let in with a temporary pass; links for passwords and emails.
import { sql } from "kysely";
import { type AnyDatabase, create, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  await moreOfPeople(db);
  await links(db);
  await temporaryPasses(db);
  await knownBrowsers(db);
}

async function moreOfPeople(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  const employees = () => db.schema.alterTable("employees");
  await employees()
    .addColumn("status", "text", (c) => c.notNull().defaultTo("active"))
    .execute();
  await employees().addColumn("grace_started_at", wide).execute();
  await employees().addColumn("last_login_at", wide).execute();
  // Whoever is here has had time: the days of grace count from the day they came.
  await sql`update employees set grace_started_at = created_at`.execute(db);
  await db.schema.createIndex("employees_name").on("employees").columns(["name", "id"]).execute();
  await db.schema.createIndex("employees_role").on("employees").columns(["role", "status"]).execute();
  await db.schema
    .alterTable("sessions")
    .addColumn("purpose", "text", (c) => c.notNull().defaultTo("everything"))
    .execute();
  await db.schema
    .alterTable("recovery_code_sets")
    .addColumn("code_length", "integer", (c) => c.notNull().defaultTo(8))
    .execute();
}

async function links(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  for (const name of ["invitations", "password_resets", "email_changes"] as const) {
    await create(db, name, (table) => {
      const common = table
        // One open link of a kind for a person: a new one replaces it.
        .addColumn("employee_id", "text", (c) =>
          c.primaryKey().notNull().references("employees.id").onDelete("cascade"),
        )
        .addColumn("token_hash", "text", (c) => c.unique())
        .addColumn("created_at", wide, (c) => c.notNull())
        .addColumn("expires_at", wide, (c) => c.notNull());
      return name === "email_changes" ? common.addColumn("email", "text", (c) => c.notNull()) : common;
    });
  }
}

async function temporaryPasses(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "temporary_passes", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("employee_id", "text", (c) => c.notNull().unique().references("employees.id").onDelete("cascade"))
      .addColumn("pass_hash", "text", (c) => c.notNull())
      .addColumn("stop_hash", "text", (c) => c.unique())
      .addColumn("reason", "text", (c) => c.notNull())
      .addColumn("issued_by", "text", (c) => c.notNull().references("employees.id").onDelete("cascade"))
      .addColumn("approved_by", "text")
      .addColumn("approved_at", wide)
      .addColumn("used_at", wide)
      .addColumn("created_at", wide, (c) => c.notNull())
      .addColumn("expires_at", wide, (c) => c.notNull()),
  );
}

async function knownBrowsers(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "known_browsers", (table) =>
    table
      .addColumn("token_hash", "text", (c) => c.notNull())
      .addColumn("employee_id", "text", (c) => c.notNull().references("employees.id").onDelete("cascade"))
      .addColumn("last_seen_at", wide, (c) => c.notNull())
      .addPrimaryKeyConstraint("known_browsers_pk", ["token_hash", "employee_id"]),
  );
  await db.schema.createIndex("known_browsers_employee_id").on("known_browsers").column("employee_id").execute();
}
