// Opens the database and runs transactions. Everything else sees Kysely handles only.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Kysely, type Transaction } from "kysely";
import type { Random } from "../security/random.ts";
import { systemRandom } from "../security/random.ts";
import { isRetryable } from "./errors.ts";
import { migrateToLatest } from "./migrate.ts";
import { NodeSqliteDialect, openSqlite } from "./node-sqlite.ts";
import type { Tables } from "./tables.ts";

export type Database = Kysely<Tables>;
export type Tx = Transaction<Tables>;
/** For queries that work inside and outside a transaction. */
export type Handle = Database | Tx;

function databaseFile(dataDir: string): string {
  return join(dataDir, "hesper.sqlite");
}

/** Whether a database is there already: a command that only looks must not make one. */
export function hasDatabase(dataDir: string): boolean {
  return existsSync(databaseFile(dataDir));
}

export interface PoolUse {
  readonly used: number;
  readonly idle: number;
  /** Who waits for a connection. */
  readonly waiting: number;
}

/** How full the connections are. SQLite has one, which is never waited for. */
export function poolUse(_db: Database): PoolUse {
  return { used: 0, idle: 1, waiting: 0 };
}

/** Opens (and makes, and migrates) the SQLite database in the data directory, which only the server's user may enter. */
export async function openDatabase(dataDir: string): Promise<Database> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(openSqlite(databaseFile(dataDir))) });
  try {
    await retrying(() => migrateToLatest(db), systemRandom);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}

/**
 * Runs `work` in one transaction. It may run twice, so it hashes nothing, sends nothing and calls nobody;
 * inside, only `tx` may be used: another handle would wait for this one for ever.
 */
export async function inTransaction<T>(db: Database, work: (tx: Tx) => Promise<T>, random = systemRandom): Promise<T> {
  // Those of the attempt that succeeded: what was rolled back has not happened.
  let effects: Effect[] = [];
  const done = await retrying(() => {
    effects = [];
    return db.transaction().execute((tx) => {
      effectsOf.set(tx, effects);
      return work(tx);
    });
  }, random);
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
