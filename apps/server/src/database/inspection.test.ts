// A database file that is lost, damaged or newer: said in one line by the server and by every command, and nothing is touched.
import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type CommandResult, runHesper } from "../testing/command-line.ts";
import { compileCache } from "../testing/compile-cache.ts";
import { ada, TestServer } from "../testing/harness.ts";
import { inspectDatabase } from "./inspection.ts";

// The programs that are started hash as in production.
vi.unmock("@node-rs/argon2");

const folder = mkdtempSync(join(tmpdir(), "hesper-damage-"));
/** As they are when the server was stopped, and when it was killed. */
const stopped = join(folder, "stopped");
const killed = join(folder, "killed");

beforeAll(async () => {
  const server = new TestServer();
  await server.start();
  await server.setUp();
  await sql`create table filling (id integer primary key, text text) strict`.execute(server.hesper.db);
  await sql`
    insert into filling (text)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000) select printf('%0200d', i) from n`.execute(
    server.hesper.db,
  );
  await sql`pragma wal_checkpoint(truncate)`.execute(server.hesper.db);
  await server.change("trustedBrowserDays", 7);
  cpSync(server.dataDir, killed, { recursive: true });
  await server.hesper.close();
  cpSync(server.dataDir, stopped, { recursive: true });
  rmSync(server.dataDir, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let copies = 0;

/** @returns a copy of the data directory that the test may damage. */
function copyOf(dataDir: string): string {
  copies += 1;
  const copy = join(folder, `copy-${copies}`);
  cpSync(dataDir, copy, { recursive: true });
  return copy;
}

function fileIn(dataDir: string): string {
  return join(dataDir, "hesper.sqlite");
}

function overwrite(file: string, bytes: Uint8Array, at: number): void {
  const handle = openSync(file, "r+");
  writeSync(handle, bytes, 0, bytes.length, at);
  closeSync(handle);
}

const pageBytes = 4096;

/** Half of a page is of another time, as when the power fails while the disk writes. */
function tearPage(dataDir: string, table: string): void {
  const database = new DatabaseSync(fileIn(dataDir), { readOnly: true });
  const { rootpage } = database.prepare("select rootpage from sqlite_schema where name = ?").get(table) as {
    rootpage: number;
  };
  database.close();
  overwrite(fileIn(dataDir), randomBytes(pageBytes / 2), (rootpage - 1) * pageBytes);
}

/** Names and contents. The index of what was written ahead is not kept: SQLite makes it anew. */
function contentsOf(dataDir: string): Record<string, string> {
  const names = readdirSync(dataDir).filter((name) => !name.endsWith("-shm"));
  const hash = (name: string) => createHash("sha256").update(readFileSync(join(dataDir, name)));
  return Object.fromEntries(names.map((name) => [name, hash(name).digest("hex")]));
}

function startServer(dataDir: string): CommandResult {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../../bin/server.mjs")],
    // A server that starts after all is ended, and has then no exit status.
    {
      env: { ...process.env, ...compileCache, HESPER_DATA_DIR: dataDir, HESPER_PORT: "0" },
      encoding: "utf8",
      timeout: 50_000,
    },
  );
  return { status, stdout, stderr };
}

const ways: [string, (dataDir: string) => CommandResult][] = [
  ["the server", startServer],
  ["hesper sessions end", (dataDir) => runHesper({ HESPER_DATA_DIR: dataDir }, ["sessions", "end", "--everybody"])],
];

function expectRefused(dataDir: string, run: (dataDir: string) => CommandResult, line: RegExp): void {
  const before = contentsOf(dataDir);
  const { status, stdout, stderr } = run(dataDir);
  expect(stderr.split("\n")).toEqual([expect.stringMatching(line), ""]);
  expect(stderr).toMatch(/^hesper: /);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(contentsOf(dataDir)).toEqual(before);
}

const damages: { name: string; from?: string; damage: (dataDir: string) => void; line: RegExp }[] = [
  {
    name: "cut to half",
    damage: (dataDir) => truncateSync(fileIn(dataDir), Math.floor(statSync(fileIn(dataDir)).size / 2)),
    line: /The database \S+hesper\.sqlite is damaged \(it is cut off: \d+ bytes of \d+ are there\)\. Restore it from a backup\.$/,
  },
  {
    name: "cut to less than a header",
    damage: (dataDir) => truncateSync(fileIn(dataDir), 50),
    line: /is damaged \(.*\)\. Restore it from a backup\.$/,
  },
  {
    name: "overwritten at its beginning",
    damage: (dataDir) => overwrite(fileIn(dataDir), randomBytes(100), 0),
    line: /is not a database: it does not begin as one\. Restore it from a backup\.$/,
  },
  {
    name: "overwritten in its header",
    damage: (dataDir) => overwrite(fileIn(dataDir), Buffer.alloc(84, 0xa5), 16),
    line: /is damaged \(its header makes no sense\)\. Restore it from a backup\.$/,
  },
  {
    name: "torn in the page that lists the tables",
    damage: (dataDir) => overwrite(fileIn(dataDir), randomBytes(pageBytes - 100), 100),
    line: /is damaged \(.*\)\. Restore it from a backup\.$/,
  },
  {
    name: "torn in a page",
    damage: (dataDir) => tearPage(dataDir, "filling"),
    line: /is damaged \(.*\)\. Restore it from a backup\.$/,
  },
  {
    name: "torn in a page, of a server that was killed",
    from: "killed",
    damage: (dataDir) => tearPage(dataDir, "filling"),
    line: /is damaged \(.*\)\. Restore it from a backup\.$/,
  },
  {
    name: "cut to half, of a server that was killed",
    from: "killed",
    damage: (dataDir) => truncateSync(fileIn(dataDir), Math.floor(statSync(fileIn(dataDir)).size / 2)),
    line: /is damaged \(.*\)\. Restore it from a backup\.$/,
  },
  {
    name: "a text",
    damage: (dataDir) => writeFileSync(fileIn(dataDir), "Dear Ada,\nhere is the file.\n"),
    line: /is not a database: it does not begin as one\. Restore it from a backup\.$/,
  },
  {
    name: "empty beside its master key",
    damage: (dataDir) => truncateSync(fileIn(dataDir), 0),
    line: /is empty, but \S+master\.key is there\. Restore the database from a backup; to begin anew instead, move what is left away\.$/,
  },
  {
    name: "newer than the program",
    damage: (dataDir) => {
      const database = new DatabaseSync(fileIn(dataDir));
      database.exec("insert into kysely_migration (name, timestamp) values ('0999-a-later-one', '2099-01-01')");
      database.close();
    },
    line: /used by a newer version of Hesper: it has 0999-a-later-one, which this version does not know\. Start the newer version again, or restore a backup from before it\.$/,
  },
];

/** The first damage by each, the others by turns: starting a program takes long. */
const tried = damages.map((one, at) => ({ ...one, by: at === 0 ? ways : ways.slice(at % 2, (at % 2) + 1) }));

describe.each(tried)("a database that is $name", ({ from, damage, line, by }) => {
  it.each(by)("is refused by %s in one line, and nothing is touched (V16.5.2, V16.5.3)", (_, run) => {
    const dataDir = copyOf(from === "killed" ? killed : stopped);
    damage(dataDir);
    expectRefused(dataDir, run, line);
  });
});

describe("a database that is missing", () => {
  it.each(ways)("beside its master key is not replaced by %s", (_, run) => {
    const dataDir = copyOf(stopped);
    rmSync(fileIn(dataDir));
    expectRefused(dataDir, run, /hesper\.sqlite is missing, but \S+master\.key is there\./);
  });

  it("beside what was written ahead is not replaced: it would be lost", () => {
    const dataDir = copyOf(killed);
    rmSync(fileIn(dataDir));
    rmSync(join(dataDir, "master.key"));
    expectRefused(dataDir, startServer, /hesper\.sqlite is missing, but \S+hesper\.sqlite-wal is there\./);
  });

  it("is made where the master key was prepared elsewhere, and where there is nothing at all", () => {
    const keyFolder = join(folder, "prepared");
    mkdirSync(keyFolder);
    cpSync(join(stopped, "master.key"), join(keyFolder, "key"));
    const create = ["admin", "create", "--email", "grace@example.org", "--name", "Grace Hopper", "--password-stdin"];
    const input = "nanoseconds in a coil of wire\n";
    const environment = { HESPER_MASTER_KEY_FILE: join(keyFolder, "key") };
    expect(runHesper({ HESPER_DATA_DIR: join(folder, "new-1"), ...environment }, create, { input }).status).toBe(0);
    expect(runHesper({ HESPER_DATA_DIR: join(folder, "new-2") }, create, { input }).status).toBe(0);
  });
});

it("a server that was killed is not refused: what was written ahead is read again", () => {
  const { status, stderr } = runHesper({ HESPER_DATA_DIR: copyOf(killed) }, ["sessions", "end", "--everybody"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

// In a large file the page is met only by the request that reads it.
it("a page torn in a large file: requests that read it are refused with 503, and the log says what to do (V16.5.2)", async () => {
  const server = new TestServer();
  await server.start();
  await server.setUp();
  await sql`create table filling (bytes blob) strict`.execute(server.hesper.db);
  await sql`insert into filling values (zeroblob(${65 * 1024 * 1024}))`.execute(server.hesper.db);
  await server.hesper.close();
  tearPage(server.dataDir, "passwords");
  const again = new TestServer({ HESPER_DATA_DIR: server.dataDir });
  await again.start();
  const answer = await again.browser().post("/login", { email: ada.email, password: ada.password });
  expect(answer.status).toBe(503);
  expect(answer.body.code).toBe("overloaded");
  const lines = again.logs.filter((line) => line.includes("The database is damaged."));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("Stop the server and restore the database from a backup.");
  expect((await again.hesper.app.inject({ url: "/healthz" })).statusCode).toBe(200);
  await again.hesper.close();
  rmSync(server.dataDir, { recursive: true });
});

/** Writes, and closes again and again, so that what was written ahead moves into the file. Said on its output: that it has begun. */
const writer = `
  const { DatabaseSync } = require("node:sqlite");
  for (let at = 0; ; at += 1) {
    const database = new DatabaseSync(process.argv[1], { timeout: 5000 });
    database.exec("pragma synchronous = off; insert into filling (text) values (printf('%09000d', " + at + "))");
    database.close();
    if (at === 0) console.log("begun");
  }`;

it("a database that another process writes to meanwhile is not taken for a damaged one", async () => {
  const file = fileIn(copyOf(stopped));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "--eval", writer, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await once(child.stdout, "data");
    const sizeBefore = statSync(file).size;
    for (let at = 0; at < 100; at += 1) inspectDatabase(file);
    expect(statSync(file).size).toBeGreaterThan(sizeBefore);
  } finally {
    child.kill("SIGKILL");
  }
});
