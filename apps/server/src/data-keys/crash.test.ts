// The command is killed, as when the power is cut, at whatever moment of a rotation: the server starts, every secret
// opens, and the command, run again, finishes what was begun.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it, vi } from "vitest";
import { openDatabase } from "../database/database.ts";
import { systemRandom } from "../security/random.ts";
import { runHesper } from "../testing/command-line.ts";
import { compileCache } from "../testing/compile-cache.ts";
import { TestServer } from "../testing/harness.ts";
import { openAllSecrets, plantSecrets, rotationOf, valueKeys } from "../testing/rotation.ts";

// The programs that are started hash as in production.
vi.unmock("@node-rs/argon2");

const kills = 16;
const secrets = 600;
// Two databases, whose commands are killed beside each other.
const servers = [new TestServer(), new TestServer()];
const children = new Set<ChildProcess>();
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await Promise.all(servers.map((server) => server.stop()));
});

/** The program itself: what `npx hesper` starts would outlive its being killed. */
function start({ environment }: TestServer): ChildProcess {
  const program = join(import.meta.dirname, "../cli/main.ts");
  const args = ["--disable-warning=ExperimentalWarning", program, "master-key", "rotate"];
  const env = { ...process.env, ...compileCache, ...environment };
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  children.add(child);
  return child;
}

/** When a command began to speak, and when it had ended, in milliseconds after its start: the aim of the next ones. */
const lasted = { untilFirstLine: 1000, untilEnd: 1500 };

/**
 * Kills at a random moment: by turns about the time of the switch, after which the first line is written; right after
 * that line; and, twice, between it and the end.
 */
async function rotateAndKill(server: TestServer, turn: number): Promise<boolean> {
  const child = start(server);
  const gone = once(child, "exit");
  const startedAt = performance.now();
  const random = (systemRandom.bytes(1)[0] ?? 0) / 255;
  const speaks = once(child.stdout as NodeJS.EventEmitter, "data").then(() => {
    lasted.untilFirstLine = performance.now() - startedAt;
  });
  if (turn % 4 === 0) await Promise.race([gone, sleep(lasted.untilFirstLine * (0.8 + 0.3 * random))]);
  else await Promise.race([gone, speaks]);
  if (turn % 4 > 1) await Promise.race([gone, sleep(Math.max(50, lasted.untilEnd - lasted.untilFirstLine) * random)]);
  child.kill("SIGKILL");
  await gone;
  children.delete(child);
  if (child.signalCode === "SIGKILL") return true;
  lasted.untilEnd = performance.now() - startedAt;
  return false;
}

async function check(server: TestServer, planted: ReadonlyMap<unknown, Uint8Array>): Promise<void> {
  const hesper = await server.start();
  const { keyring } = await rotationOf(server, hesper.db);
  const opened = await openAllSecrets(hesper.db, keyring);
  expect(opened.size).toBe(planted.size);
  for (const [id, secret] of opened) expect(secret).toEqual(planted.get(id));
  await hesper.close();
}

it("is healed after kill -9 at any moment, and finishes when it is run again (V2.3.3, V11.2.2)", async () => {
  await Promise.all(
    servers.map(async (server) => {
      const hesper = await server.start();
      const planted = await plantSecrets(server, secrets);
      await hesper.close();
      let killed = 0;
      for (let turn = 0; killed < kills / servers.length; turn += 1) {
        if (await rotateAndKill(server, turn)) killed += 1;
        await check(server, planted);
      }
      const { status, stdout, stderr } = runHesper(server.environment, ["master-key", "rotate"]);
      expect([status, stderr]).toEqual([0, ""]);
      expect(stdout).toContain("Finished:");
      await check(server, planted);
      const db = await openDatabase(server.config());
      const { known, named } = await valueKeys(db);
      await db.destroy();
      expect(named).toEqual(known);
      expect(known).toHaveLength(1);
      expect(existsSync(join(server.dataDir, "master.key.new"))).toBe(false);
    }),
  );
}, 120_000);
