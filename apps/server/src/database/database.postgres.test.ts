// PostgreSQL: what is different from SQLite, and what happens when it goes away.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { nobodyTrusted } from "../../../../scripts/test-postgres.ts";
import { createHesper, type Hesper } from "../app.ts";
import { readConfig } from "../config/config.ts";
import { createLogger } from "../config/logger.ts";
import { systemRandom } from "../security/random.ts";
import { findingsOf } from "../testing/audit.ts";
import { runHesper } from "../testing/command-line.ts";
import { contentsOf } from "../testing/contents.ts";
import { TestDatabase } from "../testing/engine.ts";
import { ada, type Browser, edith, expectStatus, MovableClock, TestServer, tally } from "../testing/harness.ts";
import { found, join as joinPerson, type Member } from "../testing/people.ts";
import { TcpProxy } from "../testing/tcp-proxy.ts";
import { type Database, holdName, inTransaction, openDatabase } from "./database.ts";

// The programs that are started hash as in production.
vi.unmock("@node-rs/argon2");

describe("columns and texts", () => {
  const server = new TestServer();
  let boss: Member;
  beforeAll(async () => {
    await server.start();
    boss = await found(server);
  });
  afterAll(() => server.stop());

  it("have 64 bits and are compared by their bytes, in every table, however the database was made", async () => {
    const { rows } = await sql`select table_name, column_name from information_schema.columns
      where table_schema = current_schema() and table_name not like 'kysely%'
        and (data_type = 'integer' or (data_type = 'text' and collation_name is distinct from 'C'))`.execute(
      server.hesper.db,
    );
    expect(rows).toEqual([]);
  });

  // The columns were evened out by whoever had run a migration: killed in between, nobody did it any more.
  it("are evened out at the next start where a node was killed before it had done so", async () => {
    const { db } = server.hesper;
    await sql`alter table settings alter column value type text collate "default"`.execute(db);
    await sql`alter table jobs alter column next_run_at type integer using 0`.execute(db);
    await (await openDatabase(server.config())).destroy();
    const { rows } = await sql`select data_type, collation_name from information_schema.columns
      where (table_name, column_name) in (('settings', 'value'), ('jobs', 'next_run_at')) order by data_type`.execute(
      db,
    );
    expect(rows).toEqual([
      { data_type: "bigint", collation_name: null },
      { data_type: "text", collation_name: "C" },
    ]);
  });

  it("are found whatever the case of their letters, also beyond A to Z", async () => {
    await joinPerson(boss, { ...edith, name: "Éva Ørsted", email: "eva@example.org" });
    for (const search of ["éva", "ÉVA", "ørs", "EVA@"]) {
      const { body } = await expectStatus(boss.browser.get(`/employees?search=${encodeURIComponent(search)}`), 200);
      expect(body.items).toHaveLength(1);
    }
  });

  it("hold no NUL, and asking for one finds nothing", async () => {
    const { body } = await expectStatus(boss.browser.get("/employees?search=%00"), 200);
    expect(body.items).toEqual([]);
  });

  it("of a number beyond 32 bits is an answer, not an error", async () => {
    const change = { revision: 2 ** 40, status: "deactivated" };
    expect((await boss.browser.send("PATCH", `/employees/${boss.id}`, change)).status).toBe(409);
  });
});

