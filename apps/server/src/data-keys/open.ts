// Opens the data keys with the master key of the configuration; makes both where a database is new.
import { existsSync } from "node:fs";
import type { Config } from "../config/config.ts";
import { type Database, type Handle, inTransaction } from "../database/database.ts";
import { keyIdOf } from "../security/encryption.ts";
import type { IdSource } from "../security/ids.ts";
import {
  createMasterKey,
  currentMasterKey,
  findMasterKey,
  type MasterKey,
  MasterKeyProblem,
  type MasterKeySource,
  nextKeyFile,
  nextMasterKey,
} from "../security/master-key.ts";
import type { Random } from "../security/random.ts";
import {
  checkMasterKey,
  createForgivingKeyring,
  createKeyring,
  hasDataKeys,
  type Keyring,
  makeMissingKeys,
} from "./data-keys.ts";
import { finishReplacement, writeNextKey } from "./key-file.ts";
import * as store from "./store.ts";

type KeyConfig = Pick<Config, "masterKey">;

/**
 * Throws `MasterKeyProblem` where the database has keys and the master key is missing or another one. Looks only, also
 * at a database of an older version: it is asked before the migrations, so that a wrong key changes nothing.
 */
export async function checkSecrets(db: Database, { masterKey }: KeyConfig): Promise<void> {
  const tables = await db.introspection.getTables();
  if (!tables.some((table) => table.name === "data_keys") || !(await hasDataKeys(db))) return;
  refuseMissing(masterKey);
  await checkMasterKey(db, masterKey);
}

/** Throws `MasterKeyProblem` as above. */
export async function openSecrets(db: Database, { masterKey: source }: KeyConfig, ids: IdSource): Promise<Keyring> {
  if (await hasDataKeys(db)) refuseMissing(source);
  // If it cannot be done here, it goes on working with the two files, and the job that does it says why.
  await settleKeyFile(db, source).catch(() => null);
  const keyring = createKeyring(source, ids.random);
  await keyring.read(db);
  await makeMissingKeys(db, ids, (tx) => masterKeyInUse(tx, source, ids));
  await keyring.read(db);
  return keyring;
}

/** The key that wraps the data keys; where there are none yet, the one that will. */
async function masterKeyInUse(db: Handle, source: MasterKeySource, ids: IdSource): Promise<MasterKey> {
  const id = await findWrappingId(db);
  const found = id === null ? currentMasterKey(source) : findMasterKey(source, id);
  if (found !== null) return found;
  if (source.kind === "file" && id === null) return createMasterKey(source.file, ids.random);
  throw new MasterKeyProblem("The master key was replaced at this moment. Start again.");
}

/** Id of the master key that the data keys are wrapped with; null: there are no data keys. */
export async function findWrappingId(db: Handle): Promise<string | null> {
  const [first] = await store.selectWrapped(db);
  return first ? keyIdOf(first.wrapped_key) : null;
}

/** For looking at a database as it is: makes neither a master key nor data keys. Throws as above. */
export async function readSecrets(db: Database, { masterKey }: KeyConfig, ids: IdSource): Promise<Keyring> {
  if (await hasDataKeys(db)) refuseMissing(masterKey);
  const keyring = createForgivingKeyring(masterKey, ids.random);
  await keyring.read(db);
  return keyring;
}

function refuseMissing(source: MasterKeySource): void {
  if (source.kind === "environment" || existsSync(source.file) || existsSync(nextKeyFile(source.file))) return;
  throw new MasterKeyProblem(
    `The master key ${source.file} is missing. Restore it: without it no secret can be opened.`,
  );
}

/**
 * Puts the next key file in the place of the one before, when the database is wrapped with it: after a rotation that was
 * interrupted there, or that was done on another machine. @returns whether it was so.
 */
export async function settleKeyFile(db: Database, source: MasterKeySource): Promise<boolean> {
  if (source.kind !== "file" || !existsSync(nextKeyFile(source.file))) return false;
  const isInUse = async (handle: Handle) => {
    const id = nextMasterKey(source)?.id;
    return id !== undefined && id === (await findWrappingId(handle));
  };
  if (!(await isInUse(db))) return false;
  return inTransaction(db, async (tx) => {
    // Looked at again under the lock: another server may have done it, and a next rotation may have begun.
    await store.lockKeys(tx);
    if (!(await isInUse(tx))) return false;
    finishReplacement(source.file);
    return true;
  });
}

/** Makes the next key file, or leaves the one that is there; nothing uses it before a rotation does. */
export async function prepareNextKey(
  db: Database,
  { file }: MasterKeySource & { kind: "file" },
  random: Random,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await store.lockKeys(tx);
    writeNextKey(file, random);
  });
}
