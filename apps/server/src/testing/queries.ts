// What is asked of the database while something is done, and how it goes about it.
import { CompiledQuery } from "kysely";
import type { Database } from "../database/database.ts";
import { isSqlite } from "../database/engine.ts";

interface Connection {
  executeQuery(query: CompiledQuery): Promise<unknown>;
}

interface Executor {
  provideConnection<T>(consumer: (connection: Connection) => Promise<T>): Promise<T>;
}

/** Every query of `work`, inside and outside of transactions. Nothing else may use the handle meanwhile. */
export async function queriesOf(db: Database, work: () => Promise<unknown>): Promise<CompiledQuery[]> {
  const asked: CompiledQuery[] = [];
  const executor = db.getExecutor() as unknown as Executor;
  const provide = executor.provideConnection.bind(executor);
  executor.provideConnection = (consumer) =>
    provide(async (connection) => {
      const execute = connection.executeQuery.bind(connection);
      connection.executeQuery = (query) => {
        asked.push(query);
        return execute(query);
      };
      try {
        return await consumer(connection);
      } finally {
        connection.executeQuery = execute;
      }
    });
  try {
    await work();
  } finally {
    executor.provideConnection = provide;
  }
  return asked;
}

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Cond"?: string;
  readonly Plans?: readonly Node[];
}

function scansOfPostgres({ Plans = [], ...node }: Node, tables: readonly string[]): string[] {
  const below = Plans.flatMap((one) => scansOfPostgres(one, tables));
  const table = node["Relation Name"] ?? "";
  const isWhole = node["Node Type"] === "Seq Scan" || (/Index/.test(node["Node Type"]) && !node["Index Cond"]);
  return tables.includes(table) && isWhole ? [...below, `${node["Node Type"]} of ${table}`] : below;
}

/** All active keys, all that waits anywhere, or all that a key has: as many as there are. The highest number is one row. */
const allOfOne = /(keys_status \(status=\?\)|key_accounts_(?!revision)\w+ \((status|key_id)=\?\))$/;

/** Which of these tables a query reads from beginning to end. PostgreSQL decides by what it has counted: `analyze` first. */
export async function scansOf(
  db: Database,
  { sql: text, parameters }: CompiledQuery,
  tables: readonly string[],
): Promise<string[]> {
  const how = isSqlite(db) ? "explain query plan" : "explain (format json)";
  const { rows } = await db.executeQuery(CompiledQuery.raw(`${how} ${text}`, [...parameters]));
  if (!isSqlite(db)) {
    const plans = (rows as { "QUERY PLAN": { Plan: Node }[] }[]).flatMap((row) => row["QUERY PLAN"]);
    return plans.flatMap(({ Plan }) => scansOfPostgres(Plan, tables));
  }
  // SQLite names a table as the query does, which may be a letter; `n` are numbered rows that a query has made itself.
  const lines = (rows as { detail: string }[]).map(({ detail }) => detail);
  return lines.filter((line) => {
    const name = /^SCAN (\w+)/.exec(line)?.[1] ?? "";
    return tables.includes(name) || /^[a-mo-v]$/.test(name) || allOfOne.test(line);
  });
}
