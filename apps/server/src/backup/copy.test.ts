// `hesper database copy`: every table arrives as it was, in either database; what fails leaves the target empty.
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { inTransaction, openDatabase } from "../database/database.ts";
import { checkTable, describeTables, readPages, Summing } from "../database/dump.ts";
import { readMasterKey } from "../security/master-key.ts";
import { findingsOf } from "../testing/audit.ts";
import { runHesper } from "../testing/command-line.ts";
import { contentsOf } from "../testing/contents.ts";
import { onPostgres } from "../testing/engine.ts";
import { edith, expectStatus, TestServer } from "../testing/harness.ts";
import { type Installation, makeInstallation } from "../testing/installation.ts";
import { copyDatabase } from "./copy.ts";
import { refuseFilledPlace } from "./target.ts";

// The programs that are started hash as in production.
vi.unmock("@node-rs/argon2");

const server = new TestServer();
/** An empty database of the engine that is tested. */
const target = new TestServer({}, server.clock);
const folder = mkdtempSync(join(tmpdir(), "hesper-copy-"));
const onFile = join(folder, "data");
let installation: Installation;

beforeAll(async () => {
  await server.start();
  installation = await makeInstallation(server);
  // As a node of the version before leaves it.
  await sql`insert into employee_words (employee_id, word) select min(id), 'before' from employees`.execute(
    server.hesper.db,
  );
  await target.database.make();
});
afterAll(async () => {
  await server.stop();
  await target.stop();
  rmSync(folder, { recursive: true, force: true });
});

function copy(environment: Record<string, string>, to: string) {
  return runHesper(environment, ["database", "copy", "--to", to]);
}

async function contentsIn(dataDir: string): Promise<Map<string, string[]>> {
  const db = await openDatabase({ dataDir, databaseUrl: null });
  try {
    return await contentsOf(db);
  } finally {
    await db.destroy();
  }
}

/** Where the copy of the copy goes: to PostgreSQL where that is what is tested. */
const back = () => target.database.url ?? target.dataDir;

it("the installation of this test has rows in every table of the schema", async () => {
  const empty = [...(await contentsOf(server.hesper.db))].filter(([, rows]) => rows.length === 0);
  expect(empty.map(([name]) => name)).toEqual([]);
});

describe("hesper database copy", () => {
  it("copies every row of every table to SQLite", async () => {
    const { status, stdout, stderr } = copy(server.environment, onFile);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("What a running server writes from now on is not in the copy: stop it first.\n");
    const contents = await contentsOf(server.hesper.db);
    const rows = [...contents.values()].flat().length;
    expect(stdout).toContain(`Copied and compared: ${rows} rows of ${contents.size} tables. Start the server with`);
    expect(await contentsIn(onFile)).toEqual(contents);
    expect(readdirSync(onFile)).toEqual(expect.not.arrayContaining(["hesper.sqlite.partial"]));
  });

  it(`copies from there to ${onPostgres ? "PostgreSQL" : "another file"}, and the server goes on with it`, async () => {
    const from = { HESPER_DATA_DIR: onFile, HESPER_MASTER_KEY_FILE: server.masterKeyFile };
    if (!onPostgres) rmSync(target.dataDir, { recursive: true });
    const { status, stderr } = copy({ ...from, HESPER_DATABASE_URL: "" }, back());
    expect([status, stderr]).toEqual([0, ""]);
    cpSync(server.masterKeyFile, target.masterKeyFile);
    const { db } = await target.start();
    expect(await contentsOf(db)).toEqual(await contentsOf(server.hesper.db));
    expect(await findingsOf(target)).toEqual([]);
    // Sessions and secrets are the same: the browser does not notice that it talks to another server.
    const { ada } = installation;
    await expectStatus(ada.browser.at(target.hesper).get("/session"), 200);
    target.clock.move(60);
    const browser = target.browser();
    await expectStatus(browser.post("/login", { email: ada.email, password: ada.password }), 200);
    const code = await target.code({ secret: ada.authenticator?.secret ?? "" });
    await expectStatus(browser.post("/login/totp", { code }), 200);
    // What was spent stays spent.
    const again = await target.browser();
    await expectStatus(again.post("/login", { email: ada.email, password: ada.password }), 200);
    expect((await again.post("/login/totp", { code })).body.code).toBe("code_already_used");
  });

  it("refuses a target that holds an installation, and changes nothing in it", async () => {
    const before = await contentsOf(target.hesper.db);
    const place = { dataDir: target.dataDir, databaseUrl: target.database.url };
    const words = /is not empty: its table [a-z_]+ has rows\.|There is a database already/;
    await expect(refuseFilledPlace(place)).rejects.toThrow(words);
    await expect(copyDatabase(server.hesper.db, { place, masterKey: null })).rejects.toThrow(words);
    expect(await contentsOf(target.hesper.db)).toEqual(before);
  });
});

