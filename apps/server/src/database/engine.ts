// Which of the two databases a handle leads to. Asked where they differ: here in this room, and where SQLite's own
// tables are looked at.
import { SqliteAdapter } from "kysely";

interface WithExecutor {
  getExecutor(): { readonly adapter: unknown };
}

export function isSqlite(db: WithExecutor): boolean {
  return db.getExecutor().adapter instanceof SqliteAdapter;
}
