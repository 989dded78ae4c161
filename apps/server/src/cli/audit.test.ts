// `hesper audit`, as a program of its own: what it says of a record that holds, of one that does not, and without a key.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runHesper } from "../testing/command-line.ts";
import { ada, type Browser, expectStatus, TestServer } from "../testing/harness.ts";
import { eventsOf } from "../testing/people.ts";

// The programs that are started hash as in production.
vi.unmock("@node-rs/argon2");

const server = new TestServer();
const file = (name: string) => join(server.dataDir, name);
const headFile = file("head.json");
let browser: Browser;

beforeAll(async () => {
  await server.start();
  browser = await server.setUp();
  await server.enrol(browser);
});
afterAll(() => server.stop());

function audit(...args: string[]) {
  return runHesper(server.environment, ["audit", ...args]);
}

/** Everything in the database, to see that nothing was written. */
async function dump(): Promise<string> {
  const { db } = server.hesper;
  const tables = await db.introspection.getTables();
  const rows = await Promise.all(tables.map(({ name }) => sql`select * from ${sql.table(name)}`.execute(db)));
  return JSON.stringify(rows.map((one) => one.rows));
}

/** Fails, with one line on the error output and nothing on the other. */
function refused({ status, stdout, stderr }: ReturnType<typeof audit>): string {
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^hesper: [^\n]+\n$/);
  return stderr;
}

describe("hesper audit seal", () => {
  it("seals what waits at once, and says how many events that were", async () => {
    expect(refused(audit("head"))).toContain("Nothing is sealed yet. Run: hesper audit seal");
    const waiting = (await eventsOf(server)).length;
    expect(audit("verify").stdout).toContain(`Checked: 0 events in 0 seals. Not sealed yet: ${waiting}.`);
    expect(audit("seal")).toEqual({ status: 0, stdout: `${waiting} events were sealed.\n`, stderr: "" });
    expect(audit("seal").stdout).toBe("Everything was sealed already.\n");
    expect((await eventsOf(server)).every((event) => event.seal === 1)).toBe(true);
  });
});

describe("hesper audit verify (V16.4.2)", () => {
  it("exits with 0 where everything holds, and says how much it has looked at", async () => {
    const sealed = (await eventsOf(server)).length;
    await expectStatus(browser.post("/login", { email: ada.email, password: "wrong horse battery staple" }), 401);
    expect(audit("verify")).toEqual({
      status: 0,
      stdout: `Nothing was changed, removed or inserted. Checked: ${sealed} events in 1 seals. Not sealed yet: 1.\n`,
      stderr: "",
    });
  });

  it("exits with 1 and names the event that was changed", async () => {
    const { db } = server.hesper;
    const [target] = await eventsOf(server, "setup.completed");
    const change = (address: string) =>
      db
        .updateTable("audit_events")
        .set({ address })
        .where("id", "=", target?.id ?? "")
        .execute();
    await change("192.0.2.66");
    const { status, stdout, stderr } = audit("verify");
    expect(status).toBe(1);
    expect(stdout).toMatch(new RegExp(`^Event ${target?.id} \\(setup.completed, .*\\) was changed.*\\n$`));
    expect(stderr).toMatch(/^hesper: 1 thing is wrong\. Checked: [^\n]+\n$/);
    await change(String(target?.address));
    expect(audit("verify").status).toBe(0);
  });
});

describe("hesper audit head", () => {
  it("prints the head that the API gives, and writes the same to a file for the owner only", async () => {
    const printed = audit("head");
    expect([printed.status, printed.stderr]).toEqual([0, ""]);
    expect(audit("head", "--out", headFile)).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(readFileSync(headFile, "utf8")).toBe(printed.stdout);
    expect(statSync(headFile).mode & 0o777).toBe(0o600);
    const { body } = await expectStatus(browser.get("/audit-head"), 200);
    expect(JSON.parse(printed.stdout)).toEqual(body.head);
  });

  it("says in one line that the file cannot be written", () => {
    expect(refused(audit("head", "--out", file("nowhere/head.json")))).toContain("The head cannot be written: ENOENT");
  });
});

