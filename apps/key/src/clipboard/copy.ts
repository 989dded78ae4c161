// Copies a secret, and leaves a process behind that clears the clipboard after a while.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { type Command, InvalidArgumentError } from "commander";
import { programFile } from "../program.ts";
import { findClipboard } from "./programs.ts";
import { copy } from "./run.ts";

const usualSeconds = 20;
const mostSeconds = 300;

export interface CopyOptions {
  readonly clearAfter: number;
}

export function withCopyOptions(command: Command): Command {
  return command.option(
    "--clear-after <seconds>",
    `when the clipboard is cleared, 1 to ${mostSeconds}`,
    readSeconds,
    usualSeconds,
  );
}

function readSeconds(text: string): number {
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > mostSeconds) throw new InvalidArgumentError(`Give 1 to ${mostSeconds} seconds.`);
  return seconds;
}

/** What the process that clears is told, through its standard input. */
export interface Clearing {
  /** SHA-256 of what was copied: something else that was copied meanwhile is left alone. */
  readonly hash: string;
  readonly seconds: number;
}

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Throws `Failure` where there is no clipboard. */
export async function copyForAWhile(text: string, { clearAfter: seconds }: CopyOptions): Promise<void> {
  await copy(findClipboard(), text);
  const program = programFile("clipboard/clear-process");
  const child = spawn(process.execPath, [program], {
    detached: true,
    windowsHide: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const clearing: Clearing = { hash: hashOf(text), seconds };
  await new Promise<void>((resolve, reject) => {
    child.on("error", reject);
    child.stdin.end(JSON.stringify(clearing), () => resolve());
  });
  child.unref();
}

export function clearWords(what: string, { clearAfter }: CopyOptions): string {
  return `Copied: ${what}. The clipboard is cleared in ${clearAfter} seconds.`;
}
