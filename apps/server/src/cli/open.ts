// Opens the database for one command and closes it again.
import { readConfig } from "../config/config.ts";
import { type Database, openDatabase } from "../database/database.ts";
import { systemClock } from "../security/clock.ts";
import { createIds, type IdSource } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";

/**
 * Safe while the server runs: both wait for each other's transactions. @param check looks at the database before
 * anything is changed in it.
 */
export async function withDatabase<T>(
  work: (deps: { db: Database; ids: IdSource }) => Promise<T>,
  check?: (db: Database) => Promise<void>,
): Promise<T> {
  const db = await openDatabase(readConfig(process.env), { isPatient: true, ...(check ? { check } : {}) });
  try {
    return await work({ db, ids: createIds(systemClock, systemRandom) });
  } finally {
    await db.destroy();
  }
}
