// A connection to SQLite in a thread of its own, for one long transaction: SQLite answers before it returns, so that in
// the thread of the requests nobody else would be served meanwhile. What it writes is seen by others when it is committed.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult, SqliteDialect } from "kysely";
import { TransactionalAdapter } from "./node-sqlite.ts";
import type { Told } from "./sqlite-thread.ts";

/** Beside this file: as it is written, or as the build has put it together. */
const program = import.meta.url.endsWith(".ts") ? "./sqlite-thread.ts" : "./database-sqlite-thread.js";

class ThreadedConnection implements DatabaseConnection {
  readonly #worker: Worker;
  /** Kept from the beginning: it may end before anybody asks for it. */
  readonly #gone: Promise<null>;
  /** What was asked last. */
  #asked: Promise<unknown> = Promise.resolve();

  constructor(file: string) {
    this.#worker = new Worker(new URL(program, import.meta.url), { workerData: { file } });
    this.#gone = new Promise((resolve) => this.#worker.once("exit", () => resolve(null)));
    // Told to whoever waits for an answer; an error that nobody listens to would end the server.
    this.#worker.on("error", () => {});
    this.#worker.unref();
  }

  /** One after the other, in the order in which they are asked, also where nobody waits in between. */
  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const answer = this.#asked.then(() => this.#ask<R>(query));
    this.#asked = answer.catch(() => {});
    return answer;
  }

  async #ask<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const answer = once(this.#worker, "message") as Promise<[Told]>;
    this.#worker.ref();
    this.#worker.postMessage({ sql, parameters });
    const answered = await Promise.race([answer, this.#gone]);
    this.#worker.unref();
    if (answered === null) throw new Error("The thread of the database ended before it answered.");
    const [told] = answered;
    if (!told.ok) throw Object.assign(new Error(told.message), { errcode: told.errcode, code: told.code });
    const { rows, changes } = told;
    return { rows: rows as R[], ...(changes === null ? {} : { numAffectedRows: BigInt(changes) }) };
  }

  // biome-ignore lint/correctness/useYield: nothing is streamed from it.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("A connection in a thread of its own streams nothing.");
  }

  async close(): Promise<void> {
    this.#worker.ref();
    this.#worker.postMessage("close");
    await this.#gone;
  }
}

/** Of one connection: the second one who asks waits, as transactions come one after the other. */
class ThreadedDriver implements Driver {
  readonly #file: string;
  #connection: ThreadedConnection | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  async init(): Promise<void> {
    this.#connection = new ThreadedConnection(this.#file);
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#connection === null) throw new Error("The connection is not open.");
    return this.#connection;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("rollback"));
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    await this.#connection?.close();
    this.#connection = null;
  }
}

export class ThreadedSqliteDialect extends SqliteDialect {
  readonly #file: string;

  constructor(file: string) {
    super({ database: null as never });
    this.#file = file;
  }

  override createDriver(): Driver {
    return new ThreadedDriver(this.#file);
  }

  override createAdapter(): TransactionalAdapter {
    return new TransactionalAdapter();
  }
}
