// What somebody who can write to the database could build into it so that events vanish as they are written, or are
// not found by a filter. Hesper makes no triggers and no views, and every index holds every event.
import { SqliteAdapter, sql } from "kysely";
import type { Handle } from "../database/database.ts";
import { type Report, shown } from "./verify-report.ts";

interface Part {
  readonly type: string;
  readonly name: string;
  readonly tbl_name: string;
}

export async function checkDatabase(db: Handle, report: Report): Promise<void> {
  if (!(db.getExecutor().adapter instanceof SqliteAdapter)) return;
  const { rows } = await sql<Part>`select type, name, tbl_name from sqlite_master order by name`.execute(db);
  for (const { type, name, tbl_name } of rows.filter((part) => ["trigger", "view"].includes(part.type))) {
    report(
      "database_changed",
      `The database has a ${type} ${shown(name)} on ${shown(tbl_name)}, which no server makes.`,
    );
  }
  const indexes = rows.filter((part) => part.type === "index" && part.tbl_name === "audit_events");
  await checkIndexes(db, indexes, report);
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
