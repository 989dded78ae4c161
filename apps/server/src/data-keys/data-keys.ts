// Data keys: made once per purpose, stored wrapped by the master key, held in memory while the server runs.
import { recordEvent, serverOrigin } from "../audit/service.ts";
import { type Database, type Handle, holdName, inTransaction, type Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { decrypt, encrypt, keyIdOf, type Place } from "../security/encryption.ts";
import { type IdSource, newId } from "../security/ids.ts";
import { type MasterKey, MasterKeyProblem } from "../security/master-key.ts";

/** `values` encrypts columns, `recovery_codes` is the key of the keyed slow hash, `audit_signing` signs the audit. */
export type KeyPurpose = "values" | "recovery_codes" | "audit_signing";
const purposes: readonly KeyPurpose[] = ["values", "recovery_codes", "audit_signing"];

interface DataKey {
  readonly id: string;
  readonly purpose: KeyPurpose;
  readonly bytes: Uint8Array;
}

/** What services use: encrypt, decrypt, and the key of keyed hashes. */
export interface Keyring {
  encryptValue(plain: Uint8Array, place: Place): string;
  decryptValue(stored: string, place: Place): Uint8Array;
  /** The key that new recovery codes are hashed with. */
  currentRecoveryCodeKey(): { id: string; bytes: Uint8Array };
  recoveryCodeKey(id: string): Uint8Array;
  /** The seed of the Ed25519 key that seals are signed with. */
  currentAuditKey(): { id: string; bytes: Uint8Array };
  /** Null: there is no such key. */
  findAuditKey(id: string): Uint8Array | null;
}

/** Where a wrapped key is stored: it opens nowhere else. */
export function placeOf(keyId: string): Place {
  return { table: "data_keys", column: "wrapped_key", row: keyId };
}

/** Whether the database holds wrapped keys: then a missing master key file must not be replaced by a new one. */
export async function hasDataKeys(db: Handle): Promise<boolean> {
  return (await db.selectFrom("data_keys").select("id").limit(1).executeTakeFirst()) !== undefined;
}

/** Opens the wrapped keys, making those that are missing. Throws `MasterKeyProblem` when the master key is another one. */
export async function openKeyring(db: Database, masterKey: MasterKey, ids: IdSource): Promise<Keyring> {
  const rows = await inTransaction(db, async (tx) => {
    // Two nodes that start on a new database at once: one makes the keys, with its master key.
    await holdName(tx, "data keys");
    const found = await tx.selectFrom("data_keys").selectAll().orderBy("created_at").orderBy("id").execute();
    const missing = purposes.filter((one) => !found.some((row) => row.purpose === one));
    for (const purpose of missing) {
      const id = newId<string>(ids);
      const row = {
        id,
        purpose,
        wrapped_key: encrypt(ids.random.bytes(32), masterKey, placeOf(id), ids.random),
        created_at: ids.clock.nowMs(),
      };
      await tx.insertInto("data_keys").values(row).execute();
      found.push(row);
    }
    if (missing.length > 0) await recordNewKeys(tx, ids, { purposes: missing.join(", "), masterKey: masterKey.id });
    return found;
  });
  const keys = rows.map((row): DataKey => {
    if (keyIdOf(row.wrapped_key) !== masterKey.id) throw new MasterKeyProblem(anotherMasterKey);
    return unwrap(row, masterKey);
  });
  return keyringOf(keys, ids);
}

const anotherMasterKey = "The master key is not the one this database was made with. Restore the right file.";

type KeyRow = Tables["data_keys"];

function unwrap({ id, purpose, wrapped_key }: KeyRow, masterKey: MasterKey): DataKey {
  return { id, purpose, bytes: decrypt(wrapped_key, masterKey, placeOf(id)) };
}

/** On record: a new key for the audit tells of one that was removed. */
async function recordNewKeys(tx: Tx, ids: IdSource, detail: { purposes: string; masterKey: string }): Promise<void> {
  const event = { type: "server_keys.created", actorId: null, subjectId: null, origin: serverOrigin } as const;
  await recordEvent(tx, ids, { ...event, detail });
}

/**
 * Opens the keys that there are, and makes none: for looking at a database as it is. What does not open is left out,
 * but where nothing opens, the master key is another one: throws `MasterKeyProblem`.
 */
export async function readKeyring(db: Handle, masterKey: MasterKey, ids: IdSource): Promise<Keyring> {
  const rows = await db.selectFrom("data_keys").selectAll().orderBy("created_at").orderBy("id").execute();
  const keys = rows.flatMap((row) => {
    try {
      return [unwrap(row, masterKey)];
    } catch {
      return [];
    }
  });
  if (rows.length > 0 && keys.length === 0) throw new MasterKeyProblem(anotherMasterKey);
  return keyringOf(keys, ids);
}

/** The keys of a database that has none yet. */
export function emptyKeyring(ids: IdSource): Keyring {
  return keyringOf([], ids);
}

function keyringOf(keys: readonly DataKey[], { random }: IdSource): Keyring {
  const newest = (purpose: KeyPurpose): DataKey => {
    const key = keys.findLast((one) => one.purpose === purpose);
    if (!key) throw new Error(`There is no data key for ${purpose}.`);
    return key;
  };
  const byId = (id: string, purpose: KeyPurpose): DataKey => {
    const key = keys.find((one) => one.id === id && one.purpose === purpose);
    if (!key) throw new Error("A value names a data key that does not exist.");
    return key;
  };
  return {
    encryptValue: (plain, place) => encrypt(plain, newest("values"), place, random),
    decryptValue: (stored, place) => decrypt(stored, byId(keyIdOf(stored), "values"), place),
    currentRecoveryCodeKey: () => newest("recovery_codes"),
    recoveryCodeKey: (id) => byId(id, "recovery_codes").bytes,
    currentAuditKey: () => newest("audit_signing"),
    findAuditKey: (id) => keys.find((one) => one.id === id && one.purpose === "audit_signing")?.bytes ?? null,
  };
}
