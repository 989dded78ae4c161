// Threads that hash give way to the one that answers: what the kernel says of each thread of a server.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { freePort } from "../testing/free-port.ts";

/** How nice each thread is, by its name (proc_pid_stat(5), field 19). */
function nicenessOf(pid: number): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [, name = "", rest = ""] =
      /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8")) ?? [];
    found.set(name, (found.get(name) ?? new Set()).add(Number(rest.split(" ")[16])));
  }
  return found;
}

it.skipIf(process.platform !== "linux")(
  "only those that hash are below the others",
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "hesper-giving-way-"));
    const environment = { ...process.env, HESPER_DATA_DIR: dataDir, HESPER_PORT: String(await freePort()) };
    const program = join(import.meta.dirname, "../../bin/server.mjs");
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program], {
      env: environment,
      stdio: "ignore",
    });
    try {
      const own = nicenessOf(process.pid).get("node-MainThread") ?? new Set([0]);
      const workers = () => nicenessOf(child.pid ?? 0).get("libuv-worker");
      await expect.poll(workers, { timeout: 30_000 }).toEqual(new Set([10]));
      const { "libuv-worker": _, ...others } = Object.fromEntries(nicenessOf(child.pid ?? 0));
      expect(Object.keys(others).length).toBeGreaterThan(0);
      for (const niceness of Object.values(others)) expect(niceness).toEqual(own);
    } finally {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
  60_000,
);
