// Opens the database and runs transactions. Everything else sees Kysely handles only.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Kysely, sql, type Transaction } from "kysely";
import type { Random } from "../security/random.ts";
import { systemRandom } from "../security/random.ts";
import { isSqlite } from "./engine.ts";
import { DatabaseProblem, isOutage, isRetryable } from "./errors.ts";
import { migrateToLatest } from "./migrate.ts";
import { NodeSqliteDialect, openSqlite } from "./node-sqlite.ts";
import { checkVersion, connectPostgres, type PoolUse, shownAddress } from "./postgres.ts";
import type { Tables } from "./tables.ts";

export type Database = Kysely<Tables>;
export type Tx = Transaction<Tables>;
/** For queries that work inside and outside a transaction. */
export type Handle = Database | Tx;

/** Where the database is. */
export interface DatabasePlace {
  readonly dataDir: string;
  /** Null: SQLite in the data directory. */
  readonly databaseUrl: string | null;
}

export function databaseFile(dataDir: string): string {
  return join(dataDir, "hesper.sqlite");
}

/** Whether a database is there already: a command that only looks must not make one. */
export function hasDatabase({ dataDir, databaseUrl }: DatabasePlace): boolean {
  return databaseUrl !== null || existsSync(databaseFile(dataDir));
}

/** How full the connections are. SQLite has one, which is never waited for. */
export function poolUse(db: Database): PoolUse {
  return uses.get(db)?.() ?? { used: 0, idle: 1, waiting: 0 };
}
const uses = new WeakMap<Database, () => PoolUse>();

/**
 * Opens (and makes, and migrates) the database: SQLite in the data directory, which only the server's user may enter,
 * or PostgreSQL. Throws `DatabaseProblem` where it cannot be used.
 * @param onIdleError told of connections that are cut while nobody uses them.
 */
export async function openDatabase(place: DatabasePlace, onIdleError: (error: Error) => void = () => {}) {
  mkdirSync(place.dataDir, { recursive: true, mode: 0o700 });
  const db =
    place.databaseUrl === null ? openFile(databaseFile(place.dataDir)) : await connect(place.databaseUrl, onIdleError);
  try {
    await retrying(() => migrateToLatest(db), systemRandom);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}

/** A file of SQLite as it is, made where there is none. */
export function openFile(file: string): Database {
  return new Kysely<Tables>({ dialect: new NodeSqliteDialect(openSqlite(file)) });
}

/** A database of PostgreSQL as it is. Throws `DatabaseProblem`. */
export async function connect(url: string, onIdleError: (error: Error) => void = () => {}): Promise<Database> {
  const { dialect, use } = connectPostgres(url, onIdleError);
  const db = new Kysely<Tables>({ dialect });
  try {
    const { rows } = await sql<{ version: string }>`select current_setting('server_version_num') as version`.execute(
      db,
    );
    checkVersion(Number(rows[0]?.version));
  } catch (error) {
    await db.destroy();
    throw error instanceof DatabaseProblem ? error : new DatabaseProblem(unreachable(url, error as Error));
  }
  uses.set(db, use);
  return db;
}

/** In one line, without the password. */
function unreachable(url: string, error: Error): string {
  const why = error.message === "" ? String((error as { code?: unknown }).code) : error.message;
  const what = isOutage(error) ? "cannot be reached" : "refuses the connection";
  return `The database at ${shownAddress(url)} ${what}: ${why.split("\n")[0]}. Check HESPER_DATABASE_URL.`;
}

/**
 * Holds a name until the transaction ends: whoever else asks for it waits. For what happens once in an installation and
 * has no row to hold yet. A transaction of SQLite holds all there is.
 */
export async function holdName(tx: Tx, name: string): Promise<void> {
  if (!isSqlite(tx)) await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
}

/**
 * Runs `work` in one transaction. It may run twice, so it hashes nothing, sends nothing and calls nobody;
 * inside, only `tx` may be used: another handle would wait for this one for ever.
 */
export function inTransaction<T>(db: Database, work: (tx: Tx) => Promise<T>, random = systemRandom): Promise<T> {
  return retrying(() => db.transaction().execute(work), random);
}

/** Reads at one moment, whatever others write meanwhile; holds up nobody in another process, and may take long. */
export function inSnapshot<T>(db: Database, read: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(read);
}

const longestWaitMs = 20_000;

async function retrying<T>(attempt: () => Promise<T>, random: Random): Promise<T> {
  let waitedMs = 0;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isRetryable(error) || waitedMs > longestWaitMs) throw error;
    }
    // A random pause, so that two that met do not meet again.
    const pauseMs = 1 + ((random.bytes(1)[0] ?? 0) % 24);
    waitedMs += pauseMs;
    await sleep(pauseMs);
  }
}
