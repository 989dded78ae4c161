// Opens the data keys with the master key of the configuration; makes both where a database is new.
import type { Config } from "../config/config.ts";
import type { Database } from "../database/database.ts";
import type { IdSource } from "../security/ids.ts";
import { createMasterKey, MasterKeyProblem, readMasterKey } from "../security/master-key.ts";
import { hasDataKeys, type Keyring, openKeyring } from "./data-keys.ts";

/** Throws `MasterKeyProblem` where the database has keys and the master key is missing or another one. */
export async function openSecrets(
  db: Database,
  { masterKeyFile }: Pick<Config, "masterKeyFile">,
  ids: IdSource,
): Promise<Keyring> {
  const found = readMasterKey(masterKeyFile);
  if (found === null && (await hasDataKeys(db))) {
    throw new MasterKeyProblem(
      `The master key ${masterKeyFile} is missing. Restore it: without it no secret can be opened.`,
    );
  }
  return openKeyring(db, found ?? createMasterKey(masterKeyFile, ids.random), ids);
}