describe("a copy that fails", () => {
  const fresh = new TestServer({}, server.clock);
  const place = () => ({ dataDir: join(folder, "fails"), databaseUrl: fresh.database.url });
  beforeAll(() => fresh.database.make());
  afterAll(() => fresh.stop());

  const request = () => ({ place: place(), masterKey: readMasterKey(server.masterKeyFile) });

  /** As it was: an empty database, or no file at all. */
  async function expectEmpty(): Promise<void> {
    expect(existsSync(join(folder, "fails"))).toBe(false);
    if (!onPostgres) return;
    const db = await openDatabase({ dataDir: join(folder, "other"), databaseUrl: place().databaseUrl });
    expect([...(await contentsOf(db)).values()].flat()).toEqual([]);
    await db.destroy();
  }

  it("half-way, as by an interruption, leaves nothing, and can be tried again", async () => {
    let copied = 0;
    const onRows = (rows: number) => {
      copied += rows;
      if (copied > 20) throw new Error("interrupted");
    };
    await expect(copyDatabase(server.hesper.db, { ...request(), onRows })).rejects.toThrow("interrupted");
    expect(copied).toBeGreaterThan(20);
    await expectEmpty();
  });

  it("because the master key is another one leaves nothing", async () => {
    const another = join(folder, "another.key");
    writeFileSync(another, `${"A".repeat(43)}=\n`, { mode: 0o600 });
    const attempt = copyDatabase(server.hesper.db, { ...request(), masterKey: readMasterKey(another) });
    await expect(attempt).rejects.toThrow("does not open the data keys");
    await expectEmpty();
  });

  it("because there is a table that no server makes leaves nothing, and names it", async () => {
    await sql`create table notes (id text primary key)`.execute(server.hesper.db);
    await expect(copyDatabase(server.hesper.db, request())).rejects.toThrow("has a table notes");
    await sql`drop table notes`.execute(server.hesper.db);
    await expectEmpty();
  });

  // Read back and compared before the commit: what the target makes of a value is found, whatever the reason.
  it.runIf(onPostgres)("because a text comes out otherwise leaves nothing, and names the table", async () => {
    const source = await openDatabase({ dataDir: onFile, databaseUrl: null });
    try {
      const change = (name: string) =>
        source.updateTable("employees").set({ name }).where("name", "like", "Ada%").execute();
      await change("Ada\0Lovelace");
      await expect(copyDatabase(source, request())).rejects.toThrow("The table employees came out with other values");
      await change("Ada Lovelace");
    } finally {
      await source.destroy();
    }
    await expectEmpty();
  });

  it("and is tried again works", async () => {
    const copied = await copyDatabase(server.hesper.db, request());
    expect(copied.rows).toBe([...(await contentsOf(server.hesper.db)).values()].flat().length);
  });
});

describe("what is read back", () => {
  it("is compared row by row", async () => {
    const { db } = server.hesper;
    const shape = (await describeTables(db)).find(({ name }) => name === "employees");
    if (!shape) throw new Error("There is no table of employees.");
    const summing = new Summing();
    for await (const page of readPages(db, shape)) summing.add(page);
    const sum = summing.sum();
    await checkTable(db, shape, sum);
    await expect(checkTable(db, shape, { ...sum, rows: sum.rows + 1 })).rejects.toThrow(
      `employees came out with ${sum.rows} rows instead of ${sum.rows + 1}`,
    );
    await db.updateTable("employees").set({ revision: 99 }).where("name", "=", edith.name).execute();
    await expect(checkTable(db, shape, sum)).rejects.toThrow("employees came out with other values");
  });
});

/** More than one page, so that a page that is lost or read twice is found. */
it("copies a table of many pages", async () => {
  const rows = Array.from({ length: 1501 }, (_, at) => ({ token_hash: `of page ${at}`, created_at: at }));
  const { db } = server.hesper;
  for (let at = 0; at < rows.length; at += 100) {
    await inTransaction(
      db,
      async (tx) =>
        void (await tx
          .insertInto("setup_tokens")
          .values(rows.slice(at, at + 100))
          .execute()),
    );
  }
  const dataDir = join(folder, "many");
  const masterKey = readMasterKey(server.masterKeyFile);
  await copyDatabase(db, { place: { dataDir, databaseUrl: null }, masterKey });
  expect(await contentsIn(dataDir)).toEqual(await contentsOf(db));
});
