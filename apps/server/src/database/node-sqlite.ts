// A Kysely dialect over Node's own SQLite: full synchronous WAL, and transactions that lock at their beginning.
import { DatabaseSync, type StatementSync } from "node:sqlite";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type TransactionSettings,
} from "kysely";
import type { Straight } from "./straight.ts";

/** How long opening may wait for another process that is opening too. Later, waiting is done without blocking. */
const openTimeoutMs = 5000;

export function openSqlite(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: openTimeoutMs, enableForeignKeyConstraints: true });
  database.exec(
    "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 0;",
  );
  // 32 MB of pages in memory; and 16 MB are written ahead before they are copied to their places, each page once.
  database.exec("pragma cache_size = -32000; pragma wal_autocheckpoint = 4000;");
  // SQLite's own knows A to Z only; PostgreSQL's knows every letter.
  database.function("lower", { deterministic: true }, (text) => (typeof text === "string" ? text.toLowerCase() : text));
  return database;
}

/** As Kysely calls it. */
function wrap(statement: StatementSync) {
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...(parameters as never[])),
    run: (parameters: readonly unknown[]) => statement.run(...(parameters as never[])),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...(parameters as never[])),
  };
}

type Statements = (sql: string) => ReturnType<typeof wrap>;

function cachedStatements(database: DatabaseSync): Statements {
  const cache = new Map<string, ReturnType<typeof wrap>>();
  return (sql) => {
    const known = cache.get(sql);
    if (known) return known;
    const wrapped = wrap(database.prepare(sql));
    cache.set(sql, wrapped);
    return wrapped;
  };
}

/** As Kysely's own driver answers. */
function answer(statement: ReturnType<typeof wrap>, parameters: readonly unknown[]): QueryResult<unknown> {
  if (statement.reader) return { rows: statement.all(parameters) };
  return { rows: [], numAffectedRows: BigInt(statement.run(parameters).changes) };
}

/** Answers that are kept of one query. Beyond that all are forgotten, which costs each of them one more look. */
const mostKept = 10_000;

/**
 * A connection that only reads, for what every request asks: it sees what is committed, also while a transaction is under
 * way on the other one, and waits for nobody. What it was asked before it knows as long as nothing at all was committed
 * since, by this process or another (https://sqlite.org/pragma.html#pragma_data_version): an answer is never old.
 */
export class SqliteReader {
  readonly #file: string;
  readonly #queries = new Map<string, { readonly statement: StatementSync; readonly kept: Map<string, unknown> }>();
  #database: DatabaseSync | null = null;
  #version: StatementSync | null = null;
  #seen: unknown;
  #isClosed = false;

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * The first row that a query with one value gives, as `read` makes something of it; null: there is none. Throws what
   * SQLite throws.
   */
  first<T>(sql: string, value: string, read: (row: unknown) => T): T | null {
    const query = this.#queries.get(sql) ?? this.#prepare(sql);
    const version = this.#readVersion();
    if (version !== this.#seen) for (const { kept } of this.#queries.values()) kept.clear();
    this.#seen = version;
    const known = query.kept.get(value);
    if (known !== undefined) return known as T;
    const row = query.statement.get(value);
    if (row === undefined) return null;
    const made = read(row);
    // A commit between the two reads would be seen as a change the next time.
    if (query.kept.size >= mostKept) query.kept.clear();
    query.kept.set(value, made);
    return made;
  }

  #readVersion(): unknown {
    const row = this.#version?.get() as readonly unknown[] | undefined;
    return row?.[0];
  }

  #prepare(sql: string) {
    if (this.#isClosed) throw new Error("The database is closed.");
    this.#database ??= new DatabaseSync(this.#file, { readOnly: true, timeout: 0 });
    if (this.#version === null) {
      this.#version = this.#database.prepare("pragma data_version");
      this.#version.setReturnArrays(true);
    }
    const query = { statement: this.#database.prepare(sql), kept: new Map<string, unknown>() };
    this.#queries.set(sql, query);
    return query;
  }

  close(): void {
    this.#isClosed = true;
    this.#queries.clear();
    this.#version = null;
    this.#database?.close();
    this.#database = null;
  }
}

/** A deferred transaction that reads first cannot be retried (SQLITE_BUSY_SNAPSHOT): lock at once, unless it only reads. */
class ImmediateDriver extends SqliteDriver {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync, wrapped: SqliteDatabase) {
    super({ database: wrapped });
    this.#database = database;
  }

  override async beginTransaction(connection: DatabaseConnection, settings?: TransactionSettings): Promise<void> {
    const begin = settings?.accessMode === "read only" ? "begin" : "begin immediate";
    await connection.executeQuery(CompiledQuery.raw(begin));
  }

  /** A full disk has ended the transaction already; to say that there is none would hide why. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.isTransaction) await super.rollbackTransaction(connection);
  }
}

/** SQLite's DDL is transactional; saying so lets two starting servers migrate one after the other. */
export class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export class NodeSqliteDialect extends SqliteDialect {
  readonly #database: DatabaseSync;
  readonly #wrapped: SqliteDatabase;
  readonly #statements: Statements;

  constructor(database: DatabaseSync, reader: SqliteReader) {
    const statements = cachedStatements(database);
    const close = () => {
      reader.close();
      database.close();
    };
    const wrapped = { close, prepare: statements } as unknown as SqliteDatabase;
    super({ database: wrapped });
    this.#database = database;
    this.#wrapped = wrapped;
    this.#statements = statements;
  }

  /** Past Kysely, which is to be inside a transaction. */
  readonly straight: Straight = (text, parameters) => answer(this.#statements(text), parameters);

  override createDriver(): Driver {
    return new ImmediateDriver(this.#database, this.#wrapped);
  }

  override createAdapter(): TransactionalAdapter {
    return new TransactionalAdapter();
  }
}
