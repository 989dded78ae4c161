// Inside a transaction of SQLite a composed query needs no way to its connection: it is answered at once.
import type { QueryResult } from "kysely";

/** Runs SQL with its parameters. Throws what the database throws, and when the transaction is over. */
export type Straight = (text: string, parameters: readonly unknown[]) => QueryResult<unknown>;

const ways = new WeakMap<object, Straight>();

/** For as long as `handle` is used. */
export function goStraight(handle: object, straight: Straight): void {
  ways.set(handle, straight);
}

/** Undefined: by its connection, when that is free. */
export function straightOf(handle: object): Straight | undefined {
  return ways.get(handle);
}
