// Servers as processes of their own, as in production; the test moves their clock by way of a file in the data directory.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { compileCache } from "./compile-cache.ts";

export interface ServerProcess {
  readonly child: ChildProcess;
  /** Where it listens. */
  readonly address: string;
  /** For the set-up link; null when the set-up is closed. */
  readonly token: string | null;
}

function clockFileOf(dataDir: string): string {
  return join(dataDir, "clock");
}

/** Sets the clock of every server on the data directory. */
export function setProcessClock(dataDir: string, nowMs: number): void {
  const file = clockFileOf(dataDir);
  // Renamed into place: a server must never read half a number.
  writeFileSync(`${file}.new`, String(nowMs));
  renameSync(`${file}.new`, file);
}

/** For a server of a test that hashes by the hundred, and does not put the real Argon2 back. */
export const quickArgon2 = {
  NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, "quick-argon2-in-process.ts")).href}`,
};

/** Starts a server, whose clock must be set. @returns when it listens. */
export async function startProcess(dataDir: string, environment: Record<string, string> = {}): Promise<ServerProcess> {
  const own = { HESPER_DATA_DIR: dataDir, HESPER_TEST_CLOCK_FILE: clockFileOf(dataDir), ...environment };
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "crash-server.ts")],
    { env: { ...process.env, ...compileCache, ...own }, stdio: ["ignore", "pipe", "inherit"] },
  );
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return { child, ...(JSON.parse(line) as Pick<ServerProcess, "address" | "token">) };
}

/** As when the power is cut. @returns when it is gone. */
export async function killProcess({ child }: ServerProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
