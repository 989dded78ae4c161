// The master key: 32 bytes in a file that only the server's user may read. It wraps the data keys.
import { createHash } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Random } from "./random.ts";

export interface MasterKey {
  /** Names the key without telling anything of it. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** The key cannot be used; the message says what to do. */
export class MasterKeyProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MasterKeyProblem";
  }
}

/** The key of 32 bytes, wherever they come from. */
export function keyFrom(bytes: Uint8Array): MasterKey {
  const id = createHash("sha256").update("hesper master key id\0").update(bytes).digest("hex").slice(0, 16);
  return { id, bytes };
}

/** Reads the key file. @returns null when there is none. Throws `MasterKeyProblem` when it cannot be trusted. */
export function readMasterKey(file: string): MasterKey | null {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return null;
  if (process.platform !== "win32" && (found.mode & 0o077) !== 0) {
    throw new MasterKeyProblem(`The master key ${file} can be read by others. Run: chmod 600 ${file}`);
  }
  const text = readFileSync(file, "utf8").trim();
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) {
    throw new MasterKeyProblem(`The master key ${file} must hold 32 bytes in Base64. Restore it from your backup.`);
  }
  return keyFrom(new Uint8Array(Buffer.from(text, "base64")));
}

/** Makes the key file, mode 0600, on disk before anything is encrypted with it. Another process may win the race. */
export function createMasterKey(file: string, random: Random): MasterKey {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const bytes = random.bytes(32);
  let handle: number;
  try {
    handle = openSync(file, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const winner = readMasterKey(file);
    if (!winner) throw error;
    return winner;
  }
  try {
    writeSync(handle, `${Buffer.from(bytes).toString("base64")}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return keyFrom(bytes);
}

/** Puts a key that was kept elsewhere in its file, mode 0600, on disk. Throws where there is a file. */
export function writeMasterKey(file: string, { bytes }: MasterKey): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const handle = openSync(file, "wx", 0o600);
  try {
    writeSync(handle, `${Buffer.from(bytes).toString("base64")}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
