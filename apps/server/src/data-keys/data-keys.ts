// Data keys: one in use for each purpose, stored wrapped by the master key, opened once and held in memory.
import { type Origin, recordEvent, serverOrigin } from "../audit/service.ts";
import { atOnce } from "../database/at-once.ts";
import { type Database, type Handle, inTransaction, type Tx } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import { decrypt, encrypt, keyIdOf, type Place } from "../security/encryption.ts";
import { type IdSource, newId } from "../security/ids.ts";
import { findMasterKey, type MasterKey, MasterKeyProblem, type MasterKeySource } from "../security/master-key.ts";
import type { Random } from "../security/random.ts";
import * as store from "./store.ts";

/** `values` encrypts columns, `recovery_codes` is the key of the keyed slow hash, `audit_signing` signs the audit. */
export type KeyPurpose = store.KeyRow["purpose"];
export const purposes: readonly KeyPurpose[] = ["values", "recovery_codes", "audit_signing"];

interface DataKey {
  readonly id: string;
  readonly purpose: KeyPurpose;
  readonly isRetired: boolean;
  readonly bytes: Uint8Array;
}

/** The keys of one moment. Made for one piece of work: a rotation may replace them afterwards. */
export interface Keys {
  /** With the key in use. Ask for the keys in the transaction that writes the value. */
  encryptValue(plain: Uint8Array, place: Place): string;
  /** Throws `UnknownDataKey` when the key is not among these. */
  decryptValue(stored: string, place: Place): Uint8Array;
  /** Id of the key that values are encrypted with now. */
  currentValueKeyId(): string;
  /** The key that new recovery codes are hashed with. */
  currentRecoveryCodeKey(): { id: string; bytes: Uint8Array };
  /** Throws as `decryptValue`. */
  recoveryCodeKey(id: string): Uint8Array;
  /** The seed of the Ed25519 key that seals are signed with. */
  currentAuditKey(): { id: string; bytes: Uint8Array };
  /** Null: there is no such key. */
  findAuditKey(id: string): Uint8Array | null;
}

/** What services hold. The database says which keys there are; only their opening is remembered. */
export interface Keyring {
  /** Throws `MasterKeyProblem` when there is a key that the master key does not open. */
  read(db: Handle): Promise<Keys>;
}

/** A value names a key that was not there when the keys were read: a rotation may have passed in between. */
export class UnknownDataKey extends Error {
  constructor() {
    super("A value names a data key that does not exist.");
    this.name = "UnknownDataKey";
  }
}

/** So many reads in a row do not all fall into a rotation. */
const mostReads = 3;

/**
 * Opens what is stored: `read` gets it, at the same time as the keys, and `open` opens it with them. Both are done again
 * when a rotation passed between the two reads.
 */
export async function withKeys<R, T>(
  keyring: Keyring,
  db: Handle,
  { read, open }: { read: () => Promise<R>; open: (stored: R, keys: Keys) => T },
): Promise<T> {
  for (let reads = 1; ; reads += 1) {
    const [stored, keys] = await atOnce([read(), keyring.read(db)]);
    try {
      return open(stored, keys);
    } catch (error) {
      if (!(error instanceof UnknownDataKey) || reads === mostReads) throw error;
    }
  }
}

/** Where a wrapped key is stored: it opens nowhere else. */
export function placeOf(keyId: string): Place {
  return { table: "data_keys", column: "wrapped_key", row: keyId };
}

/** Whether the database holds wrapped keys: then a missing master key file must not be replaced by a new one. */
export async function hasDataKeys(db: Handle): Promise<boolean> {
  return (await store.selectWrapped(db)).length > 0;
}

/**
 * Makes the keys of those purposes that have none. Others may do it at the same moment. @param getMasterKey asked for
 * only then, while nobody replaces it.
 */
export async function makeMissingKeys(
  db: Database,
  ids: IdSource,
  getMasterKey: (tx: Tx) => Promise<MasterKey>,
): Promise<void> {
  try {
    await inTransaction(db, async (tx) => {
      const found = await store.selectKeys(tx);
      const missing = purposes.filter((one) => !found.some((row) => row.purpose === one && row.retired_at === null));
      if (missing.length === 0) return;
      await store.lockKeys(tx);
      const masterKey = await getMasterKey(tx);
      await makeKeys(tx, ids, { purposes: missing, masterKey, origin: serverOrigin });
    });
  } catch (error) {
    // Of each purpose one key is in use: the index let another server's through.
    if (!isUniqueViolation(error)) throw error;
  }
}

/** Makes a key for each purpose, wrapped. On record: a new key for the audit tells of one that was removed. */
export async function makeKeys(
  tx: Tx,
  ids: IdSource,
  { purposes, masterKey, origin }: { purposes: readonly KeyPurpose[]; masterKey: MasterKey; origin: Origin },
): Promise<void> {
  for (const purpose of purposes) {
    const id = newId<string>(ids);
    const wrapped_key = encrypt(ids.random.bytes(32), masterKey, placeOf(id), ids.random);
    await store.insertKey(tx, { id, purpose, wrapped_key, created_at: ids.clock.nowMs(), retired_at: null });
  }
  const event = { type: "server_keys.created", actorId: null, subjectId: null, origin } as const;
  await recordEvent(tx, ids, { ...event, detail: { purposes: purposes.join(", "), masterKey: masterKey.id } });
}

