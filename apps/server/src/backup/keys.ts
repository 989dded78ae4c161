// The master key beside a backup: which one its secrets need, whether it opens them, and putting it in its place.
import { placeOf } from "../data-keys/data-keys.ts";
import type { Handle } from "../database/database.ts";
import { decrypt, keyIdOf } from "../security/encryption.ts";
import {
  currentMasterKey,
  findMasterKey,
  keyFrom,
  type MasterKey,
  type MasterKeySource,
  placeOfKey,
} from "../security/master-key.ts";
import { BackupProblem } from "./problem.ts";

/** Id of the master key that the data keys are wrapped with. Null: there are no data keys. */
export async function findMasterKeyId(db: Handle): Promise<string | null> {
  const row = await db.selectFrom("data_keys").select("wrapped_key").orderBy("id").limit(1).executeTakeFirst();
  return row ? keyIdOf(row.wrapped_key) : null;
}

/** Throws `BackupProblem` unless the master key opens every data key. @returns how many there are. */
export async function checkDataKeys(db: Handle, masterKey: MasterKey): Promise<number> {
  const rows = await db.selectFrom("data_keys").select(["id", "wrapped_key"]).execute();
  for (const { id, wrapped_key } of rows) {
    try {
      decrypt(wrapped_key, masterKey, placeOf(id));
    } catch {
      throw new BackupProblem(`The master key (id ${masterKey.id}) does not open the data keys.`);
    }
  }
  return rows.length;
}

/** Throws `BackupProblem` where there is another key than the one that is needed. @returns null: there is none. */
export function findMatchingKey(source: MasterKeySource, neededId: string | null): MasterKey | null {
  const found = currentMasterKey(source);
  if (found === null || neededId === null || found.id === neededId) return found;
  // A rotation may have put it to use already.
  const next = findMasterKey(source, neededId);
  if (next !== null) return next;
  throw new BackupProblem(
    `The master key ${placeOfKey(source)} (id ${found.id}) is not the one that the secrets need (id ${neededId}).`,
  );
}

/** The key that a backup was given. Throws `BackupProblem` where it is not the one that the backup names. */
export function keyInBackup(text: string, neededId: string | null): MasterKey {
  const bytes = Buffer.from(text, "base64");
  const key = bytes.length === 32 ? keyFrom(new Uint8Array(bytes)) : null;
  if (key === null || key.id !== neededId)
    throw new BackupProblem("The master key in the backup is not that of its secrets.");
  return key;
}

export function textOfKey({ bytes }: MasterKey): string {
  return Buffer.from(bytes).toString("base64");
}
