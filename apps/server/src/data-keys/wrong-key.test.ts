// A start with a wrong master key says so in one line and changes nothing: no byte of the database, of the data directory
// or of the key. The start used to migrate the database, and to make missing keys, before it looked at the key.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { openDatabase } from "../database/database.ts";
import { runHesper } from "../testing/command-line.ts";
import { TestServer } from "../testing/harness.ts";
import { found } from "../testing/people.ts";

// The programs that are started hash as in production.
vi.unmock("@node-rs/argon2");

const server = new TestServer();
const keyFile = join(server.dataDir, "master.key");
const other = Buffer.alloc(32, 9).toString("base64");
let right = "";
beforeAll(async () => {
  await server.start();
  await found(server);
  await server.hesper.close();
  right = readFileSync(keyFile, "utf8");
});
afterAll(() => server.stop());
beforeEach(() => {
  for (const name of [keyFile, `${keyFile}.new`]) rmSync(name, { recursive: true, force: true });
  put(right);
});

function put(content: string, mode = 0o600, file = keyFile): void {
  writeFileSync(file, content);
  chmodSync(file, mode);
}

/** Every file of the data directory: its mode and its bytes. */
function bytesOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .sort()
      .map((name) => {
        const { mode, mtimeMs } = statSync(join(folder, name));
        const isFile = statSync(join(folder, name)).isFile();
        return [name, `${mode} ${mtimeMs} ${isFile ? readFileSync(join(folder, name), "latin1") : ""}`];
      }),
  );
}

function makeFolder(): void {
  rmSync(keyFile);
  mkdirSync(keyFile, 0o700);
}

interface Wrong {
  readonly spoil: () => unknown;
  readonly says: RegExp;
  readonly environment?: Record<string, string>;
}

const wrong: [string, Wrong][] = [
  ["another key", { spoil: () => put(`${other}\n`), says: /not the one this database was made with/ }],
  [
    "another key, and another next one",
    { spoil: () => [keyFile, `${keyFile}.new`].map((file) => put(other, 0o600, file)), says: /not the one/ },
  ],
  ["a key of the wrong size", { spoil: () => put(right.slice(4)), says: /must hold 32 bytes in Base64/ }],
  ["an empty key", { spoil: () => put(""), says: /must hold 32 bytes in Base64/ }],
  ["a key that others can read", { spoil: () => put(right, 0o644), says: /can be read by others. Run: chmod 600/ }],
  ["a key that cannot be read", { spoil: makeFolder, says: /cannot be read/ }],
  ["no key", { spoil: () => rmSync(keyFile), says: /is missing. Restore it/ }],
  [
    "another key in the environment",
    { spoil: () => {}, environment: { HESPER_MASTER_KEY: other }, says: /not the one this database was made with/ },
  ],
];

describe.each(wrong)("with %s", (_, { spoil, says, environment = {} }) => {
  const start = () => new TestServer({ HESPER_DATA_DIR: server.dataDir, ...environment }).start();

  it("the server does not start, and nothing is changed", async () => {
    spoil();
    const before = bytesOf(server.dataDir);
    await expect(start()).rejects.toThrow(says);
    expect(bytesOf(server.dataDir)).toEqual(before);
  });

  it("a database of an older version is not migrated", async () => {
    const db = await openDatabase(server.config());
    const newest = sql<{ name: string; timestamp: string }>`select * from kysely_migration order by name desc limit 1`;
    const [migration] = (await newest.execute(db)).rows;
    await sql`delete from kysely_migration where name = ${migration?.name}`.execute(db);
    await db.destroy();
    spoil();
    const before = bytesOf(server.dataDir);
    await expect(start()).rejects.toThrow(says);
    expect(bytesOf(server.dataDir)).toEqual(before);
    const restore = sql`insert into kysely_migration values (${migration?.name}, ${migration?.timestamp})`;
    await (await openDatabase(server.config(), { check: async (old) => void (await restore.execute(old)) })).destroy();
  });
});

it("a key is missing of one purpose, and the master key is another: none is made", async () => {
  const db = await openDatabase(server.config());
  const row = await db
    .selectFrom("data_keys")
    .selectAll()
    .where("purpose", "=", "audit_signing")
    .executeTakeFirstOrThrow();
  await db.deleteFrom("data_keys").where("id", "=", row.id).execute();
  await db.destroy();
  put(other);
  const before = bytesOf(server.dataDir);
  await expect(new TestServer({ HESPER_DATA_DIR: server.dataDir }).start()).rejects.toThrow(/not the one/);
  expect(bytesOf(server.dataDir)).toEqual(before);
  const again = await openDatabase(server.config());
  await again.insertInto("data_keys").values(row).execute();
  await again.destroy();
});

it("where there is no database yet, none is made beside a key that is no key", async () => {
  const bad = join(server.dataDir, "bad.key");
  put("hello", 0o600, bad);
  const dataDir = join(server.dataDir, "fresh");
  const one = new TestServer({ HESPER_DATA_DIR: dataDir, HESPER_MASTER_KEY_FILE: bad });
  await expect(one.start()).rejects.toThrow(/must hold 32 bytes/);
  expect(existsSync(dataDir)).toBe(false);
  rmSync(bad);
});

it("the program says so in one line, with exit status 1; the command for the rotation too", async () => {
  put(other);
  const before = bytesOf(server.dataDir);
  const environment = { HESPER_DATA_DIR: server.dataDir, HESPER_PORT: "0", NODE_NO_WARNINGS: "1" };
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [join(import.meta.dirname, "../main.ts")], { env });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  const line = /^hesper: The master key is not the one this database was made with\. .*\n$/;
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(line);
  const rotated = runHesper(server.environment, ["master-key", "rotate"]);
  expect([rotated.status, rotated.stdout]).toEqual([1, ""]);
  expect(rotated.stderr).toMatch(line);
  expect(bytesOf(server.dataDir)).toEqual(before);
});
