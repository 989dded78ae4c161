// Throttling through the API: budgets that are apart, waits that grow, an attack that does not stop the owner.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inTransaction } from "../database/database.ts";
import { inPieces } from "../jobs/pieces.ts";
import { createIds } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { getSettings } from "../settings/service.ts";
import {
  type Answer,
  type Authenticator,
  ada,
  type Browser,
  expectStatus,
  TestServer,
  tally,
} from "../testing/harness.ts";
import { bucketOf, waitSecondsAfter } from "./rules.ts";
import { countInTransaction, forgetFullBuckets, forgetIdleBudgets } from "./service.ts";

const wrong = { email: ada.email, password: "wrong horse battery staple" };
const right = { email: ada.email, password: ada.password };
let server: TestServer;
let authenticator: Authenticator & { recoveryCodes: string[] };

beforeAll(async () => {
  server = new TestServer();
  await server.start();
  authenticator = await server.enrol(await server.setUp());
});
afterAll(() => server.stop());
beforeEach(async () => {
  // Whatever was attempted before is long ago and forgiven: a right log-in resets its budgets.
  server.clock.move(3600);
  const browser = await server.givePassword();
  await expectStatus(browser.post("/login/totp", { code: await server.code(authenticator) }), 200);
  server.clock.move(60);
});

async function times(count: number, send: () => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < count; at += 1) answers.push(await send());
  return answers;
}

describe("wrong passwords", () => {
  it("cost no waiting five times, then 2 seconds, doubled up to 15 minutes (V6.3.1)", async () => {
    const browser = server.browser();
    expect(tally(await times(5, () => browser.post("/login", wrong)))).toEqual({ "401 invalid_credentials": 5 });
    for (const seconds of [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
      const refused = await browser.post("/login", right);
      expect([refused.status, refused.body.code, refused.headers["retry-after"]]).toEqual([
        429,
        "too_many_attempts",
        String(seconds),
      ]);
      server.clock.move(seconds);
      expect((await browser.post("/login", wrong)).status).toBe(401);
    }
    server.clock.move(900);
    expect((await browser.post("/login", right)).status).toBe(200);
    expect(tally(await times(5, () => browser.post("/login", wrong)))).toEqual({ "401 invalid_credentials": 5 });
  });

  it("are counted before they are compared: of 40 at once over two servers, five are compared", async () => {
    const other = await server.start();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        server
          .browser()
          .at(at % 2 === 0 ? server.hesper : other)
          .post("/login", wrong),
      ),
    );
    expect(tally(answers)).toEqual({ "401 invalid_credentials": 5, "429 too_many_attempts": 35 });
  });

  it("do not stop who is at the second step, nor who is logged in", async () => {
    const half = await server.givePassword();
    const logged = await server.givePassword();
    await expectStatus(logged.post("/login/totp", { code: await server.code(authenticator) }), 200);
    await times(12, () => server.browser().post("/login", wrong));
    server.clock.move(60);
    const code = await server.code(authenticator);
    expect((await half.post("/login/totp", { code })).status).toBe(200);
    server.clock.move(60);
    const proof = { password: ada.password, code: await server.code(authenticator) };
    expect((await logged.post("/session/reauthenticate", proof)).status).toBe(204);
  });
});

describe("wrong codes", () => {
  it("are counted on the person: 20 half-done log-ins give no more than five tries", async () => {
    const browsers: Browser[] = [];
    for (let at = 0; at < 20; at += 1) browsers.push(await server.givePassword());
    const answers = await Promise.all(browsers.map((browser) => browser.post("/login/totp", { code: "000000" })));
    expect(tally(answers)).toEqual({ "401 invalid_code": 5, "429 too_many_attempts": 15 });
  });

  it("leave the recovery codes alone, and the password", async () => {
    const browser = await server.givePassword();
    await times(8, () => browser.post("/login/totp", { code: "000000" }));
    expect((await browser.post("/login/totp", { code: await server.code(authenticator) })).status).toBe(429);
    expect((await server.browser().post("/login", right)).status).toBe(200);
    const code = authenticator.recoveryCodes.pop();
    expect((await browser.post("/login/recovery-code", { code })).status).toBe(200);
    const again = await server.givePassword();
    // The recovery code was right; the authenticator's budget is as empty as before.
    expect((await again.post("/login/totp", { code: await server.code(authenticator) })).status).toBe(429);
  });

  it("inside a live session are limited too", async () => {
    const logged = await server.givePassword();
    await expectStatus(logged.post("/login/totp", { code: await server.code(authenticator) }), 200);
    const guess = () => logged.post("/session/reauthenticate", { password: ada.password, code: "000000" });
    expect(tally(await times(8, guess))).toEqual({ "401 invalid_code": 5, "429 too_many_attempts": 3 });
  });
});

