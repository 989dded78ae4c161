// Small writes of many requests that come at once, in one transaction: of SQLite each would hold up the others until the
// disk has it. PostgreSQL waits for the disk for many at once by itself, and each stays alone.
import { setImmediate as turn } from "node:timers/promises";
import { type Database, inTransaction, type Tx } from "./database.ts";
import { isSqlite } from "./engine.ts";

interface Gathered<T> {
  readonly items: T[];
  readonly written: Promise<void>;
}

/**
 * @param write gets what was gathered, each for itself: one of them must not make others fail.
 * @returns writes one thing; resolves once it is on disk. Not for what is spent once or refused.
 */
export function together<T>(write: (tx: Tx, items: readonly T[]) => Promise<void>) {
  const gathering = new WeakMap<Database, Gathered<T>>();
  const begin = (db: Database): Gathered<T> => {
    const items: T[] = [];
    const writeAll = async () => {
      // All requests that have arrived by now are read before this goes on.
      await turn();
      gathering.delete(db);
      await inTransaction(db, (tx) => write(tx, items));
    };
    const gathered = { items, written: writeAll() };
    gathering.set(db, gathered);
    return gathered;
  };
  return (db: Database, item: T): Promise<void> => {
    if (!isSqlite(db)) return inTransaction(db, (tx) => write(tx, [item]));
    const { items, written } = gathering.get(db) ?? begin(db);
    items.push(item);
    return written;
  };
}
