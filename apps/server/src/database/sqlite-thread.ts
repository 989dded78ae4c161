// The thread of `threaded-sqlite.ts`: runs statements on a connection of its own, one after the other, as it is told.
import type { StatementSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { openSqlite } from "./node-sqlite.ts";

export interface Ask {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export type Told =
  | { readonly ok: true; readonly rows: unknown[]; readonly changes: number | bigint | null }
  | { readonly ok: false; readonly message: string; readonly errcode: unknown; readonly code: unknown };

const database = openSqlite((workerData as { file: string }).file);
// What is written in one go touches every index all over: in the usual 2 MB, pages would go out and come in all the time.
database.exec("pragma cache_size = -65536");
const statements = new Map<string, StatementSync>();

function run({ sql, parameters }: Ask): Told {
  const statement = statements.get(sql) ?? database.prepare(sql);
  statements.set(sql, statement);
  if (statement.columns().length > 0) {
    return { ok: true, rows: statement.all(...(parameters as never[])), changes: null };
  }
  return { ok: true, rows: [], changes: statement.run(...(parameters as never[])).changes };
}

parentPort?.on("message", (ask: Ask | "close") => {
  if (ask === "close") {
    database.close();
    parentPort?.close();
    return;
  }
  try {
    parentPort?.postMessage(run(ask));
  } catch (error) {
    const { message, errcode, code } = error as Error & { errcode?: unknown; code?: unknown };
    parentPort?.postMessage({ ok: false, message, errcode, code } satisfies Told);
  }
});
