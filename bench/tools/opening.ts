// What every program of the bench stands on: a folder, databases, processes; all gone at the end, however that comes.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ensureConsole } from "../../scripts/ensure-console.ts";
import { ensureServer } from "../../scripts/ensure-programs.ts";
import type { Bench } from "../scenario.ts";
import { Databases } from "./databases.ts";
import { stopForGood } from "./processes.ts";

interface Wanted extends Pick<Bench, "isQuick" | "seconds"> {
  /** The folder where large installations stay for another time. */
  readonly keep: string | undefined;
}

export async function withBench({ keep, ...wanted }: Wanted, work: (bench: Bench) => Promise<void>): Promise<void> {
  await ensureConsole();
  await ensureServer();
  const folder = mkdtempSync(join(tmpdir(), "hesper-bench-"));
  const kept = keep === undefined ? null : resolve(keep);
  if (kept !== null) mkdirSync(kept, { recursive: true, mode: 0o711 });
  const databases = new Databases(kept);
  const cleanUp = async () => {
    await stopForGood();
    await databases.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void cleanUp().finally(() => process.exit(1)));
  }
  try {
    await work({
      ...wanted,
      folder,
      kept,
      makeDatabase: (name) => databases.make(kept === null ? undefined : name),
      say: (text) => void process.stderr.write(`${text}\n`),
    });
  } finally {
    await cleanUp();
  }
}
