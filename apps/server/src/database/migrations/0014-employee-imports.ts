// Imports of employees: the rows as they came, what is to become of each, and what they name that is not there yet.
import { type AnyDatabase, create, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  await imports(db);
  await rows(db);
  await outcomes(db);
  await places(db);
}

async function imports(db: AnyDatabase): Promise<void> {
  const wide = wideInteger(db);
  await create(db, "employee_imports", (table) => {
    const counts = ["bytes", "rows", "done", "preview", "created", "changed", "unchanged", "refused"] as const;
    const added = ["companies", "departments", "positions", "delicate", "leave_out"] as const;
    const texts = table
      .addColumn("id", "text", (c) => c.primaryKey().notNull())
      .addColumn("made_by", "text", (c) => c.notNull())
      .addColumn("file_name", "text", (c) => c.notNull())
      .addColumn("columns", "text", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("note", "text")
      .addColumn("address", "text", (c) => c.notNull())
      .addColumn("user_agent", "text", (c) => c.notNull())
      .addColumn("claimed_by", "text")
      .addColumn("claimed_until", wide, (c) => c.notNull())
      .addColumn("created_at", wide, (c) => c.notNull())
      .addColumn("expires_at", wide, (c) => c.notNull());
    return [...counts, ...added].reduce(
      (builder, name) => builder.addColumn(name, "integer", (c) => c.notNull()) as never,
      texts,
    );
  });
}

async function rows(db: AnyDatabase): Promise<void> {
  await create(db, "employee_import_rows", (table) =>
    table
      .addColumn("import_id", "text", (c) => c.notNull().references("employee_imports.id"))
      .addColumn("row", "integer", (c) => c.notNull())
      .addColumn("cells", "text", (c) => c.notNull())
      .addColumn("email_key", "text")
      .addColumn("external_id", "text")
      .addPrimaryKeyConstraint("employee_import_rows_pk", ["import_id", "row"]),
  );
  for (const column of ["email_key", "external_id"]) {
    const index = db.schema.createIndex(`employee_import_rows_${column}`).on("employee_import_rows");
    await index.columns(["import_id", column, "row"]).execute();
  }
}

async function outcomes(db: AnyDatabase): Promise<void> {
  await create(db, "employee_import_outcomes", (table) =>
    table
      .addColumn("import_id", "text", (c) => c.notNull().references("employee_imports.id"))
      .addColumn("row", "integer", (c) => c.notNull())
      .addColumn("outcome", "text", (c) => c.notNull())
      .addColumn("reason", "text")
      .addColumn("changes", "text", (c) => c.notNull())
      .addColumn("fields", "text", (c) => c.notNull())
      .addColumn("delicate", "integer", (c) => c.notNull())
      .addColumn("employee_id", "text")
      .addColumn("revision", wideInteger(db))
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("name_key", "text", (c) => c.notNull())
      .addColumn("email", "text", (c) => c.notNull())
      .addColumn("email_key", "text", (c) => c.notNull())
      .addColumn("role", "text", (c) => c.notNull())
      .addColumn("phone", "text")
      .addColumn("external_id", "text")
      .addColumn("company_id", "text")
      .addColumn("department_id", "text")
      .addColumn("position_id", "text")
      .addPrimaryKeyConstraint("employee_import_outcomes_pk", ["import_id", "row"]),
  );
  for (const columns of [
    ["outcome", "row"],
    ["employee_id", "row"],
  ]) {
    const name = `employee_import_outcomes_${columns[0]}`;
    const index = db.schema.createIndex(name).on("employee_import_outcomes");
    await index.columns(["import_id", ...columns]).execute();
  }
}

async function places(db: AnyDatabase): Promise<void> {
  await create(db, "employee_import_places", (table) =>
    table
      .addColumn("import_id", "text", (c) => c.notNull().references("employee_imports.id"))
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("company_id", "text", (c) => c.notNull())
      .addColumn("name_key", "text", (c) => c.notNull())
      .addColumn("id", "text", (c) => c.notNull())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("sort_key", "text", (c) => c.notNull())
      .addPrimaryKeyConstraint("employee_import_places_pk", ["import_id", "kind", "company_id", "name_key"]),
  );
}
