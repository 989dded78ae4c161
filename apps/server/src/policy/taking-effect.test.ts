// A changed policy takes effect at once, also for people who are logged in, and what it ended does not come back.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { type Browser, edith, expectStatus, TestServer } from "../testing/harness.ts";
import { changePolicy, found, join, type Member } from "../testing/people.ts";
import { PostOffice } from "../testing/post-office.ts";

const day = 86_400;
const minute = 60;
const hour = 60 * minute;
const publicUrl = "http://localhost:8080";
const post = new PostOffice();
let server: TestServer;
let other: Hesper;
let boss: Member;

beforeAll(async () => {
  await post.open();
  server = new TestServer({ HESPER_SMTP_URL: post.url, HESPER_PUBLIC_URL: publicUrl });
  await server.start();
  other = await server.start();
  boss = await found(server);
});
afterAll(async () => {
  await server.stop();
  await post.close();
});
beforeEach(async () => void (await boss.logIn()));

const usual = { sessionIdleSeconds: 30 * minute, sessionAbsoluteSeconds: 12 * hour, trustedBrowserDays: 30 };

/** By an administrator who has just logged in. */
async function policy(change: Record<string, unknown>): Promise<void> {
  await expectStatus(changePolicy(await boss.logIn(), change), 200);
}

let added = 0;
async function somebody(): Promise<Member> {
  added += 1;
  return join(boss, { ...edith, email: `person${added}@example.org` }, post);
}

const statusOf = async (browser: Browser) => (await browser.get("/session")).status;

describe("a shorter session", () => {
  it("without use ends at once for whoever has been away for so long, and only for them", async () => {
    const person = await somebody();
    const [away, back] = [await person.logIn(), await person.logIn(server.browser())];
    server.clock.move(10 * minute);
    await expectStatus(back.get("/session"), 200);
    server.clock.move(4 * minute);
    await policy({ sessionIdleSeconds: 5 * minute });
    expect([await statusOf(away), await statusOf(back)]).toEqual([401, 200]);
    server.clock.move(5 * minute);
    expect(await statusOf(back)).toBe(401);
    // Sessions that had ended by the shorter limit were let in again when the limit was made longer.
    await policy(usual);
    expect([await statusOf(away), await statusOf(back)]).toEqual([401, 401]);
  });

  it("however it is used ends at once where it is older, else when it is as old", async () => {
    const person = await somebody();
    const old = await person.logIn();
    server.clock.move(20 * minute);
    await expectStatus(old.get("/session"), 200);
    const young = await person.logIn(server.browser());
    await policy({ sessionAbsoluteSeconds: 10 * minute });
    expect([await statusOf(old), await statusOf(young)]).toEqual([401, 200]);
    server.clock.move(10 * minute - 30.001);
    expect(await statusOf(young)).toBe(200);
    server.clock.move(0.001);
    expect(await statusOf(young)).toBe(401);
    await policy(usual);
    expect([await statusOf(old), await statusOf(young)]).toEqual([401, 401]);
  });

  it("is what the one gets who makes it, too", async () => {
    server.clock.move(6 * minute);
    const { browser } = boss;
    await expectStatus(changePolicy(browser, { sessionAbsoluteSeconds: 5 * minute }), 200);
    expect(await statusOf(browser)).toBe(401);
    await policy(usual);
  });

  // The log-in had read the old policy, and began its session after the new one was in force.
  it("is what a log-in gets that had begun before, whichever is first", async () => {
    const person = await somebody();
    for (let round = 0; round < 5; round += 1) {
      const bosses = (await boss.logIn()).at(other);
      const browser = server.browser();
      const [, change] = await Promise.all([
        expectStatus(person.givePassword(browser), 200),
        changePolicy(bosses, { sessionAbsoluteSeconds: 5 * minute }),
      ]);
      expect(change.status).toBe(200);
      const { expiresAt } = (await browser.get("/session")).body;
      expect(Date.parse(String(expiresAt)) - server.clock.nowMs()).toBeLessThanOrEqual(5 * minute * 1000);
      await policy(usual);
    }
  });
});

it("a longer session brings none back that had ended", async () => {
  const browser = await (await somebody()).logIn();
  server.clock.move(31 * minute);
  await policy({ sessionIdleSeconds: day });
  expect(await statusOf(browser)).toBe(401);
  await policy(usual);
});

