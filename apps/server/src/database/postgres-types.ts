// Makes PostgreSQL's columns like SQLite's after the migrations, which are written once for both: texts are compared by
// their bytes, whatever the locale of the database, and whole numbers have 64 bits.
import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

interface Column {
  readonly table_name: string;
  readonly column_name: string;
  readonly data_type: string;
}

export async function evenOutTypes(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<Column>`
    select c.table_name, c.column_name, c.data_type
    from information_schema.columns c
    join information_schema.tables t on t.table_name = c.table_name and t.table_schema = c.table_schema
    where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.table_name not like 'kysely\\_%'
      and (c.data_type = 'integer' or (c.data_type = 'text' and c.collation_name is distinct from 'C'))
    order by c.table_name, c.ordinal_position`.execute(db);
  const byTable = Map.groupBy(rows, (row) => row.table_name);
  for (const [table, columns] of byTable) {
    const changes = columns.map(
      ({ column_name, data_type }) =>
        sql`alter column ${sql.id(column_name)} type ${data_type === "text" ? sql`text collate "C"` : sql`bigint`}`,
    );
    await sql`alter table ${sql.table(table)} ${sql.join(changes)}`.execute(db);
  }
}