describe("an end that somebody has made up", () => {
  it("is not given out as a head", async () => {
    const { db } = server.hesper;
    const [seal] = await db.selectFrom("audit_seals").selectAll().execute();
    if (!seal) throw new Error("Nothing is sealed.");
    await db
      .insertInto("audit_seals")
      // Another one in any case: one of 64 begins with an x.
      .values({
        ...seal,
        number: 2,
        hash: `${seal.hash.startsWith("x") ? "y" : "x"}${seal.hash.slice(1)}`,
        previous_hash: seal.hash,
      })
      .execute();
    const before = readFileSync(headFile, "utf8");
    expect(refused(audit("head", "--out", headFile))).toContain("is not signed by this server");
    expect(readFileSync(headFile, "utf8")).toBe(before);
    await db.deleteFrom("audit_seals").where("number", "=", 2).execute();
  });
});

describe("hesper audit verify --head", () => {
  it("agrees with a head that was kept, also after more was sealed", () => {
    expect(audit("verify", "--head", headFile).status).toBe(0);
    expect(audit("seal").stdout).toBe("1 events were sealed.\n");
    expect(audit("verify", "--head", headFile).status).toBe(0);
  });

  it.each([
    [
      "torn",
      () => writeFileSync(file("odd"), readFileSync(headFile, "utf8").slice(0, 100)),
      "cannot be read as a head",
    ],
    ["empty", () => writeFileSync(file("odd"), ""), "cannot be read as a head"],
    ["of something else", () => writeFileSync(file("odd"), '{"seal":1}'), "is no head of the audit"],
    ["a folder", () => mkdirSync(file("odd")), "cannot be read as a head"],
    ["not there", () => {}, "cannot be read as a head"],
  ])("says in one line that the file is %s", (_, make, words) => {
    rmSync(file("odd"), { recursive: true, force: true });
    make();
    expect(refused(audit("verify", "--head", file("odd")))).toContain(`${file("odd")} ${words}`);
  });

  it("finds that the tail was cut off, with the head of a file that is named or that the server keeps", async () => {
    audit("head", "--out", headFile);
    const { db } = server.hesper;
    const [events, seals] = [
      await db.deleteFrom("audit_events").where("seal", "=", 2).returningAll().execute(),
      await db.deleteFrom("audit_seals").where("number", "=", 2).returningAll().execute(),
    ];
    expect(audit("verify").status).toBe(0);
    const named = audit("verify", "--head", headFile);
    const kept = runHesper({ ...server.environment, HESPER_AUDIT_HEAD_FILE: headFile }, ["audit", "verify"]);
    for (const { status, stdout } of [named, kept]) {
      expect(status).toBe(1);
      expect(stdout).toMatch(/^The chain is cut off after seal 1 \(.*\): a head of seal 2, of .*, is known\.\n$/);
    }
    await db.insertInto("audit_seals").values(seals).execute();
    await db.insertInto("audit_events").values(events).execute();
    expect(audit("verify", "--head", headFile).status).toBe(0);
  });
});

describe("without the right master key", () => {
  const key = file("master.key");
  let kept = "";
  beforeAll(() => {
    kept = readFileSync(key, "utf8");
  });
  afterAll(() => writeFileSync(key, kept, { mode: 0o600 }));

  describe.each([
    ["missing", () => {}, "is missing. Restore it"],
    ["another one", () => writeFileSync(key, `${"A".repeat(43)}=\n`, { mode: 0o600 }), "not the one this database was"],
    ["torn", () => writeFileSync(key, kept.slice(0, 20), { mode: 0o600 }), "must hold 32 bytes in Base64"],
    ["readable by others", () => writeFileSync(key, kept, { mode: 0o644 }), "can be read by others. Run: chmod 600"],
  ])("%s", (_, put, words) => {
    it.each(["verify", "seal", "head"])("hesper audit %s says so in one line and changes nothing", async (command) => {
      rmSync(key, { force: true });
      put();
      const before = await dump();
      const there = existsSync(key) ? readFileSync(key, "utf8") : null;
      expect(refused(audit(command))).toContain(words);
      expect(existsSync(key) ? readFileSync(key, "utf8") : null).toBe(there);
      expect(await dump()).toBe(before);
    });
  });
});

// With a misspelt data directory an empty database was made there, and nothing was wrong with it.
it.each(["verify", "seal", "head"])("hesper audit %s makes no database where there is none", (command) => {
  const dataDir = file("elsewhere");
  expect(refused(runHesper({ HESPER_DATA_DIR: dataDir }, ["audit", command]))).toContain(
    `There is no database in ${dataDir}.`,
  );
  expect(existsSync(dataDir)).toBe(false);
});
