// Opens the database and runs transactions. Everything else sees Kysely handles only.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Compilable, type CompiledQuery, Kysely, sql, type Transaction } from "kysely";
import type { Random } from "../security/random.ts";
import { systemRandom } from "../security/random.ts";
import { isSqlite } from "./engine.ts";
import { DatabaseProblem, isForeignKeyViolation, isOutage, isRetryable } from "./errors.ts";
import { GroupCommit, lookAgainAtMost } from "./group-commit.ts";
import { inspectDatabase } from "./inspection.ts";
import { isUpToDate, migrateToLatest } from "./migrate.ts";
import { NodeSqliteDialect, openSqlite, SqliteReader } from "./node-sqlite.ts";
import type { Connecting, PoolUse } from "./postgres.ts";
import { prepared } from "./prepared.ts";
import { shownAddress } from "./shown-address.ts";
import type { Soon } from "./soon.ts";
import { straightThrough, withOwnHandle } from "./straight.ts";
import type { Tables } from "./tables.ts";
import { ThreadedSqliteDialect } from "./threaded-sqlite.ts";

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

/**
 * Whether a database is there already: a command that only looks must not make one. Throws `DatabaseProblem` where there
 * was one.
 */
export function hasDatabase({ dataDir, databaseUrl }: DatabasePlace): boolean {
  if (databaseUrl !== null || existsSync(databaseFile(dataDir))) return true;
  inspectDatabase(databaseFile(dataDir));
  return false;
}

/** How full the connections are. SQLite has one, which is never waited for. */
export function poolUse(db: Database): PoolUse {
  return uses.get(db)?.() ?? { used: 0, idle: 1, waiting: 0 };
}
const uses = new WeakMap<Database, () => PoolUse>();

export interface Opening extends Connecting {
  /** Looks at the database as it is found, of whatever version; when it throws, nothing was changed. */
  readonly check?: (db: Database) => Promise<void>;
}

/**
 * Opens (and makes, and migrates) the database: SQLite in the data directory, which only the server's user may enter,
 * or PostgreSQL. Throws `DatabaseProblem` where it cannot be used.
 */
