// The master key: 32 bytes, in a file that only the server's user may read or in the environment. It wraps the data keys.
import { createHash } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { syncFolder } from "./folder.ts";
import type { Random } from "./random.ts";
import type { Secret } from "./secret.ts";

export interface MasterKey {
  /** Names the key without telling anything of it. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Where the master key is. Beside it stands, while a rotation is under way, the one that comes next. */
export type MasterKeySource =
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "environment"; readonly key: Secret<string>; readonly next: Secret<string> | null };

/** The key cannot be used; the message says what to do. */
export class MasterKeyProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MasterKeyProblem";
  }
}

/** Whether a text is 32 bytes in Base64. */
export function isMasterKeyText(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text);
}

/** The key of 32 bytes, wherever they come from. */
export function keyFrom(bytes: Uint8Array): MasterKey {
  const id = createHash("sha256").update("hesper master key id\0").update(bytes).digest("hex").slice(0, 16);
  return { id, bytes };
}

function keyFromText(text: string): MasterKey {
  return keyFrom(new Uint8Array(Buffer.from(text, "base64")));
}

/** A new key, in Base64, that is nowhere yet. */
export function newMasterKeyText(random: Random): string {
  return Buffer.from(random.bytes(32)).toString("base64");
}

/** Where the next key waits until the database is wrapped with it. */
export function nextKeyFile(file: string): string {
  return `${file}.new`;
}

/** Reads the key file. @returns null when there is none. Throws `MasterKeyProblem` when it cannot be trusted. */
export function readMasterKey(file: string): MasterKey | null {
  const text = readKeyText(file);
  if (text === null) return null;
  if (!isMasterKeyText(text)) {
    throw new MasterKeyProblem(`The master key ${file} must hold 32 bytes in Base64. Restore it from your backup.`);
  }
  return keyFromText(text);
}

function readKeyText(file: string): string | null {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found) return null;
    if (process.platform !== "win32" && (found.mode & 0o077) !== 0) {
      throw new MasterKeyProblem(`The master key ${file} can be read by others. Run: chmod 600 ${file}`);
    }
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    // Between the look and the reading a rotation may have renamed it.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    if (error instanceof MasterKeyProblem) throw error;
    throw new MasterKeyProblem(`The master key ${file} cannot be read: ${(error as Error).message}.`);
  }
}

/** Where the key is, in words of a message. */
export function placeOfKey(source: MasterKeySource): string {
  return source.kind === "file" ? source.file : "the environment (HESPER_MASTER_KEY)";
}

/** Null: there is no file. Throws as `readMasterKey`. */
export function currentMasterKey(source: MasterKeySource): MasterKey | null {
  return source.kind === "file" ? readMasterKey(source.file) : keyFromText(source.key.reveal());
}

/** Null: there is none. Throws as `readMasterKey`. */
export function nextMasterKey(source: MasterKeySource): MasterKey | null {
  if (source.kind === "file") return readMasterKey(nextKeyFile(source.file));
  return source.next === null ? null : keyFromText(source.next.reveal());
}

/** The key of an id: the one in use, or the next one, which a rotation may just have put to use. Null: neither. */
export function findMasterKey(source: MasterKeySource, id: string): MasterKey | null {
  const current = currentMasterKey(source);
  if (current?.id === id) return current;
  const next = nextMasterKey(source);
  return next?.id === id ? next : null;
}

/** Makes the key file, mode 0600, on disk before anything is encrypted with it. Another process may win the race. */
export function createMasterKey(file: string, random: Random): MasterKey {
  const key = keyFromText(newMasterKeyText(random));
  try {
    writeMasterKey(file, key);
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const winner = readMasterKey(file);
    if (!winner) throw error;
    return winner;
  }
}

/** Puts a key in a file of its own, mode 0600, on disk. Throws where there is a file. */
export function writeMasterKey(file: string, { bytes }: MasterKey): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const handle = openSync(file, "wx", 0o600);
  try {
    writeSync(handle, `${Buffer.from(bytes).toString("base64")}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  syncFolder(dirname(file));
}
