// Rotation: a new master key, new data keys, and every value encrypted anew, while servers run. It may be interrupted at
// any moment and goes on where it stopped: what is left to do is what the database says.
import { setTimeout as sleep } from "node:timers/promises";
import { type Origin, recordEvent } from "../audit/service.ts";
import { type Database, type Handle, inTransaction, type Tx } from "../database/database.ts";
import { isForeignKeyViolation } from "../database/errors.ts";
import { decrypt, encrypt, type Place } from "../security/encryption.ts";
import type { IdSource } from "../security/ids.ts";
import {
  findMasterKey,
  type MasterKey,
  MasterKeyProblem,
  type MasterKeySource,
  nextMasterKey,
} from "../security/master-key.ts";
import { type Keyring, type Keys, makeKeys, placeOf, purposes, removeKeys } from "./data-keys.ts";
import { writeNextKey } from "./key-file.ts";
import { findWrappingId, settleKeyFile } from "./open.ts";
import * as store from "./store.ts";

/** One column of encrypted values, as the capability that owns it gives it to the rotation. */
export interface EncryptedColumn {
  /** How many values are not encrypted with this key. */
  countOthers(db: Handle, keyId: string): Promise<number>;
  /** Some of them, in the order of their rows, after one row. */
  selectOthers(db: Handle, page: { keyId: string; after: string; limit: number }): Promise<StoredValue[]>;
  /** False: the value is not that one any more. */
  replace(tx: Tx, change: { row: string; from: string; to: string }): Promise<boolean>;
}

export interface StoredValue {
  readonly place: Place;
  readonly stored: string;
  /** Whose it is. */
  readonly email: string;
}

export interface RotationDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly keyring: Keyring;
  readonly source: MasterKeySource;
  readonly columns: readonly EncryptedColumn[];
  readonly origin: Origin;
}

/**
 * `replaced`: the data keys are wrapped by a new master key now. `resumed`: they were, and a rotation before was not
 * finished. `no_next_key`, `next_in_use`: the environment has no other key to go to.
 */
export type Replacement =
  | { readonly result: "replaced" | "resumed"; readonly masterKeyId: string }
  | { readonly result: "no_next_key" | "next_in_use" };

/**
 * The first step, in one transaction: wraps all data keys with the next master key, and makes new ones, which are used
 * from then on. The next key is on disk before. Throws `MasterKeyProblem`, having changed nothing.
 */
export async function replaceMasterKey(deps: RotationDeps): Promise<Replacement> {
  const { db, ids, source } = deps;
  const isSettled = await settleKeyFile(db, source);
  const replacement = await inTransaction(db, async (tx): Promise<Replacement> => {
    await store.lockKeys(tx);
    const rows = await store.selectKeys(tx);
    const id = await findWrappingId(tx);
    const current = id === null ? null : findMasterKey(source, id);
    if (id === null || current === null)
      throw new MasterKeyProblem("The master key was replaced at this moment. Run it again.");
    if (isSettled || rows.some((row) => row.purpose === "values" && row.retired_at !== null)) {
      return { result: "resumed", masterKeyId: id };
    }
    const next = source.kind === "file" ? writeNextKey(source.file, ids.random) : nextMasterKey(source);
    if (next === null) return { result: "no_next_key" };
    if (next.id === id) return { result: "next_in_use" };
    await wrapAnew(tx, deps, { rows, current, next });
    return { result: "replaced", masterKeyId: next.id };
  });
  await settleKeyFile(db, source);
  return replacement;
}

async function wrapAnew(
  tx: Tx,
  { ids, origin }: RotationDeps,
  { rows, current, next }: { rows: readonly store.KeyRow[]; current: MasterKey; next: MasterKey },
): Promise<void> {
  for (const { id, wrapped_key } of rows) {
    const bytes = decrypt(wrapped_key, current, placeOf(id));
    await store.rewrapKey(tx, { id, wrapped_key: encrypt(bytes, next, placeOf(id), ids.random) });
  }
  await store.retireKeys(tx, ids.clock.nowMs());
  await makeKeys(tx, ids, { purposes, masterKey: next, origin });
  const event = { type: "master_key.rotated", actorId: null, subjectId: null, origin } as const;
  await recordEvent(tx, ids, { ...event, detail: { from: current.id, to: next.id } });
}

