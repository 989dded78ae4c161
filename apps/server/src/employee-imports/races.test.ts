// Imports beside other changes, on two servers over one database: all or nothing, once, and never over what is newer.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { createIds } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { expectStatus, TestServer, tally } from "../testing/harness.ts";
import { eventsOf, found, type Member } from "../testing/people.ts";
import { createImporter } from "./importer.ts";
import { Importing } from "./testing.ts";

const server = new TestServer();
let boss: Member;
let other: Hesper;

beforeAll(async () => {
  await server.start();
  other = await server.start();
  boss = await found(server);
});
afterAll(() => server.stop());

const importing = (...columns: ("name" | "email" | "company" | "department")[]) =>
  new Importing(boss.browser, server.hesper, columns);

function many(prefix: string, count: number): string[][] {
  return Array.from({ length: count }, (_, at) => [`${prefix} ${at}`, `${prefix}${at}@example.org`]);
}

async function namesOf(prefix: string): Promise<string[]> {
  const rows = await server.hesper.db
    .selectFrom("employees")
    .select("name")
    .where("email", "like", `${prefix}%`)
    .execute();
  return rows.map(({ name }) => name);
}

describe("all or nothing", () => {
  it("applied twice at once, on two servers, it happens once", async () => {
    const one = importing("name", "email");
    await one.preview(many("twice", 300));
    const apply = (at: Hesper) => boss.browser.at(at).post(`${one.path}/apply`, { preview: 1 });
    const answers = await Promise.all([apply(server.hesper), apply(other), apply(server.hesper), apply(other)]);
    expect(tally(answers)).toEqual({ 200: 1, "409 conflict": 3 });
    await Promise.all([server.hesper.background.runDue(), other.background.runDue()]);
    await expect.poll(() => one.look()).toMatchObject({ state: "applied" });
    expect(await namesOf("twice")).toHaveLength(300);
    expect(await eventsOf(server, "employees.imported")).toHaveLength(1);
    // Searched by words: all of them have theirs.
    const { body } = await boss.browser.get("/employees?search=twice+29");
    expect(body.total).toBe(11);
  });

  it.each([
    [
      "an employee was changed",
      async () => {
        const { body } = await boss.browser.get("/employees?search=edited1");
        const [person] = body.items as { id: string; revision: number }[];
        const change = { revision: person?.revision, phone: "1" };
        await expectStatus(boss.browser.send("PATCH", `/employees/${person?.id}`, change), 200);
      },
      { created: 1, changed: 2, refused: 0 },
    ],
    [
      "an email was taken",
      async () => {
        await expectStatus(boss.browser.post("/employees", { name: "First", email: "edited9@example.org" }), 201);
      },
      { created: 0, changed: 3, refused: 0 },
    ],
    [
      "a company of the same name was made",
      async () => void (await expectStatus(boss.browser.post("/companies", { name: "ACME" }), 201)),
      { created: 0, changed: 3, refused: 0 },
    ],
  ])("when %s after the preview, nothing happens and the preview is made anew", async (_, meanwhile, counts) => {
    if ((await namesOf("edited")).length === 0) {
      const first = importing("name", "email");
      await first.preview(many("edited", 2));
      await first.applied();
    }
    const one = importing("name", "email", "company");
    const rows = [...many("edited", 2), ["Nine", "edited9@example.org"]].map(([name, email]) => [
      `${name}!`,
      email ?? "",
      "Acme",
    ]);
    await one.preview(rows);
    const before = (await namesOf("edited")).filter((name) => name !== "First");
    await meanwhile();
    const preview = await one.applied();
    expect(preview).toMatchObject({
      state: "checked",
      preview: 2,
      counts,
      note: expect.stringContaining("Nothing was imported"),
    });
    expect((await namesOf("edited")).sort().filter((name) => name !== "First")).toEqual(before.sort());
    expect((await one.apply()).body.detail).toContain("made anew");
    if (counts.created === 0) return;
    await expectStatus(boss.browser.send("DELETE", one.path), 204);
  });

  it("what was previewed anew can be applied", async () => {
    const one = importing("email", "company", "department");
    const preview = await one.preview([["edited1@example.org", "acme", "Sales"]]);
    expect(preview.added).toEqual({ companies: 0, departments: 1, positions: 0 });
    const { body } = await boss.browser.get("/companies?search=acme");
    const [company] = body.items as { id: string; revision: number }[];
    await expectStatus(boss.browser.post("/departments", { name: "SALES", companyId: company?.id }), 201);
    expect(await one.applied()).toMatchObject({ state: "checked", preview: 2, added: { departments: 0 } });
    expect(await one.applied({ preview: 2 })).toMatchObject({ state: "applied" });
  });
});

describe("a server that stops in the middle", () => {
  it("of the preview, of the change, of the words: another one goes on where it was", async () => {
    const one = importing("name", "email");
    await one.send(many("crash", 1200));
    const { db } = server.hesper;
    const set = (state: "checking" | "applying") =>
      db
        .updateTable("employee_imports")
        .set({ state, preview: 1, done: 0, claimed_until: 0 })
        .where("id", "=", one.id as never)
        .execute();
    const look = () =>
      db
        .selectFrom("employee_imports")
        .select(["state", "done", "claimed_until"])
        .where("id", "=", one.id as never)
        .executeTakeFirstOrThrow();
    const ids = createIds(server.clock, systemRandom);
    const logger = server.hesper.app.log;
    const outside = { publicUrl: null, sendsMail: false };
    /** Dies after some pieces of work: nothing is released. */
    const dying = (pieces: number) => {
      let left = pieces;
      const dead = new Proxy(db, {
        get: (target, key) => {
          if (key === "transaction" && left-- <= 0) throw new Error("The server is gone.");
          const value = Reflect.get(target, key, target) as unknown;
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
      return createImporter({ db: dead, ids, logger, outside, dataDir: server.dataDir }).run({ isOver: () => false });
    };
    await set("checking");
    await expect(dying(3)).rejects.toThrow("The server is gone.");
    expect(await look()).toMatchObject({ state: "checking", done: 500 });
    await other.background.runDue();
    expect((await look()).done).toBe(500);
    server.clock.move(61);
    await other.background.runDue();
    expect(await one.look()).toMatchObject({ state: "checked", done: 1200, counts: { created: 1200 } });

    await set("applying");
    // Asked to stop: it rolls back, and gives the work back.
    let asked = 0;
    const stopping = createImporter({ db, ids, logger, outside, dataDir: server.dataDir });
    await stopping.run({ isOver: () => ++asked > 2 });
    expect(await look()).toMatchObject({ state: "applying", claimed_until: 0 });
    expect(await namesOf("crash")).toEqual([]);
    asked = 0;
    const again = createImporter({ db, ids, logger, outside, dataDir: server.dataDir });
    await again.run({ isOver: () => ++asked > 4 });
    expect(await look()).toMatchObject({ state: "finishing", done: 1000 });
    expect(await namesOf("crash")).toHaveLength(1200);
    server.clock.move(61);
    await other.background.runDue();
    expect(await one.look()).toMatchObject({ state: "applied", done: 1200 });
    expect((await boss.browser.get("/employees?search=crash1199")).body.total).toBe(1);
  });
});
