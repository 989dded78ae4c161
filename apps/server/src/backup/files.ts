// Files that are there whole or not at all: written beside their place, on disk, then put there. Nothing is overwritten.
import { existsSync, linkSync, renameSync, rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "../security/folder.ts";
import { BackupProblem } from "./problem.ts";

/** Throws `BackupProblem` where something is there. */
export function refuseExisting(file: string): void {
  if (existsSync(file)) throw new BackupProblem(`${file} exists already, and nothing is overwritten.`);
}

/** Puts a finished file in its place. Throws `BackupProblem` where something is there. */
export function putInPlace(from: string, to: string): void {
  try {
    // Unlike renaming, this fails where somebody has made the file meanwhile.
    linkSync(from, to);
    rmSync(from);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") refuseExisting(to);
    // A disk that knows no links.
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS") throw error;
    refuseExisting(to);
    renameSync(from, to);
  }
  syncFolder(dirname(to));
}

/** Even where the process ends in the middle. @returns ends the promise. */
export function removeAtExit(files: readonly string[]): () => void {
  const remove = () => {
    for (const file of files) rmSync(file, { force: true });
  };
  process.once("exit", remove);
  return () => process.off("exit", remove);
}

/** A file while it is written, beside its place, for its owner only. */
export class PartialFile {
  readonly #file: string;
  readonly #partial: string;
  readonly #handle: FileHandle;
  readonly #keep: () => void;

  private constructor(file: string, partial: string, handle: FileHandle) {
    this.#file = file;
    this.#partial = partial;
    this.#handle = handle;
    this.#keep = removeAtExit([partial]);
  }

  static async create(file: string): Promise<PartialFile> {
    refuseExisting(file);
    const partial = `${file}.partial`;
    // Of one that was killed.
    rmSync(partial, { force: true });
    return new PartialFile(file, partial, await open(partial, "wx", 0o600));
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#handle.writeFile(bytes);
  }

  /** Until it is all on disk. */
  async finish(): Promise<void> {
    await this.#handle.sync();
    await this.#handle.close();
  }

  putInPlace(): void {
    putInPlace(this.#partial, this.#file);
    this.#keep();
  }

  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {});
    rmSync(this.#partial, { force: true });
    this.#keep();
  }
}

/** What the operating system says of a file or a disk, in one line. */
export function fileReason(error: unknown): string | null {
  const { code, message } = error as NodeJS.ErrnoException;
  return typeof code === "string" && /^E[A-Z0-9]+$/.test(code) ? (message.split("\n")[0] ?? code) : null;
}
