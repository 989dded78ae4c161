// Fills an empty database, all or nothing: a file of SQLite that is put in its place when it is whole, or one transaction of
// PostgreSQL, in which the tables are made too.
import { existsSync, mkdirSync, rmdirSync, rmSync } from "node:fs";
import { sql } from "kysely";
import { connect, type Database, type DatabasePlace, databaseFile, openFile, type Tx } from "../database/database.ts";
import { describeTables, findFilled } from "../database/dump.ts";
import { shownAddress } from "../database/shown-address.ts";
import { putInPlace, removeAtExit } from "./files.ts";
import { BackupProblem } from "./problem.ts";

/** Throws `BackupProblem` where there is an installation already, or something else; looks only. */
export async function refuseFilledPlace({ dataDir, databaseUrl }: DatabasePlace): Promise<void> {
  if (databaseUrl === null) return refuseFiles(dataDir);
  const db = await connect(databaseUrl, { isPatient: true });
  try {
    await db.transaction().execute((tx) => refuseFilled(tx, databaseUrl));
  } finally {
    await db.destroy();
  }
}

/**
 * Runs `work` once, in one transaction on a database without any table. What it throws leaves everything as it was, and
 * so does the end of the process. Nobody else writes to the database meanwhile.
 */
export function fillEmpty<T>({ dataDir, databaseUrl }: DatabasePlace, work: (tx: Tx) => Promise<T>): Promise<T> {
  return databaseUrl === null ? fillFile(dataDir, work) : fillPostgres(databaseUrl, work);
}

/** What SQLite keeps beside a database: left behind, it would become part of another database of that name. */
const besides = ["-wal", "-shm", "-journal"];

function filesOf(file: string): string[] {
  return [file, ...besides.map((ending) => `${file}${ending}`)];
}

function refuseFiles(dataDir: string): void {
  const found = filesOf(databaseFile(dataDir)).find(existsSync);
  if (found === undefined) return;
  throw new BackupProblem(`There is a database already: ${found}. Name a data directory without one.`);
}

async function fillFile<T>(dataDir: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  refuseFiles(dataDir);
  const made = mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = databaseFile(dataDir);
  const partial = `${file}.partial`;
  const discard = () => {
    for (const one of filesOf(partial)) rmSync(one, { force: true });
  };
  // Of one that was killed.
  discard();
  const keep = removeAtExit(filesOf(partial));
  try {
    const result = await inFile(openFile(partial), work);
    putInPlace(partial, file);
    return result;
  } catch (error) {
    discard();
    if (made !== undefined) rmdirSync(dataDir);
    throw error;
  } finally {
    keep();
  }
}

async function inFile<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    const result = await db.transaction().execute(work);
    // Into the one file that is put in place.
    await sql`pragma wal_checkpoint(truncate)`.execute(db);
    return result;
  } finally {
    await db.destroy();
  }
}

async function fillPostgres<T>(url: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const db = await connect(url, { isPatient: true });
  try {
    return await db.transaction().execute(async (tx) => {
      await refuseFilled(tx, url);
      await clearTables(tx, url);
      return work(tx);
    });
  } finally {
    await db.destroy();
  }
}

async function refuseFilled(tx: Tx, url: string): Promise<void> {
  const shapes = await describeTables(tx);
  const found = await findFilled(tx, shapes);
  if (found === null) return;
  throw new BackupProblem(`The database at ${shownAddress(url)} is not empty: its table ${found} has rows.`);
}

/**
 * Tables without rows, which a server or a command made, give way to those of the version that is restored. They are
 * held first: a server that is started at this moment waits, and then finds the installation that was put there.
 */
async function clearTables(tx: Tx, url: string): Promise<void> {
  const shapes = await describeTables(tx);
  if (shapes.length === 0) return;
  const tables = sql.join(shapes.map(({ name }) => sql.table(name)));
  await sql`lock table ${tables} in access exclusive mode`.execute(tx);
  await refuseFilled(tx, url);
  const { rows } = await sql<{ migrations: string | null }>`
    select to_regclass('kysely_migration')::text as migrations`.execute(tx);
  if (rows[0]?.migrations === null) {
    throw new BackupProblem(`The database at ${shownAddress(url)} holds tables of another program.`);
  }
  await sql`drop table ${tables}, kysely_migration, kysely_migration_lock`.execute(tx);
}
