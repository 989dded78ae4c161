// The file of the master key while it is replaced: the next key is on disk before the database needs it, then takes the
// place of the old one. All of it, reading first and then writing, is done while the data keys are locked.
import {
  closeSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { syncFolder } from "../security/folder.ts";
import {
  type MasterKey,
  MasterKeyProblem,
  newMasterKeyText,
  nextKeyFile,
  readMasterKey,
} from "../security/master-key.ts";
import type { Random } from "../security/random.ts";

/**
 * Makes the next key beside the one in use, or takes the one that is there. Before, it tries with the key in use that the
 * file can be replaced: a file that is mounted by itself cannot, and the next key would be lost with the container.
 */
export function writeNextKey(file: string, random: Random): MasterKey {
  try {
    if (lstatSync(file).isSymbolicLink()) throw new Error("it is a link; name the file itself");
    replaceFile(file, file, readFileSync(file, "utf8"));
    const next = nextKeyFile(file);
    if (readMasterKey(next) === null) replaceFile(next, file, `${newMasterKeyText(random)}\n`);
    const written = readMasterKey(next);
    if (written === null) throw new Error("it is not there after it was written");
    return written;
  } catch (error) {
    if (error instanceof MasterKeyProblem) throw error;
    throw new MasterKeyProblem(
      `The master key ${file} cannot be replaced: ${(error as Error).message}. Nothing was changed.`,
    );
  }
}

/** Puts the next key in the place of the one before, of which nothing is kept. */
export function finishReplacement(file: string): void {
  try {
    renameSync(nextKeyFile(file), file);
    syncFolder(dirname(file));
  } catch (error) {
    throw new MasterKeyProblem(
      `The master key in use is ${nextKeyFile(file)}. Rename it to ${file}, which failed: ${(error as Error).message}.`,
    );
  }
}

/** Whole or not at all, for whoever reads meanwhile and for a power cut. @param like the file whose owner it gets. */
function replaceFile(file: string, like: string, text: string): void {
  const draft = `${file}.tmp`;
  rmSync(draft, { force: true });
  const handle = openSync(draft, "wx", 0o600);
  try {
    const { uid, gid } = lstatSync(like);
    // Root may rotate the key of a server that is another user.
    if (process.platform !== "win32" && process.getuid?.() === 0) fchownSync(handle, uid, gid);
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  syncFolder(dirname(file));
}
