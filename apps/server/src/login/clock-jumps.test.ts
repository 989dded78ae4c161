// The clock of the server jumps, as after a wrong time server or a virtual machine that slept: no spent code comes to life
// again, and no session or half-done log-in lives longer than it may.
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { ada, type Browser, expectStatus, TestServer } from "../testing/harness.ts";
import { found, type Member } from "../testing/people.ts";

const hour = 3600;
const day = 24 * hour;
const server = new TestServer();
let boss: Member;

beforeAll(async () => {
  await server.start();
  boss = await found(server);
});
afterAll(() => server.stop());
beforeEach(() => server.clock.move(2 * day));

const codeOf = (steps = 0) => server.code(boss.authenticator as { secret: string }, steps);
const statusOf = async (browser: Browser) => (await browser.get("/session")).status;

async function tryCode(code: string): Promise<unknown> {
  const browser = await server.givePassword();
  const { status, body } = await browser.post("/login/totp", { code });
  return status === 200 ? 200 : body.code;
}

it("back by an hour, no code of that hour works, nor the last one; when time has caught up, new ones do (V6.5.1)", async () => {
  await boss.logIn();
  const spent = await codeOf();
  server.clock.move(-hour);
  for (const code of [await codeOf(), await codeOf(1), spent]) {
    expect(["code_already_used", "invalid_code"]).toContain(await tryCode(code));
    server.clock.move(30);
  }
  server.clock.move(hour);
  expect(await tryCode(await codeOf())).toBe(200);
});

it("forward by a day and back again, what was spent at the wrong time stays spent, and a recovery code lets in", async () => {
  server.clock.move(day);
  await boss.logIn();
  server.clock.move(-day);
  expect(await tryCode(await codeOf())).not.toBe(200);
  const browser = await server.givePassword();
  const code = boss.authenticator?.recoveryCodes.shift();
  expect((await browser.post("/login/recovery-code", { code })).status).toBe(200);
});

it("a session ends with its time, however the clock went meanwhile (V7.3.1, V7.3.2)", async () => {
  const browser = await boss.logIn();
  server.clock.move(-hour);
  expect(await statusOf(browser)).toBe(200);
  // Without use for half an hour, by the clock as it is now.
  server.clock.move(hour + 31 * 60);
  expect(await statusOf(browser)).toBe(401);
  const used = await boss.logIn();
  for (let hours = 0; hours < 14; hours += 0.25) {
    server.clock.move(hours === 6 ? -hour : hour / 4);
    await used.get("/session");
  }
  expect(await statusOf(used)).toBe(401);
  const asleep = await boss.logIn();
  server.clock.move(day);
  expect(await statusOf(asleep)).toBe(401);
});

it("a half-done log-in does not live longer by a clock that went back", async () => {
  const half = await server.givePassword();
  server.clock.move(-hour);
  server.clock.move(hour + 301);
  const code = await codeOf();
  expect((await half.post("/login/totp", { code })).body.code).toBe("login_expired");
  expect(
    (await expectStatus(server.browser().post("/login", { email: ada.email, password: ada.password }), 200)).status,
  ).toBe(200);
});
