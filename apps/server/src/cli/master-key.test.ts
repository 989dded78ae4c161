// `hesper master-key`, as a program of its own, beside a server that runs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { runHesper } from "../testing/command-line.ts";
import { TestServer } from "../testing/harness.ts";
import { found, type Member } from "../testing/people.ts";
import { openAllSecrets, plantSecrets, rotationOf, valueKeys } from "../testing/rotation.ts";

// The programs that are started hash as in production.
vi.unmock("@node-rs/argon2");

const server = new TestServer();
let admin: Member;
beforeAll(async () => {
  await server.start();
  admin = await found(server);
});
afterAll(() => server.stop());
const keyFile = () => join(server.dataDir, "master.key");

function masterKey(command: string, environment: Record<string, string> = {}) {
  return runHesper({ ...server.environment, ...environment }, ["master-key", command]);
}

it("prepare makes the next key without using it, rotate takes it, with its progress in lines", async () => {
  const old = readFileSync(keyFile(), "utf8");
  const prepared = masterKey("prepare");
  expect([prepared.status, prepared.stderr]).toEqual([0, ""]);
  expect(prepared.stdout).toContain(`The next master key is ${keyFile()}.new. Copy it to every server`);
  const next = readFileSync(`${keyFile()}.new`, "utf8");
  expect(readFileSync(keyFile(), "utf8")).toBe(old);
  await admin.logIn();

  await plantSecrets(server, 120);
  const { status, stdout, stderr } = masterKey("rotate");
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^The master key is replaced; the id of the new one is [0-9a-f]{16}\.\n/);
  expect(stdout).toContain("\n50 of 121 secrets encrypted anew\n");
  expect(stdout).toContain("\nFinished: 121 secrets were encrypted anew. The keys before are gone.\n");
  expect(stdout).toContain(`Back up ${keyFile()} now.`);
  for (const key of [old, next]) expect(stdout).not.toContain(key.trim());
  expect(readFileSync(keyFile(), "utf8")).toBe(next);
  await admin.logIn();
});

it("rotate stops when it is asked to, says so, and goes on when it is run again", async () => {
  const planted = await plantSecrets(server, 2000);
  const args = [join(import.meta.dirname, "../../bin/hesper.mjs"), "master-key", "rotate"];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...server.environment } });
  const said = [text(child.stdout), text(child.stderr)];
  const gone = once(child, "exit");
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  expect(await gone).toEqual([1, null]);
  const [, stderr] = await Promise.all(said);
  expect(stderr).toBe("hesper: Stopped. Nothing is lost: run it again, and it goes on where it stopped.\n");
  expect((await valueKeys(server.hesper.db)).known).toHaveLength(2);
  const opened = await openAllSecrets(server.hesper.db, (await rotationOf(server)).keyring);
  for (const [id, secret] of planted) expect(opened.get(id)).toEqual(secret);
  const again = masterKey("rotate");
  expect([again.status, again.stderr]).toEqual([0, ""]);
  expect(again.stdout).toContain("A rotation was not finished; it goes on.");
  expect((await valueKeys(server.hesper.db)).known).toHaveLength(1);
});

it("with the key in the environment, prepare prints one and rotate needs it there", async () => {
  const HESPER_MASTER_KEY = readFileSync(keyFile(), "utf8").trim();
  const without = masterKey("rotate", { HESPER_MASTER_KEY });
  expect([without.status, without.stdout]).toEqual([1, ""]);
  expect(without.stderr).toMatch(/^hesper: The master key is in the environment: set HESPER_MASTER_KEY_NEXT .*\n$/);
  const { stdout } = masterKey("prepare", { HESPER_MASTER_KEY });
  expect(stdout).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
  const HESPER_MASTER_KEY_NEXT = stdout.trim();
  const rotated = masterKey("rotate", { HESPER_MASTER_KEY, HESPER_MASTER_KEY_NEXT });
  expect(rotated.status).toBe(0);
  expect(rotated.stdout).toContain("Now make HESPER_MASTER_KEY_NEXT the HESPER_MASTER_KEY of every server.");
});

it("names a secret that does not open, and whose it is", async () => {
  const one = new TestServer();
  await one.start();
  const [spoilt] = (await plantSecrets(one, 1)).keys();
  await one.hesper.db.updateTable("authenticators").set({ secret: "v1.x.y" }).execute();
  const { status, stderr } = runHesper(one.environment, ["master-key", "rotate"]);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    new RegExp(`^hesper: 1 secret does not open .*: authenticators ${spoilt} of .*@example.org\\.`),
  );
  await one.stop();
});

it("makes no database where there is none", () => {
  const dataDir = join(server.dataDir, "elsewhere");
  const { status, stderr } = runHesper({ HESPER_DATA_DIR: dataDir }, ["master-key", "rotate"]);
  expect([status, stderr]).toEqual([1, `hesper: There is no database in ${dataDir}. Set HESPER_DATA_DIR.\n`]);
  expect(existsSync(dataDir)).toBe(false);
});
