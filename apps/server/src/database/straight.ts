// Inside a transaction a composed query needs no way to its connection: SQLite answers it at once, and PostgreSQL gets those
// that are asked together in one go.
import { CompiledQuery, type QueryResult, type Transaction } from "kysely";
import type { Soon } from "./soon.ts";
import type { Tables } from "./tables.ts";

type Tx = Transaction<Tables>;

/** Runs SQL with its parameters. Throws what the database throws, and when the transaction is over. */
export type Straight = (text: string, parameters: readonly unknown[]) => Soon<QueryResult<unknown>>;

const ways = new WeakMap<object, Straight>();

/** Undefined: by its connection, when that is free. */
export function straightOf(handle: object): Straight | undefined {
  return ways.get(handle);
}

/** Runs `work` with a handle that is good for it only: used afterwards, it would write into the work of somebody else. */
export async function withOwnHandle<T>(tx: Tx, straight: Straight, work: (tx: Tx) => Promise<T>): Promise<T> {
  let isOver = false;
  const look = () => {
    if (isOver) throw new Error("This transaction is over. Was something not awaited?");
  };
  const handle = tx.withPlugin({
    transformQuery: ({ node }) => {
      look();
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  ways.set(handle, (text, parameters) => {
    look();
    return straight(text, parameters);
  });
  try {
    return await work(handle);
  } finally {
    isOver = true;
  }
}

/** The connection of a transaction, for queries that do not wait for the ones before them. */
export async function straightThrough(tx: Tx): Promise<Straight> {
  const connection = await tx.getExecutor().provideConnection(async (one) => one);
  return (text, parameters) => connection.executeQuery(CompiledQuery.raw(text, [...parameters]));
}