/** How many values are not encrypted with the key in use. */
export async function countRemaining({ db, keyring, columns }: RotationDeps): Promise<number> {
  return countIn(db, await keyring.read(db), columns);
}

async function countIn(db: Handle, keys: Keys, columns: readonly EncryptedColumn[]): Promise<number> {
  let count = 0;
  for (const column of columns) count += await column.countOthers(db, keys.currentValueKeyId());
  return count;
}

export interface Outcome {
  /** How many values were encrypted anew. */
  readonly done: number;
  /** Values that do not open, whatever the key. They stay as they are, and so does the key that they name. */
  readonly broken: readonly StoredValue[];
  /** Whether it was asked to stop before the end. */
  readonly isStopped: boolean;
}

/** Progress and the wish to stop, asked between two batches. */
export interface Watch {
  onProgress(done: number): void;
  isStopped(): boolean;
}

/** The second step: encrypts every value with the key in use, in small batches, and removes the keys before it. */
export async function encryptAnew(deps: RotationDeps, watch: Watch): Promise<Outcome> {
  let done = 0;
  for (;;) {
    const broken: StoredValue[] = [];
    for (const column of deps.columns) {
      let after: string | null = "";
      while (after !== null) {
        if (watch.isStopped()) return { done, broken, isStopped: true };
        const batch = await encryptBatch(deps, column, after);
        done += batch.done;
        broken.push(...batch.broken);
        after = batch.last;
        watch.onProgress(done);
        // The servers, which wait for the database too, get their turn.
        await sleep(restMs);
      }
    }
    if (broken.length > 0) return { done, broken, isStopped: false };
    if (await removeReplacedKeys(deps)) return { done, broken, isStopped: false };
  }
}

const valuesAtOnce = 50;
const restMs = 5;

interface Batch {
  readonly done: number;
  readonly broken: readonly StoredValue[];
  /** The last row that was looked at; null: there are no more. */
  readonly last: string | null;
}

async function encryptBatch({ db, keyring }: RotationDeps, column: EncryptedColumn, after: string): Promise<Batch> {
  return inTransaction(db, async (tx) => {
    const keys = await keyring.read(tx);
    const page = { keyId: keys.currentValueKeyId(), after, limit: valuesAtOnce };
    const values = await column.selectOthers(tx, page);
    const broken: StoredValue[] = [];
    let done = 0;
    for (const value of values) {
      const plain = open(keys, value);
      if (plain === null) broken.push(value);
      else if (await column.replace(tx, changeOf(keys, value, plain))) done += 1;
    }
    return { done, broken, last: values.at(-1)?.place.row ?? null };
  });
}

function open(keys: Keys, { stored, place }: StoredValue): Uint8Array | null {
  try {
    return keys.decryptValue(stored, place);
  } catch {
    return null;
  }
}

function changeOf(keys: Keys, { stored, place }: StoredValue, plain: Uint8Array) {
  return { row: place.row, from: stored, to: keys.encryptValue(plain, place) };
}

/**
 * Removes the keys that values were encrypted with before. False: a server that had read the keys before they were
 * replaced has written with one of them meanwhile. The database refuses to remove a key that a value names, also when
 * that value was written at the same moment.
 */
async function removeReplacedKeys({ db, ids, keyring, columns, origin }: RotationDeps): Promise<boolean> {
  try {
    return await inTransaction(db, async (tx) => {
      await store.lockKeys(tx);
      if ((await countIn(tx, await keyring.read(tx), columns)) > 0) return false;
      const keyIds = await store.selectRetired(tx, { purpose: "values", beforeMs: ids.clock.nowMs() });
      if (keyIds.length > 0) await removeKeys(tx, ids, { purpose: "values", keyIds, origin });
      return true;
    });
  } catch (error) {
    if (isForeignKeyViolation(error)) return false;
    throw error;
  }
}