describe("nodes that start at once on an empty database", () => {
  const database = new TestDatabase();
  const folders = [1, 2, 3].map(() => mkdtempSync(join(tmpdir(), "hesper-node-")));
  beforeAll(() => database.make());
  afterAll(async () => {
    await database.remove();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  // Each had made data keys of its own, wrapped by its own master key, and could open nothing of the others.
  it("make one set of keys; those with another master key are told so, and change nothing", async () => {
    const clock = new MovableClock();
    const start = (dataDir: string): Promise<Hesper> => {
      const config = readConfig({ HESPER_DATA_DIR: dataDir, ...database.environment });
      return createHesper(config, { clock, random: systemRandom, logger: createLogger("silent") });
    };
    const started = await Promise.allSettled(folders.map(start));
    const running = started.filter((one) => one.status === "fulfilled").map((one) => one.value);
    const refused = started.filter((one) => one.status === "rejected").map((one) => String(one.reason.message));
    expect(running).toHaveLength(1);
    for (const reason of refused)
      expect(reason).toMatch(/master key .*(?:is not the one|is missing|was replaced at this moment)/);
    const keys = await (running[0] as Hesper).db.selectFrom("data_keys").select("purpose").execute();
    expect(keys.map(({ purpose }) => purpose).sort()).toEqual(["audit_signing", "recovery_codes", "values"]);
    await Promise.all(running.map((one) => one.close()));
  });
});

describe("a database that cannot be used is said in one line, without the password", () => {
  const database = new TestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "hesper-refused-"));
  beforeAll(() => database.make());
  afterAll(async () => {
    await database.remove();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it.each([
    [
      "a wrong password",
      { username: nobodyTrusted, password: "planted-and-wrong" },
      /refuses the connection.*password/,
    ],
    ["no such database", { pathname: "/nowhere" }, /"nowhere" does not exist/],
    ["nobody who listens", { port: "1" }, /cannot be reached.*ECONNREFUSED/],
    ["no such host", { hostname: "nowhere.invalid" }, /nowhere\.invalid/],
  ])("%s", (_, change, reason) => {
    const url = new URL(database.url ?? "");
    const { password } = url;
    Object.assign(url, change);
    const args = ["sessions", "end", "--everybody"];
    const { status, stderr } = runHesper({ HESPER_DATA_DIR: dataDir, HESPER_DATABASE_URL: url.href }, args);
    expect(status).toBe(1);
    expect(stderr).toMatch(reason);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).toContain("Check HESPER_DATABASE_URL.");
    expect(stderr.includes(password) || stderr.includes("planted-and-wrong")).toBe(false);
  });
});

describe("what no server made", () => {
  const server = new TestServer();
  beforeAll(() => server.start());
  afterAll(() => server.stop());

  it("such as triggers, rules, views and row policies, is found by the verification of the audit (V16.4.2)", async () => {
    const { db } = server.hesper;
    expect(await findingsOf(server)).toEqual([]);
    for (const statement of [
      "create function hide() returns trigger language plpgsql as 'begin return null; end'",
      "create trigger hidden before insert on audit_events for each row execute function hide()",
      "create rule nothing as on delete to audit_seals do instead nothing",
      "create view nice as select * from audit_events",
      "create policy few on audit_events using (true)",
    ]) {
      await sql.raw(statement).execute(db);
    }
    const found = await findingsOf(server);
    for (const part of ["a trigger hidden", "a rule nothing", "a view nice", "a row policy few"]) {
      expect(
        found.some((text) => text.replaceAll('"', "").includes(part)),
        part,
      ).toBe(true);
    }
  });

  it("a migration of a newer version is refused in one line, and nothing is changed", async () => {
    const { db } = server.hesper;
    await sql`insert into kysely_migration (name, timestamp) values ('0999-a-later-one', '2099-01-01')`.execute(db);
    const before = await contentsOf(db);
    const { status, stderr } = runHesper(server.environment, ["sessions", "end", "--everybody"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^hesper: The database was used by a newer version of Hesper: it has 0999-a-later-one.*\n$/);
    expect(await contentsOf(db)).toEqual(before);
  });
});

describe("outages", () => {
  const proxy = new TcpProxy();
  const database = new TestDatabase();
  let server: TestServer;
  let direct: Database;
  let boss: Member;
  let other: Browser;

  beforeAll(async () => {
    await database.make();
    const url = new URL(database.url ?? "");
    await proxy.open({ host: url.hostname, port: Number(url.port) });
    url.port = String(proxy.port);
    url.searchParams.set("pool", "3");
    server = new TestServer({ HESPER_DATABASE_URL: url.href });
    await server.start();
    boss = await found(server);
    other = await boss.logIn(server.browser());
    direct = await openDatabase({ dataDir: server.dataDir, databaseUrl: database.url });
  });
  afterAll(async () => {
    await direct.destroy();
    await server.stop();
    await proxy.close();
    await database.remove();
  });

  const path = (name: string) => server.hesper.app.inject({ method: "GET", url: name });
  const readiness = async () => (await path("/readyz")).statusCode;

  async function untilReady(): Promise<void> {
    while ((await readiness()) !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async function expectUnavailable(browser = other): Promise<void> {
    const { email, password } = ada;
    const answers = await Promise.all([browser.get("/session"), server.browser().post("/login", { email, password })]);
    for (const { status, body, headers } of answers) {
      expect([status, body.code]).toEqual([503, "overloaded"]);
      expect(Number(headers["retry-after"])).toBeGreaterThan(0);
      expect(String(body.detail)).toMatch(/database.*try again/);
    }
  }

  it("cut connections are answered with 503, and everything goes on without a restart when it is back", async () => {
    proxy.cut();
    await expectUnavailable();
    expect(await readiness()).toBe(503);
    expect((await path("/healthz")).statusCode).toBe(200);
    proxy.restore();
    await untilReady();
    expect((await other.get("/session")).status).toBe(200);
    await boss.logIn(server.browser());
  });

  it("a connection that is cut in the middle of what was asked for leaves it done or not begun", async () => {
    const counted = async () => {
      const rows = await direct.selectFrom("sessions").select("id").execute();
      const events = await direct.selectFrom("audit_events").select("id").where("type", "=", "logout").execute();
      return rows.length + events.length;
    };
    const before = await counted();
    const browsers = [];
    for (let at = 0; at < 4; at += 1) browsers.push(await boss.logIn(server.browser()));
    const answers = Promise.all(browsers.map((browser) => browser.post("/logout")));
    setImmediate(() => proxy.cut());
    const counts = tally(await answers);
    expect(Object.keys(counts).every((key) => ["204", "503 overloaded"].includes(key))).toBe(true);
    proxy.restore();
    await untilReady();
    // Each session is there, or its end is on record.
    expect(await counted()).toBe(before + 4);
  });

  it("a database that is stopped or full of connections is an outage, not an error of the server", async () => {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(direct);
    const answers = [await other.get("/session"), await other.get("/session")];
    for (const { status } of answers) expect([200, 503]).toContain(status);
    await untilReady();
    expect((await other.get("/session")).status).toBe(200);
  });

  it("a pool whose connections are all taken refuses in time, and serves again when they are free", async () => {
    const held = await inTransaction(direct, async (tx) => {
      await holdName(tx, "taken");
      const takers = [1, 2, 3].map(() => inTransaction(server.hesper.db, (mine) => holdName(mine, "taken")));
      await expectUnavailable();
      return { takers };
    });
    await Promise.allSettled(held.takers);
    expect((await other.get("/session")).status).toBe(200);
  });

  it("a network that has gone silent is noticed", async () => {
    proxy.silence();
    expect(await readiness()).toBe(503);
    proxy.cut();
    proxy.restore();
    await untilReady();
    expect((await other.get("/session")).status).toBe(200);
  });
});