describe("trusted browsers", () => {
  const trust = async (person: Member) => person.logIn(server.browser(), { rememberBrowser: true });
  const afterPassword = async (person: Member, browser: Browser) => (await person.givePassword(browser)).body.status;
  const listed = async (browser: Browser) => (await browser.get("/profile/trusted-browsers")).body.items;

  it("that are switched off skip nothing any more, and are forgotten for good", async () => {
    const person = await (await somebody()).enrol();
    const browser = await trust(person);
    expect(await afterPassword(person, browser)).toBe("authenticated");
    const session = browser.at(server.hesper);
    await policy({ trustedBrowserDays: 0 });
    expect(await listed(session)).toEqual([]);
    expect(await afterPassword(person, browser)).toBe("second_factor_required");
    // Asked for meanwhile, it is not remembered.
    expect(await afterPassword(person, await trust(person))).toBe("second_factor_required");
    await policy({ trustedBrowserDays: 365 });
    expect(await afterPassword(person, browser)).toBe("second_factor_required");
    expect(await listed(await person.logIn())).toEqual([]);
    await policy(usual);
  });

  it("for fewer days are forgotten where they are older, else when they are as old", async () => {
    const person = await (await somebody()).enrol();
    const old = await trust(person);
    server.clock.move(5 * day);
    const young = await trust(person);
    server.clock.move(2 * day);
    await policy({ trustedBrowserDays: 7 });
    expect(await afterPassword(person, old)).toBe("second_factor_required");
    expect(await afterPassword(person, young)).toBe("authenticated");
    await policy(usual);
    server.clock.move(5 * day - 2 * minute);
    expect(await afterPassword(person, young)).toBe("authenticated");
    server.clock.move(2 * minute);
    expect(await afterPassword(person, young)).toBe("second_factor_required");
    expect(await afterPassword(person, old)).toBe("second_factor_required");
  });

  // The log-in had read that browsers may be remembered, and remembered its own after that was switched off.
  it("that are remembered at the moment in which it is switched off are forgotten too", async () => {
    const person = await (await somebody()).enrol();
    for (let round = 0; round < 8; round += 1) {
      const bosses = (await boss.logIn()).at(other);
      const browser = server.browser();
      server.clock.move(30);
      await expectStatus(person.givePassword(browser), 200);
      const code = await server.code(person.authenticator ?? { secret: "" });
      const [{ status }] = await Promise.all([
        browser.post("/login/totp", { code, rememberBrowser: true }),
        expectStatus(changePolicy(bosses, { trustedBrowserDays: 0 }), 200),
      ]);
      expect(status).toBe(200);
      await policy(usual);
      expect(await afterPassword(person, browser)).toBe("second_factor_required");
    }
  });
});

it("a second factor that everyone must have is asked of those who are logged in, until nobody must", async () => {
  const person = await somebody();
  const open = () => person.browser.get("/profile/sessions");
  await expectStatus(open(), 200);
  await policy({ requireTwoFactor: "everyone", twoFactorGraceDays: 0 });
  expect((await open()).body.code).toBe("two_factor_setup_required");
  expect((await person.browser.get("/next-steps")).body.items).toMatchObject([{ required: true }]);
  await policy({ requireTwoFactor: "administrators" });
  await expectStatus(open(), 200);
});

describe("the TOTP window", () => {
  const steps = [-3, -2, -1, 0, 1, 2, 3];

  it.each([0, 1, 2])("of %i decides at the log-in, at a fresh proof and at the set-up", async (totpWindow) => {
    await policy({ totpWindow });
    const person = await (await somebody()).enrol();
    const authenticator = person.authenticator ?? { secret: "" };
    const accepted: Record<string, number[]> = { login: [], proof: [], setUp: [] };
    for (const step of steps) {
      // Longer than the wait after a wrong code, and than any step that was spent.
      server.clock.move(20 * minute);
      const browser = server.browser();
      await expectStatus(person.givePassword(browser), 200);
      const code = await server.code(authenticator, step);
      if ((await browser.post("/login/totp", { code })).status === 200) accepted.login?.push(step);
      server.clock.move(20 * minute);
      const session = await person.logIn();
      server.clock.move(20 * minute);
      const proof = { password: person.password, code: await server.code(authenticator, step) };
      if ((await session.post("/session/reauthenticate", proof)).status === 204) accepted.proof?.push(step);
      await boss.logIn();
      const newcomer = (await somebody()).browser;
      const begun = await expectStatus(newcomer.post("/profile/two-factor/authenticators", {}), 201);
      const first = await server.code({ secret: String(begun.body.secret) }, step);
      const verified = await newcomer.post(`/profile/two-factor/authenticators/${begun.body.id}/verify`, {
        code: first,
      });
      if (verified.status === 200) accepted.setUp?.push(step);
    }
    const inside = steps.filter((step) => Math.abs(step) <= totpWindow);
    expect(accepted).toEqual({ login: inside, proof: inside, setUp: inside });
    await policy({ totpWindow: 1 });
  });
});

it("longer recovery codes are those that are made from then on; the old ones go on working", async () => {
  const person = await (await somebody()).enrol();
  const [old] = person.authenticator?.recoveryCodes ?? [];
  await policy({ recoveryCodeLength: 12 });
  await expectStatus(person.givePassword(), 200);
  await expectStatus(person.browser.post("/login/recovery-code", { code: old }), 200);
  const { body } = await expectStatus(person.browser.post("/profile/two-factor/recovery-codes", {}), 201);
  const lengths = (body.recoveryCodes as string[]).map((code) => code.replaceAll("-", "").length);
  expect(new Set(lengths)).toEqual(new Set([12]));
  await policy({ recoveryCodeLength: 8 });
});

it("a new name of the installation is in the mails and in the authenticator apps that are set up from then on", async () => {
  await policy({ installationName: "Observatory" });
  const { browser } = await somebody();
  const { body } = await expectStatus(browser.post("/profile/two-factor/authenticators", {}), 201);
  expect(new URL(String(body.otpauthUri)).searchParams.get("issuer")).toBe("Observatory");
  expect(post.last(`person${added}@example.org`, "invited").text).toContain("Observatory");
  await policy({ installationName: "Hesper" });
});
