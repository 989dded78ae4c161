// A Kysely dialect over Node's own SQLite: full synchronous WAL, and transactions that lock at their beginning.
import { DatabaseSync, type StatementSync } from "node:sqlite";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type TransactionSettings,
} from "kysely";

/** How long opening may wait for another process that is opening too. Later, waiting is done without blocking. */
const openTimeoutMs = 5000;

export function openSqlite(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: openTimeoutMs, enableForeignKeyConstraints: true });
  database.exec(
    "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 0;",
  );
  // SQLite's own knows A to Z only; PostgreSQL's knows every letter.
  database.function("lower", { deterministic: true }, (text) => (typeof text === "string" ? text.toLowerCase() : text));
  return database;
}

function cachedStatements(database: DatabaseSync): SqliteDatabase {
  const cache = new Map<string, StatementSync>();
  const prepare = (sql: string) => {
    const statement = cache.get(sql) ?? database.prepare(sql);
    cache.set(sql, statement);
    return {
      reader: statement.columns().length > 0,
      all: (parameters: readonly unknown[]) => statement.all(...(parameters as never[])),
      run: (parameters: readonly unknown[]) => statement.run(...(parameters as never[])),
      iterate: (parameters: readonly unknown[]) => statement.iterate(...(parameters as never[])),
    };
  };
  return { close: () => database.close(), prepare } as unknown as SqliteDatabase;
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

  constructor(database: DatabaseSync) {
    const wrapped = cachedStatements(database);
    super({ database: wrapped });
    this.#database = database;
    this.#wrapped = wrapped;
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.#database, this.#wrapped);
  }

  override createAdapter(): TransactionalAdapter {
    return new TransactionalAdapter();
  }
}
