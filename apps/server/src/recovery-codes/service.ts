// Recovery codes: 10 single-use codes for the day the phone is lost. Stored as keyed, salted slow hashes (V6.5.2).
import { serverOrigin } from "../audit/service.ts";
import { findRetiredKeys, type Keyring, removeKeys, withKeys } from "../data-keys/data-keys.ts";
import type { Database, Handle, Tx } from "../database/database.ts";
import { parametersOf } from "../passwords/service.ts";
import type { HashPlace } from "../security/hash-queue.ts";
import { type EmployeeId, type IdSource, newId } from "../security/ids.ts";
import { equalBytes, keyedSlowHashes } from "../security/password-hash.ts";
import { Secret } from "../security/secret.ts";
import type { Settings } from "../settings/service.ts";
import { generateCodes, normalizeCode } from "./format.ts";
import * as store from "./store.ts";

export interface RecoveryCodeDeps {
  readonly ids: IdSource;
  readonly keyring: Keyring;
}

/** Codes that were made and hashed, but are not yet anybody's. */
export interface PreparedCodes {
  readonly codes: Secret<string[]>;
  readonly set: store.NewSet;
}

/** Makes and hashes a set. Slow on purpose: never inside a transaction. */
export async function prepareCodes(
  { db, ids, keyring }: RecoveryCodeDeps & { db: Database },
  place: HashPlace,
  settings: Settings,
): Promise<PreparedCodes> {
  const codes = generateCodes(ids.random, settings.recoveryCodeLength);
  const salt = ids.random.bytes(16);
  const key = (await keyring.read(db)).currentRecoveryCodeKey();
  const parameters = parametersOf(settings);
  const hashes = await keyedSlowHashes(place, codes, { salt, key: key.bytes, parameters });
  const set = {
    id: newId<string>(ids),
    salt: Buffer.from(salt).toString("base64url"),
    keyId: key.id,
    parameters,
    codeLength: settings.recoveryCodeLength,
    hashes: hashes.map((hash) => ({ id: newId<string>(ids), hash: Buffer.from(hash).toString("base64url") })),
  };
  return { codes: new Secret(codes), set };
}

/** Makes a prepared set the person's; the codes before it are void. */
export async function replaceCodes(
  tx: Tx,
  ids: IdSource,
  employeeId: EmployeeId,
  prepared: PreparedCodes,
): Promise<void> {
  await store.removeSet(tx, employeeId);
  await store.insertSet(tx, { employeeId, set: prepared.set, nowMs: ids.clock.nowMs() });
}

export async function voidCodes(tx: Tx, employeeId: EmployeeId): Promise<void> {
  await store.removeSet(tx, employeeId);
}

export interface CodesLeft {
  readonly left: number;
  /** Whether the person said that the codes were saved. */
  readonly saved: boolean;
}

export async function countCodes(db: Handle, employeeId: EmployeeId): Promise<CodesLeft> {
  return store.countUnspent(db, employeeId);
}

/** Finds the code among the person's, at the cost of one slow hash. Null: wrong or spent. Nothing is spent here. */
export async function findCode(
  db: Handle,
  { keyring }: RecoveryCodeDeps,
  place: HashPlace,
  { employeeId, typed }: { employeeId: EmployeeId; typed: string },
): Promise<{ codeId: string } | null> {
  const code = normalizeCode(typed);
  const set = await withKeys(keyring, db, {
    read: () => store.findSet(db, employeeId),
    open: (found, keys) => found && { ...found, key: keys.recoveryCodeKey(found.keyId) },
  });
  if (code === null || set === null) return null;
  const [hash] = await keyedSlowHashes(place, [code], {
    salt: Buffer.from(set.salt, "base64url"),
    key: set.key,
    parameters: set.parameters,
  });
  if (!hash) return null;
  let found: string | null = null;
  for (const one of set.hashes) {
    // All are compared, each in constant time: the position tells nothing.
    if (equalBytes(Buffer.from(one.hash, "base64url"), hash) && one.spentAt === null) found = one.id;
  }
  return found === null ? null : { codeId: found };
}

/** Spends a code; true only for the one call that spent it. Safe to race. */
export async function spendCode(tx: Tx, ids: IdSource, codeId: string): Promise<boolean> {
  return store.spend(tx, codeId, ids.clock.nowMs());
}

/** @returns whether there is a set to be marked. */
export async function markSaved(tx: Tx, ids: IdSource, employeeId: EmployeeId): Promise<boolean> {
  return store.markSaved(tx, employeeId, ids.clock.nowMs());
}

/** A set that is being hashed is stored long before this, in milliseconds. */
const unusedKeyLivesMs = 86_400_000;

/** Removes the keys that a rotation replaced and no set was hashed with: a hash cannot be made anew without its code. */
export async function forgetUnusedKeys(tx: Tx, ids: IdSource): Promise<void> {
  const beforeMs = ids.clock.nowMs() - unusedKeyLivesMs;
  const replaced = await findRetiredKeys(tx, { purpose: "recovery_codes", beforeMs });
  const used = await store.selectUsedKeys(tx);
  const keyIds = replaced.filter((id) => !used.includes(id));
  if (keyIds.length > 0) await removeKeys(tx, ids, { purpose: "recovery_codes", keyIds, origin: serverOrigin });
}
