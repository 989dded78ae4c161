// Where the tests put databases that they throw away: in memory where there is room, since each commit else waits for the disk.
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const memory = "/dev/shm";
/** The `f_type` of a tmpfs (statfs(2)). */
const tmpfs = 0x0102_1994;
/** Containers often have 64 MiB there. */
const neededBytes = 4 * 1024 ** 3;
const prefix = "hesper-tests-";

function isRoomy(folder: string): boolean {
  try {
    const { type, bavail, bsize } = statfsSync(folder);
    return type === tmpfs && bavail * bsize >= neededBytes;
  } catch {
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Of runs that were killed: memory is too dear to be left full. */
function removeLeftOvers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

/** @returns a folder that is gone when this process is. */
export function makeTestFolder(): string {
  const parent = isRoomy(memory) ? memory : tmpdir();
  removeLeftOvers(parent);
  const folder = mkdtempSync(join(parent, `${prefix}${process.pid}-`));
  // PostgreSQL runs as another user, and has its data inside.
  chmodSync(folder, 0o711);
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(1));
  return folder;
}