describe("an address", () => {
  it("has 100 wrong attempts at once and one more each second, over all emails", async () => {
    const one = new TestServer();
    await one.start();
    await one.setUp();
    await one.change("longestWaitSeconds", 60);
    const guess = (at: number) => one.browser().post("/login", { email: `person${at}@example.org`, password: "x" });
    const answers: Answer[] = [];
    for (let at = 0; at < 110; at += 1) answers.push(await guess(at));
    expect(tally(answers)).toEqual({ "401 invalid_credentials": 100, "429 too_many_attempts": 10 });
    expect((await guess(200)).headers["retry-after"]).toBe("1");
    one.clock.move(3);
    expect(tally([await guess(201), await guess(202), await guess(203), await guess(204)])).toEqual({
      "401 invalid_credentials": 3,
      "429 too_many_attempts": 1,
    });
    await one.stop();
  });

  it("is not chosen by a header of somebody who is no trusted proxy", async () => {
    const browser = server.browser();
    for (let at = 0; at < 5; at += 1) {
      await browser.send("POST", "/login", wrong, { "x-forwarded-for": `10.0.0.${at}` });
    }
    const sixth = await browser.send("POST", "/login", wrong, { "x-forwarded-for": "10.9.9.9" });
    expect(sixth.status).toBe(429);
    const rows = await server.hesper.db.selectFrom("address_buckets").select("address").execute();
    expect(rows).toEqual([{ address: "127.0.0.1" }]);
  });

  it("of IPv6 is the network that one person has", () => {
    expect(bucketOf("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
    expect(bucketOf("2001:db8:1:2::9")).toBe("2001:db8:1:2::/64");
    expect(bucketOf("2001:db8::9")).toBe("2001:db8:0:0::/64");
    expect(bucketOf("::1")).toBe("0:0:0:0::/64");
    expect(bucketOf("::ffff:192.0.2.1")).toBe("::ffff:192.0.2.1");
    expect(bucketOf("192.0.2.1")).toBe("192.0.2.1");
  });
});

describe("what attempts leave behind", () => {
  it("goes when it says nothing any more: full buckets, emails that nobody has, half-done log-ins, sessions; and no sooner", async () => {
    const one = new TestServer();
    await one.start();
    await one.enrol(await one.setUp());
    const { db, background } = one.hesper;
    const left = async () => {
      await background.runDue();
      const [buckets, budgets, halfDone, sessions] = await Promise.all([
        db.selectFrom("address_buckets").select("address").execute(),
        db.selectFrom("attempt_budgets").select("key").execute(),
        db.selectFrom("pending_logins").select("id").execute(),
        db.selectFrom("sessions").select("id").execute(),
      ]);
      return [buckets.length, budgets.length, halfDone.length, sessions.length];
    };
    // Those of the set-up.
    expect((await left())[3]).toBe(1);
    one.clock.move(86_400);
    expect(await left()).toEqual([0, 0, 0, 0]);
    await one.browser().post("/login", wrong);
    await one.browser().post("/login", { ...wrong, email: "nobody@example.org" });
    expect((await one.givePassword()).cookies.size).toBeGreaterThan(0);
    await one.browser().post("/login", wrong);
    expect(await left()).toEqual([1, 2, 1, 0]);
    one.clock.move(60);
    expect(await left()).toEqual([1, 2, 1, 0]);
    one.clock.move(60);
    expect(await left()).toEqual([0, 2, 1, 0]);
    one.clock.move(600);
    expect(await left()).toEqual([0, 2, 0, 0]);
    one.clock.move(86_400);
    // What somebody has tried on a person who is there is forgotten by a right log-in only.
    expect((await left())[1]).toBe(1);
    await one.stop();
  });

  it("goes though there are thousands, and takes no attempt with it that is counted meanwhile at another server", async () => {
    const one = new TestServer();
    await one.start();
    const other = await one.start();
    const { db } = one.hesper;
    const old = one.clock.nowMs();
    const numbers = Array.from({ length: 2500 }, (_, at) => at);
    const addresses = numbers.map((at) => ({ address: `10.0.${at >> 8}.${at & 255}`, tokens: 0, updated_at: old }));
    await db.insertInto("address_buckets").values(addresses).execute();
    const email = "nobody@example.org";
    expect((await one.browser().post("/login", { ...wrong, email })).status).toBe(401);
    one.clock.move(86_401);
    const ids = createIds(one.clock, systemRandom);
    const settings = await getSettings(db);
    const origin = { address: "127.0.0.1", userAgent: "" };
    const guess = { factor: "password", subject: { unknownEmailKey: email }, origin, settings } as const;
    const forget = (some: typeof forgetFullBuckets) =>
      inPieces(db, { isOver: () => false }, (tx) => some(tx, one.clock.nowMs()));
    let forgotten: Promise<unknown> = Promise.resolve();
    await inTransaction(other.db, async (tx) => {
      await countInTransaction(tx, ids, guess);
      forgotten = Promise.all([forget(forgetFullBuckets), forget(forgetIdleBudgets)]);
      await sleep(500);
    });
    await forgotten;
    const budgets = await db.selectFrom("attempt_budgets").select("failures").execute();
    expect(budgets).toEqual([{ failures: 2 }]);
    expect(await db.selectFrom("address_buckets").select("address").execute()).toEqual([{ address: origin.address }]);
    await one.stop();
  });
});

describe("100 wrong codes in a row", () => {
  it("switch the factor off until it is set up again; another factor still lets in", async () => {
    const one = new TestServer();
    await one.start();
    const logged = await one.setUp();
    const phone = await one.enrol(logged);
    for (let at = 0; at < 100; at += 1) {
      one.clock.move(901);
      const browser = await one.givePassword();
      await expectStatus(browser.post("/login/totp", { code: "000000" }), 401);
    }
    one.clock.move(901);
    const browser = one.browser();
    expect((await browser.post("/login", right)).body.methods).toEqual(["recovery_code"]);
    const refused = await browser.post("/login/totp", { code: await one.code(phone) });
    expect([refused.status, refused.body.code]).toEqual([401, "invalid_code"]);
    expect(String(refused.body.detail)).toContain("recovery code");
    await expectStatus(browser.post("/login/recovery-code", { code: phone.recoveryCodes[0] }), 200);
    expect((await browser.get("/next-steps")).body.items).toContainEqual({ code: "factor_disabled", factor: "totp" });
    const fresh = await one.enrol(browser);
    one.clock.move(60);
    const again = await one.givePassword();
    expect((await again.post("/login/totp", { code: await one.code(fresh) })).status).toBe(200);
    expect((await browser.get("/next-steps")).body.items).not.toContainEqual({
      code: "factor_disabled",
      factor: "totp",
    });
    const events = await one.hesper.db
      .selectFrom("audit_events")
      .select("detail")
      .where("type", "=", "factor.disabled")
      .execute();
    expect(events).toHaveLength(1);
    await one.stop();
  });
});

it("the wait grows as designed", () => {
  expect([0, 1, 4, 5, 6, 7, 13, 14, 99, 1000].map((failures) => waitSecondsAfter(failures, 900))).toEqual([
    0, 0, 0, 2, 4, 8, 512, 900, 900, 900,
  ]);
});
