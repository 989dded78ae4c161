// Opens the database for one command and closes it again.
import { type Config, readConfig } from "../config/config.ts";
import { type Database, hasDatabase, openDatabase } from "../database/database.ts";
import { systemClock } from "../security/clock.ts";
import { createIds, type IdSource } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { Failure } from "./failure.ts";

/** A mistyped data directory must not become an empty installation. */
export function refuseNoDatabase(config: Config): void {
  if (!hasDatabase(config)) throw new Failure(`There is no database in ${config.dataDir}. Set HESPER_DATA_DIR.`);
}

/**
 * Safe while the server runs: both wait for each other's transactions. @param check looks at the database before
 * anything is changed in it. @param mayMake a database where there is none.
 */
export async function withDatabase<T>(
  work: (deps: { db: Database; ids: IdSource }) => Promise<T>,
  { check, mayMake = false }: { check?: (db: Database) => Promise<void>; mayMake?: boolean } = {},
): Promise<T> {
  const config = readConfig(process.env);
  if (!mayMake) refuseNoDatabase(config);
  const db = await openDatabase(config, { isPatient: true, ...(check ? { check } : {}) });
  try {
    return await work({ db, ids: createIds(systemClock, systemRandom) });
  } finally {
    await db.destroy();
  }
}
