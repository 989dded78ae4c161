// The `hesper` command, run as a program of its own on the data directory of a test.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { compileCache } from "./compile-cache.ts";

const program = join(import.meta.dirname, "../../bin/hesper.mjs");

export interface CommandResult {
  /** Exit status. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param environment where the installation is: see `TestServer`. */
export function runHesper(
  environment: Record<string, string>,
  args: readonly string[],
  { input = "" }: { input?: string } = {},
): CommandResult {
  const env = { ...process.env, ...compileCache, ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { env, input, encoding: "utf8" });
  return { status, stdout, stderr };
}