/** Ids of keys that were replaced at a time or before. */
export async function findRetiredKeys(
  db: Handle,
  replaced: { purpose: KeyPurpose; beforeMs: number },
): Promise<string[]> {
  return store.selectRetired(db, replaced);
}

/** Removes keys that nothing needs any more; fails when something refers to one. On record. */
export async function removeKeys(
  tx: Tx,
  ids: IdSource,
  { purpose, keyIds, origin }: { purpose: KeyPurpose; keyIds: readonly string[]; origin: Origin },
): Promise<void> {
  await store.deleteKeys(tx, keyIds);
  const event = { type: "server_keys.removed", actorId: null, subjectId: null, origin } as const;
  await recordEvent(tx, ids, { ...event, detail: { purpose, keys: keyIds.length } });
}

const anotherMasterKey =
  "The master key is not the one this database was made with. Restore the right file or variable.";

/** Throws `MasterKeyProblem` when the database has keys that the master key does not open. Changes nothing. */
export async function checkMasterKey(db: Handle, source: MasterKeySource): Promise<void> {
  await whileRotating(async () => {
    const rows = await store.selectWrapped(db);
    return rows.every((row) => unwrap(row, source) !== null) ? true : null;
  });
}

/** Between reading the database and the key a rotation may change both: that is looked at again. */
async function whileRotating<T>(attempt: () => Promise<T | null>): Promise<T> {
  for (let read = 1; read <= mostReads; read += 1) {
    const done = await attempt();
    if (done !== null) return done;
  }
  throw new MasterKeyProblem(anotherMasterKey);
}

type Wrapped = Pick<store.KeyRow, "id" | "wrapped_key">;

/** Null: it was wrapped by a master key that is not at hand. Throws `MasterKeyProblem` when it was changed. */
function unwrap(row: Wrapped, source: MasterKeySource): Uint8Array | null {
  const masterKey = findMasterKey(source, keyIdOf(row.wrapped_key));
  if (masterKey === null) return null;
  const bytes = tryUnwrap(row, masterKey);
  if (bytes !== null) return bytes;
  throw new MasterKeyProblem(`The data key ${row.id} does not open: it was changed or damaged. Restore the database.`);
}

function tryUnwrap({ id, wrapped_key }: Wrapped, masterKey: MasterKey): Uint8Array | null {
  try {
    return decrypt(wrapped_key, masterKey, placeOf(id));
  } catch {
    return null;
  }
}

/** @param source asked again for the master key whenever there is a key that was not opened before. */
export function createKeyring(source: MasterKeySource, random: Random): Keyring {
  const opened = new Map<string, Uint8Array>();
  const open = (row: store.KeyRow): DataKey | null => {
    const bytes = opened.get(row.id) ?? unwrap(row, source);
    if (bytes === null) return null;
    opened.set(row.id, bytes);
    return { id: row.id, purpose: row.purpose, isRetired: row.retired_at !== null, bytes };
  };
  const openAll = async (db: Handle) => {
    const rows = await store.selectKeys(db);
    const keys = rows.map(open).filter((key) => key !== null);
    return keys.length === rows.length ? keys : null;
  };
  return {
    async read(db) {
      const keys = await whileRotating(() => openAll(db));
      // A key that was removed is good for nothing any more.
      for (const id of opened.keys()) if (!keys.some((key) => key.id === id)) opened.delete(id);
      return keysOf(keys, random);
    },
  };
}

/** Null: what is stored is no wrapped key. */
function wrappingIdOf({ wrapped_key }: Wrapped): string | null {
  try {
    return keyIdOf(wrapped_key);
  } catch {
    return null;
  }
}

/**
 * For looking at a database as it is. What does not open is left out, but where nothing opens, the master key is another
 * one.
 */
export function createForgivingKeyring(source: MasterKeySource, random: Random): Keyring {
  const open = (row: store.KeyRow): DataKey[] => {
    const masterKey = findMasterKey(source, wrappingIdOf(row) ?? "");
    const bytes = masterKey === null ? null : tryUnwrap(row, masterKey);
    return bytes === null ? [] : [{ id: row.id, purpose: row.purpose, isRetired: row.retired_at !== null, bytes }];
  };
  const openAll = async (db: Handle) => {
    const rows = await store.selectKeys(db);
    const keys = rows.flatMap(open);
    return rows.length > 0 && keys.length === 0 ? null : keys;
  };
  return { read: async (db) => keysOf(await whileRotating(() => openAll(db)), random) };
}

function keysOf(keys: readonly DataKey[], random: Random): Keys {
  const current = (purpose: KeyPurpose): DataKey => {
    const key = keys.find((one) => one.purpose === purpose && !one.isRetired);
    if (!key) throw new Error(`There is no data key for ${purpose}.`);
    return key;
  };
  const find = (id: string, purpose: KeyPurpose) => keys.find((one) => one.id === id && one.purpose === purpose);
  const get = (id: string, purpose: KeyPurpose): DataKey => {
    const key = find(id, purpose);
    if (!key) throw new UnknownDataKey();
    return key;
  };
  return {
    encryptValue: (plain, place) => encrypt(plain, current("values"), place, random),
    decryptValue: (stored, place) => decrypt(stored, get(keyIdOf(stored), "values"), place),
    currentValueKeyId: () => current("values").id,
    currentRecoveryCodeKey: () => current("recovery_codes"),
    recoveryCodeKey: (id) => get(id, "recovery_codes").bytes,
    currentAuditKey: () => current("audit_signing"),
    findAuditKey: (id) => find(id, "audit_signing")?.bytes ?? null,
  };
}
