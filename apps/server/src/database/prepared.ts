// Queries that are asked often: composed once for each engine. To compose one takes longer than SQLite needs to answer it.
import type { Compilable, CompiledQuery, Kysely, QueryResult } from "kysely";
import { isSqlite } from "./engine.ts";
import type { Soon } from "./soon.ts";
import { straightOf } from "./straight.ts";
import type { Tables } from "./tables.ts";

/** Stands for a value while a query is composed. */
class Hole {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

const holes = new Proxy({}, { get: (_, name) => new Hole(String(name)) });

/**
 * @param compose the query, with values of these names. They stand for what will be given: they can be compared, stored
 * and handed to the database, not looked at.
 * @returns runs it with a handle and values.
 */
export function prepared<V extends object, R>(
  compose: (db: Kysely<Tables>, values: V) => Compilable<R>,
): (db: Kysely<Tables>, values: V) => Promise<QueryResult<R>> {
  const composed = new Map<boolean, CompiledQuery<R>>();
  return async (db, values) => {
    const engine = isSqlite(db);
    let query = composed.get(engine);
    if (query === undefined) {
      query = compose(db, holes as V).compile();
      composed.set(engine, query);
    }
    const parameters = query.parameters.map((one) => (one instanceof Hole ? values[one.name as keyof V] : one));
    const straight = straightOf(db) as ((text: string, given: readonly unknown[]) => Soon<QueryResult<R>>) | undefined;
    return straight ? straight(query.sql, parameters) : db.executeQuery({ ...query, parameters });
  };
}
