// What employees belong to (company, department, position, groups), what else is known of them, and the words they are found by.
import { type Kysely, sql } from "kysely";
import { sortKey, wordsOf } from "../words.ts";
import { type AnyDatabase, create, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  await organisation(db);
  await groups(db);
  await moreOfEmployees(db);
  await words(db);
  await changes(db);
}

async function organisation(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  for (const name of ["companies", "departments", "positions"] as const) {
    await create(db, name, (table) => {
      const common = table
        .addColumn("id", "text", (c) => c.primaryKey().notNull())
        .addColumn("name", "text", (c) => c.notNull())
        .addColumn("name_key", "text", (c) => c.notNull())
        .addColumn("sort_key", "text", (c) => c.notNull())
        .addColumn("created_at", wide, (c) => c.notNull())
        .addColumn("updated_at", wide, (c) => c.notNull())
        .addColumn("revision", "integer", (c) => c.notNull());
      return name === "departments"
        ? common.addColumn("company_id", "text", (c) => c.notNull().references("companies.id"))
        : common;
    });
    const unique = name === "departments" ? ["company_id", "name_key"] : ["name_key"];
    await db.schema.createIndex(`${name}_name_key`).unique().on(name).columns(unique).execute();
    await db.schema.createIndex(`${name}_sort_key`).on(name).columns(["sort_key", "id"]).execute();
  }
  const ofCompany = ["company_id", "sort_key", "id"];
  await db.schema.createIndex("departments_company_id").on("departments").columns(ofCompany).execute();
}

async function groups(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "groups", (table) =>
    table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("name_key", "text", (c) => c.notNull().unique())
      .addColumn("sort_key", "text", (c) => c.notNull())
      .addColumn("description", "text", (c) => c.notNull())
      .addColumn("created_at", wide, (c) => c.notNull())
      .addColumn("updated_at", wide, (c) => c.notNull())
      .addColumn("revision", "integer", (c) => c.notNull()),
  );
  await db.schema.createIndex("groups_sort_key").on("groups").columns(["sort_key", "id"]).execute();
  await create(db, "group_members", (table) =>
    table
      .addColumn("group_id", "text", (c) => c.notNull().references("groups.id").onDelete("cascade"))
      .addColumn("employee_id", "text", (c) => c.notNull().references("employees.id").onDelete("cascade"))
      .addColumn("added_at", wide, (c) => c.notNull())
      .addPrimaryKeyConstraint("group_members_pk", ["group_id", "employee_id"]),
  );
  await db.schema.createIndex("group_members_employee_id").on("group_members").column("employee_id").execute();
}

async function moreOfEmployees(db: AnyDatabase): Promise<void> {
  const employees = () => db.schema.alterTable("employees");
  for (const column of ["phone", "external_id"]) await employees().addColumn(column, "text").execute();
  for (const [column, target] of [
    ["company_id", "companies.id"],
    ["department_id", "departments.id"],
    ["position_id", "positions.id"],
  ] as const) {
    await employees()
      .addColumn(column, "text", (c) => c.references(target))
      .execute();
    await db.schema.createIndex(`employees_${column}`).on("employees").column(column).execute();
  }
  for (const column of ["name_key", "department_key"]) {
    await employees()
      .addColumn(column, "text", (c) => c.notNull().defaultTo(""))
      .execute();
  }
  // The databases sort null to different ends.
  await employees()
    .addColumn("last_login_key", wideInteger(db), (c) => c.notNull().defaultTo(0))
    .execute();
  await sql`update employees set last_login_key = coalesce(last_login_at, 0)`.execute(db);
  await db.schema.createIndex("employees_external_id").unique().on("employees").column("external_id").execute();
  // Sorted by the key from now on.
  await db.schema.dropIndex("employees_name").execute();
  for (const [name, columns] of [
    ["employees_name_key", ["name_key", "id"]],
    ["employees_department_key", ["department_key", "name_key", "id"]],
    ["employees_last_login_key", ["last_login_key", "id"]],
    ["employees_status", ["status"]],
  ] as const) {
    await db.schema
      .createIndex(name)
      .on("employees")
      .columns([...columns])
      .execute();
  }
}

async function words(db: AnyDatabase): Promise<void> {
  await create(db, "employee_words", (table) =>
    table
      .addColumn("employee_id", "text", (c) => c.notNull().references("employees.id").onDelete("cascade"))
      .addColumn("word", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("employee_words_pk", ["employee_id", "word"]),
  );
  await fillWords(db as Kysely<Before>);
  await db.schema.createIndex("employee_words_word").on("employee_words").columns(["word", "employee_id"]).execute();
}

interface Before {
  employees: { id: string; name: string; email: string; name_key: string };
  employee_words: { employee_id: string; word: string };
}

const atOnce = 500;

async function fillWords(db: Kysely<Before>): Promise<void> {
  let after = "";
  for (;;) {
    const query = db.selectFrom("employees").select(["id", "name", "email"]).where("id", ">", after);
    const people = await query.orderBy("id").limit(atOnce).execute();
    if (people.length === 0) return;
    for (const { id, name, email } of people) {
      await db
        .updateTable("employees")
        .set({ name_key: sortKey(name) })
        .where("id", "=", id)
        .execute();
      const rows = wordsOf(`${name} ${email}`).map((word) => ({ employee_id: id, word }));
      if (rows.length > 0) await db.insertInto("employee_words").values(rows).execute();
      after = id;
    }
  }
}

/** Who changed what of an employee lately, so that whoever saw an older revision can be told. */
async function changes(db: AnyDatabase): Promise<void> {
  await create(db, "employee_changes", (table) =>
    table
      .addColumn("employee_id", "text", (c) => c.notNull().references("employees.id").onDelete("cascade"))
      .addColumn("revision", "integer", (c) => c.notNull())
      .addColumn("changed_by", "text")
      .addColumn("fields", "text", (c) => c.notNull())
      .addColumn("changed_at", wideInteger(db), (c) => c.notNull())
      .addPrimaryKeyConstraint("employee_changes_pk", ["employee_id", "revision"]),
  );
}