export async function openDatabase(place: DatabasePlace, options: Opening = {}): Promise<Database> {
  mkdirSync(place.dataDir, { recursive: true, mode: 0o700 });
  const { databaseUrl: url } = place;
  const file = databaseFile(place.dataDir);
  if (url === null) inspectDatabase(file);
  const db = url === null ? openFile(file) : await connect(url, options);
  try {
    await options.check?.(db);
    if (!(await isUpToDate(db))) await migrate(db, url, options);
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

async function migrate(db: Database, url: string | null, { isPatient = false, ...options }: Opening): Promise<void> {
  // Migrating may take longer than any request.
  const patient = url === null || isPatient ? db : await connect(url, { ...options, isPatient: true });
  try {
    await retrying(() => migrateToLatest(patient), systemRandom);
  } finally {
    if (patient !== db) await patient.destroy();
  }
}

/** A file of SQLite as it is, made where there is none. It is not looked at before. */
export function openFile(file: string): Database {
  const reader = new SqliteReader(file);
  const database = openSqlite(file);
  const dialect = new NodeSqliteDialect(database, reader);
  const db = new Kysely<Tables>({ dialect });
  readers.set(db, reader);
  groups.set(
    db,
    new GroupCommit({
      db,
      isInTransaction: () => database.isTransaction,
      straight: dialect.straight,
      retrying: (attempt) => retrying(attempt, systemRandom),
      alone: (work) => retrying(() => db.transaction().execute(work), systemRandom),
    }),
  );
  return db;
}

const readers = new WeakMap<Database, SqliteReader>();
const groups = new WeakMap<Database, GroupCommit>();

/** A query that is asked at every request, of one value and for one row. What it gives is shared: nobody changes it. */
export type Asked<T> = (db: Database, value: string) => Soon<T | null>;

/**
 * Composes a query once for each database. SQLite answers it at once, by a connection that only reads; PostgreSQL in one
 * round trip.
 * @param compose the query; the value is given to a condition as it is, once.
 * @param read makes something of a row.
 */
export function askedOften<R, T>(
  compose: (db: Database, value: string) => Compilable<R>,
  read: (row: R) => T,
): Asked<T> {
  const composed = new WeakMap<Database, CompiledQuery<R>>();
  const askLater = async (db: Database, query: CompiledQuery<R>) => {
    const [row] = (await db.executeQuery(query)).rows;
    return row === undefined ? null : read(row);
  };
  return (db, value) => {
    let query = composed.get(db);
    if (query === undefined) {
      query = compose(db, "").compile();
      if (query.parameters.length !== 1) throw new Error("A query that is asked often has one value.");
      composed.set(db, query);
    }
    const reader = readers.get(db);
    if (reader === undefined) return askLater(db, { ...query, parameters: [value] });
    try {
      return reader.first(query.sql, value, read as (row: unknown) => T);
    } catch {
      // Whatever is wrong with the database, the other connection says it in the way that everybody knows.
      return askLater(db, { ...query, parameters: [value] });
    }
  };
}

/**
 * For one long transaction beside the requests: of SQLite a connection in a thread of its own, of PostgreSQL what there
 * is. It is to be used by one at a time.
 */
export async function besideRequests<T>(
  db: Database,
  { dataDir }: Pick<DatabasePlace, "dataDir">,
  work: (beside: Database) => Promise<T>,
): Promise<T> {
  if (!isSqlite(db)) return work(db);
  const beside = new Kysely<Tables>({ dialect: new ThreadedSqliteDialect(databaseFile(dataDir)) });
  try {
    return await work(beside);
  } finally {
    await beside.destroy();
  }
}

/** A database of PostgreSQL as it is. Throws `DatabaseProblem`. */
export async function connect(url: string, options: Connecting = {}): Promise<Database> {
  // Most installations have SQLite, and need nothing of it.
  const { checkVersion, connectPostgres } = await import("./postgres.ts");
  const { dialect, use } = connectPostgres(url, options);
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
 * @param how `shared`: many may hold it at once, and whoever wants it alone waits for all of them.
 */
export async function holdName(tx: Tx, name: string, how: "alone" | "shared" = "alone"): Promise<void> {
  if (isSqlite(tx)) return;
  await (how === "alone" ? heldAlone : heldShared)(tx, { name });
}

const heldAlone = prepared((db, { name }: { name: string }) =>
  db.selectNoFrom(sql`pg_advisory_xact_lock(hashtextextended(${name}, 0))`.as("held")),
);
const heldShared = prepared((db, { name }: { name: string }) =>
  db.selectNoFrom(sql`pg_advisory_xact_lock_shared(hashtextextended(${name}, 0))`.as("held")),
);

/**
 * Runs `work` in one transaction; on SQLite works that wait at the same moment share one, each for itself. It may run
 * twice, so it hashes nothing, sends nothing and calls nobody; inside, only `tx` may be used: another handle would wait
 * for this one for ever.
 */
export async function inTransaction<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  // Those of the attempt that succeeded: what was rolled back has not happened.
  let effects: Effect[] = [];
  const attempt = (tx: Tx) => {
    effects = [];
    effectsOf.set(tx, effects);
    return work(tx);
  };
  const group = groups.get(db);
  const alone = async (tx: Tx) => withOwnHandle(tx, await straightThrough(tx), attempt);
  const done = await (group?.run(attempt) ?? retrying(() => db.transaction().execute(alone), systemRandom));
  for (const effect of effects) effect(db);
  return done;
}

type Effect = (db: Database) => void;
const effectsOf = new WeakMap<Tx, Effect[]>();

/** Does something small in memory once the transaction is on disk, and nothing when it is rolled back. */
export function onCommit(tx: Tx, effect: Effect): void {
  effectsOf.get(tx)?.push(effect);
}

/** Reads at one moment, whatever others write meanwhile; holds up nobody in another process, and may take long. */
export function inSnapshot<T>(db: Database, read: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(read);
}

const longestWaitMs = 20_000;

async function retrying<T>(attempt: () => Promise<T>, random: Random): Promise<T> {
  let waitedMs = 0;
  let lookedAgain = 0;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const isGone = isForeignKeyViolation(error) && lookedAgain < lookAgainAtMost;
      if (isGone) lookedAgain += 1;
      else if (!isRetryable(error) || waitedMs > longestWaitMs) throw error;
    }
    // A random pause, so that two that met do not meet again.
    const pauseMs = 1 + ((random.bytes(1)[0] ?? 0) % 24);
    waitedMs += pauseMs;
    await sleep(pauseMs);
  }
}
