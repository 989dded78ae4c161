// What somebody who can write to the database could build into it so that events vanish as they are written, or are
// not found by a filter. Hesper makes no triggers and no views, and every index holds every event.
import { sql } from "kysely";
import type { Handle } from "../database/database.ts";
import { isSqlite } from "../database/engine.ts";
import { type Report, shown } from "./verify-report.ts";

interface Part {
  readonly type: string;
  readonly name: string;
  readonly tbl_name: string;
}

export async function checkDatabase(db: Handle, report: Report): Promise<void> {
  if (!isSqlite(db)) return checkPostgres(db, report);
  const { rows } = await sql<Part>`select type, name, tbl_name from sqlite_master order by name`.execute(db);
  reportBuiltIn(
    rows.filter((part) => ["trigger", "view"].includes(part.type)),
    report,
  );
  const indexes = rows.filter((part) => part.type === "index" && part.tbl_name === "audit_events");
  await checkIndexes(db, indexes, report);
}

/** PostgreSQL keeps its indexes by itself; what could be built in are triggers, rules and views. */
async function checkPostgres(db: Handle, report: Report): Promise<void> {
  const { rows } = await sql<Part>`
    select 'trigger' as type, t.tgname as name, c.relname as tbl_name
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where not t.tgisinternal and n.nspname = current_schema()
    union all
    select 'rule', r.rulename, c.relname
    from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname = current_schema()
    union all
    select 'view', c.relname, c.relname
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('v', 'm') and n.nspname = current_schema()
    union all
    select 'row policy', p.polname, c.relname
    from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_schema()
    order by 2`.execute(db);
  reportBuiltIn(rows, report);
}

function reportBuiltIn(parts: readonly Part[], report: Report): void {
  for (const { type, name, tbl_name } of parts) {
    report(
      "database_changed",
      `The database has a ${type} ${shown(name)} on ${shown(tbl_name)}, which no server makes.`,
    );
  }
}

/** An index that leaves out events hides them from the filter that it serves. */
async function checkIndexes(db: Handle, indexes: readonly Part[], report: Report): Promise<void> {
  const count = async (from: ReturnType<typeof sql>) =>
    (await sql<{ count: number }>`select count(*) as count from audit_events ${from}`.execute(db)).rows[0]?.count ?? 0;
  const [all, unsealed] = [await count(sql`not indexed`), await count(sql`not indexed where seal is null`)];
  for (const { name } of indexes) {
    const isPartial = name === "audit_events_unsealed";
    const through = sql`indexed by ${sql.id(name)}`;
    const found = await count(isPartial ? sql`${through} where seal is null` : through);
    if (found !== (isPartial ? unsealed : all)) {
      report("database_changed", `The index ${shown(name)} leaves out events: filters do not find them.`);
    }
  }
}
