// Data keys: made once per purpose, stored wrapped by the master key, held in memory while the server runs.
import { type Database, type Handle, inTransaction } from "../database/database.ts";
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
  /** Throws when there is no such key. */
  auditKey(id: string): Uint8Array;
}

function placeOf(keyId: string): Place {
  return { table: "data_keys", column: "wrapped_key", row: keyId };
}

/** Whether the database holds wrapped keys: then a missing master key file must not be replaced by a new one. */
export async function hasDataKeys(db: Handle): Promise<boolean> {
  return (await db.selectFrom("data_keys").select("id").limit(1).executeTakeFirst()) !== undefined;
}

/** Opens the wrapped keys, making those that are missing. Throws `MasterKeyProblem` when the master key is another one. */
export async function openKeyring(db: Database, masterKey: MasterKey, ids: IdSource): Promise<Keyring> {
  const rows = await inTransaction(db, async (tx) => {
    const found = await tx.selectFrom("data_keys").selectAll().orderBy("created_at").orderBy("id").execute();
    for (const purpose of purposes.filter((one) => !found.some((row) => row.purpose === one))) {
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
    return found;
  });
  const keys = rows.map((row): DataKey => {
    if (keyIdOf(row.wrapped_key) !== masterKey.id) {
      throw new MasterKeyProblem("The master key is not the one this database was made with. Restore the right file.");
    }
    return { id: row.id, purpose: row.purpose, bytes: decrypt(row.wrapped_key, masterKey, placeOf(row.id)) };
  });
  return keyringOf(keys, ids);
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
    auditKey: (id) => byId(id, "audit_signing").bytes,
  };
}
