// Makes PostgreSQL's columns like SQLite's after the migrations, which are written once for both: texts are compared by
// their bytes, whatever the locale of the database, and whole numbers have 64 bits.
import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: "integer" | "text";
}

/** Those that are not as they are to be, by table. */
export async function unevenColumns(db: Kysely<Tables>): Promise<readonly Column[]> {
  const { rows } = await sql<Column>`
    select c.relname as "table", a.attname as "column", format_type(a.atttypid, null) as "type"
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname not like 'kysely\\_%'
      and a.attnum > 0 and not a.attisdropped
      and (a.atttypid = 'integer'::regtype or (a.atttypid = 'text'::regtype and a.attcollation <> '"C"'::regcollation))
    order by c.relname, a.attnum`.execute(db);
  return rows;
}

export async function evenOutTypes(db: Kysely<Tables>): Promise<void> {
  const byTable = Map.groupBy(await unevenColumns(db), ({ table }) => table);
  for (const [table, columns] of byTable) {
    const changes = columns.map(
      ({ column, type }) =>
        sql`alter column ${sql.id(column)} type ${type === "text" ? sql`text collate "C"` : sql`bigint`}`,
    );
    await sql`alter table ${sql.table(table)} ${sql.join(changes)}`.execute(db);
  }
}
