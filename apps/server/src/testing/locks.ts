// Waiting until requests wait for a lock that a test holds.
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import { isSqlite } from "../database/engine.ts";

/** Ends when so many transactions wait for what this one holds. SQLite tells nobody: they have had time enough then. */
export async function untilBlocked(tx: Tx, count: number): Promise<void> {
  if (isSqlite(tx)) {
    for (let at = 0; at < 500; at += 1) await turn();
    return;
  }
  const blocked = sql<{ count: number }>`select count(*) as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  while (((await blocked.execute(tx)).rows[0]?.count ?? 0) < count) {
    await sleep(10);
    // Within a transaction it is otherwise looked at once.
    await sql`select pg_stat_clear_snapshot()`.execute(tx);
  }
}
