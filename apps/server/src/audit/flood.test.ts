// A flood of refusals: 10,000 wrong log-ins do not make 10,000 rows, and what was counted instead is told in full.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { inTransaction } from "../database/database.ts";
import { createIds } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { ada, TestServer } from "../testing/harness.ts";
import { eventsOf } from "../testing/people.ts";
import { writeCounts } from "./refusals.ts";
import { recordEvent } from "./service.ts";

const attempts = 10_000;
const atOnce = 50;
const windowSeconds = 600;
/** Written one by one in ten minutes, of a type: of one person or address, and of all. */
const ofOne = 20;
const ofAll = 300;
/** And a count of each whose share is used up, and one of all the others. */
const bound = ofAll + ofAll / ofOne + 1;
const refusals = ["login.password_failed", "login.throttled"] as const;

/** How many rows there are, and how many refusals they tell of. */
async function told(server: TestServer, type: (typeof refusals)[number]) {
  const events = await eventsOf(server, type);
  const counts = events.map((event) => Number(event.detail.count ?? 1));
  return { rows: events.length, refusals: counts.reduce((sum, one) => sum + one, 0) };
}

async function begin(): Promise<TestServer> {
  const server = new TestServer({ HESPER_TRUSTED_PROXIES: "127.0.0.1" });
  await server.start();
  return server;
}

const address = (at: number) => `198.51.${Math.floor(at / 250)}.${(at % 250) + 1}`;
const email = (at: number) => `person${at}@example.org`;

describe(`${attempts} wrong log-ins in a moment`, () => {
  it.each([
    ["for one person from one address", () => ada.email, () => address(0), { failed: 5, rows: 5 + ofOne + 1 }],
    ["for one person from as many addresses", () => ada.email, address, { failed: 5, rows: 5 + ofAll + 1 }],
    ["for as many persons from one address", email, () => address(0), { failed: 100, rows: 2 * (ofOne + 1) }],
  ])(
    "%s make few rows, and each refusal is told (V16.3.1)",
    async (_, emailAt, addressAt, { failed, rows }) => {
      const server = await begin();
      await server.setUp();
      const guess = (at: number) =>
        server
          .browser()
          .send(
            "POST",
            "/login",
            { email: emailAt(at), password: "wrong horse battery staple" },
            { "x-forwarded-for": addressAt(at) },
          );
      for (let at = 0; at < attempts; at += atOnce)
        await Promise.all(Array.from({ length: atOnce }, (__, more) => guess(at + more)));
      const { db } = server.hesper;
      const windows = await db.selectFrom("refusal_windows").select("key").execute();
      expect(windows.length).toBeLessThanOrEqual(refusals.length * (ofAll + 1));
      // What was refused unseen is counted on nobody: there is no row for each email or address either.
      const budgets = await db.selectFrom("attempt_budgets").select("key").execute();
      const buckets = await db.selectFrom("address_buckets").select("address").execute();
      expect(Math.max(budgets.length, buckets.length)).toBeLessThanOrEqual(failed);
      server.clock.move(windowSeconds);
      await server.hesper.background.runDue();
      const [wrong, throttled] = [await told(server, "login.password_failed"), await told(server, "login.throttled")];
      expect([wrong.refusals, throttled.refusals]).toEqual([failed, attempts - failed]);
      expect(wrong.rows + throttled.rows).toBeLessThanOrEqual(rows);
      // The first ones can be looked at one by one.
      expect(throttled.rows).toBeGreaterThanOrEqual(ofOne);
      await server.stop();
    },
    180_000,
  );
});

// Each of these log-ins would take the time of a hash: what they leave is written as the log-in writes it.
describe("refusals of as many persons from as many addresses", () => {
  let server: TestServer;
  const servers: Hesper[] = [];
  beforeAll(async () => {
    server = await begin();
    servers.push(server.hesper, await server.start());
  });
  afterAll(() => server.stop());

  const type = "login.password_failed";
  const ids = () => createIds(server.clock, systemRandom);
  const refuse = (at: Hesper, from: readonly string[]) =>
    inTransaction(at.db, async (tx) => {
      const source = ids();
      for (const one of from) {
        const origin = { address: one, userAgent: "test" };
        await recordEvent(tx, source, { type, actorId: null, subjectId: null, origin });
      }
    });
  /** As the job does it, on every server at once. */
  const closeWindows = () => Promise.all(servers.map(({ db }) => writeCounts({ db, ids: ids() })));

  it(`make ${ofAll} rows and one count`, async () => {
    const from = Array.from({ length: attempts }, (_, at) => address(at));
    for (let at = 0; at < attempts; at += 500)
      await Promise.all(servers.map((one, half) => refuse(one, from.slice(at + 250 * half, at + 250 * (half + 1)))));
    server.clock.move(windowSeconds);
    await closeWindows();
    expect(await told(server, type)).toEqual({ rows: ofAll + 1, refusals: attempts });
    const counts = (await eventsOf(server, type)).filter((event) => event.detail.count !== undefined);
    expect(counts).toMatchObject([{ address: "any", detail: { count: attempts - ofAll } }]);
  });

  it("over hours: each ten minutes make as few rows at most, and nothing is told twice or lost", async () => {
    const before = await told(server, type);
    const minutes = 180;
    let sent = 0;
    for (let minute = 0; minute < minutes; minute += 1) {
      server.clock.move(60);
      // A few that knock again and again, and many that come once.
      const often = Array.from({ length: 40 }, (_, at) => address(at % 4));
      const once = Array.from({ length: 40 }, (_, at) => address(100 + ((minute * 40 + at) % attempts)));
      await Promise.all([refuse(servers[0] as Hesper, often), refuse(servers[1] as Hesper, once), closeWindows()]);
      sent += often.length + once.length;
    }
    server.clock.move(windowSeconds);
    await closeWindows();
    const after = await told(server, type);
    expect(after.refusals - before.refusals).toBe(sent);
    expect(after.rows - before.rows).toBeLessThanOrEqual((minutes / 10) * bound);
    expect(await server.hesper.db.selectFrom("refusal_windows").selectAll().execute()).toEqual([]);
  });

  it.each([
    [ofOne, ofOne],
    [ofOne + 1, ofOne + 1],
    [ofOne + 2, ofOne + 1],
  ])("%i from one address make %i rows", async (count, rows) => {
    const before = await told(server, type);
    await refuse(server.hesper, Array(count).fill("203.0.113.9"));
    server.clock.move(windowSeconds);
    await closeWindows();
    const after = await told(server, type);
    expect([after.rows - before.rows, after.refusals - before.refusals]).toEqual([rows, count]);
  });

  it("a count says from where, and between which times", async () => {
    const from = server.clock.nowMs();
    for (let at = 0; at < 100; at += 1) {
      server.clock.move(1);
      await refuse(server.hesper, ["203.0.113.7"]);
    }
    server.clock.move(windowSeconds);
    await closeWindows();
    const mine = (await eventsOf(server, type)).filter((event) => event.address === "203.0.113.7");
    expect(mine.filter((event) => event.detail.count === undefined)).toHaveLength(ofOne);
    const firstAt = from + 1000 * (ofOne + 1);
    expect(mine.at(-1)).toMatchObject({
      actor_id: null,
      subject_id: null,
      outcome: "refused",
      detail: { count: 100 - ofOne, firstAt, lastAt: from + 100_000 },
    });
  });
});
