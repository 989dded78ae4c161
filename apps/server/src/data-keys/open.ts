// Opens the data keys with the master key of the configuration; makes both where a database is new.
import type { Config } from "../config/config.ts";
import type { Database } from "../database/database.ts";
import type { IdSource } from "../security/ids.ts";
import { createMasterKey, type MasterKey, MasterKeyProblem, readMasterKey } from "../security/master-key.ts";
import { emptyKeyring, hasDataKeys, type Keyring, openKeyring, readKeyring } from "./data-keys.ts";

/** Throws `MasterKeyProblem` where the database has keys and the master key is missing or another one. */
export async function openSecrets(
  db: Database,
  { masterKeyFile }: Pick<Config, "masterKeyFile">,
  ids: IdSource,
): Promise<Keyring> {
  const found = await findMasterKey(db, masterKeyFile);
  return openKeyring(db, found ?? createMasterKey(masterKeyFile, ids.random), ids);
}

/** For looking at a database as it is: makes neither a master key nor data keys. Throws as above. */
export async function readSecrets(
  db: Database,
  { masterKeyFile }: Pick<Config, "masterKeyFile">,
  ids: IdSource,
): Promise<Keyring> {
  const found = await findMasterKey(db, masterKeyFile);
  return found === null ? emptyKeyring(ids) : readKeyring(db, found, ids);
}

/** Null: there is none, and the database needs none yet. */
async function findMasterKey(db: Database, file: string): Promise<MasterKey | null> {
  const found = readMasterKey(file);
  if (found === null && (await hasDataKeys(db))) {
    throw new MasterKeyProblem(`The master key ${file} is missing. Restore it: without it no secret can be opened.`);
  }
  return found;
}
