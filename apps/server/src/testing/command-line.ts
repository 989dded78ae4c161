// The `hesper` command, run as a program of its own on the data directory of a test.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const program = join(import.meta.dirname, "../../bin/hesper.mjs");

export interface CommandResult {
  /** Exit status. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runHesper(
  dataDir: string,
  args: readonly string[],
  { input = "", environment = {} }: { input?: string; environment?: Record<string, string> } = {},
): CommandResult {
  const env = { ...process.env, HESPER_DATA_DIR: dataDir, ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { env, input, encoding: "utf8" });
  return { status, stdout, stderr };
}
