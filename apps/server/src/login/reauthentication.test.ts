// A change of a factor needs a log-in or a proof no older than 10 minutes (V7.5.1): a session left open is not enough.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Authenticator, ada, type Browser, expectStatus, TestServer } from "../testing/harness.ts";

const server = new TestServer();
const path = "/profile/two-factor";
let first: Authenticator;
let second: Authenticator;
let browser: Browser;

describe("a change of a factor", () => {
  beforeAll(async () => {
    await server.start();
    const logged = await server.setUp();
    first = await server.enrol(logged);
    second = await server.enrol(logged);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    server.clock.move(60);
    browser = await server.givePassword();
    await expectStatus(browser.post("/login/totp", { code: await server.code(first) }), 200);
  });

  const changes = [
    ["adding an authenticator", "POST", () => `${path}/authenticators`],
    ["resetting the recovery codes", "POST", () => `${path}/recovery-codes`],
    ["removing an authenticator", "DELETE", () => `${path}/authenticators/${second.id}`],
    ["disabling 2FA", "DELETE", () => path],
  ] as const;

  it.each(changes)("%s is refused after 10 minutes, and changes nothing", async (_, method, address) => {
    const before = await browser.get(path);
    server.clock.move(601);
    const refused = await browser.send(method, address(), method === "POST" ? {} : undefined);
    expect([refused.status, refused.body.code]).toEqual([403, "reauthentication_required"]);
    expect((await browser.get(path)).body).toEqual(before.body);
  });

  it.each(changes)("%s works again after a fresh proof", async (_, method, address) => {
    server.clock.move(601);
    await server.prove(browser, first);
    server.clock.move(599);
    const answer = await browser.send(method, address(), method === "POST" ? {} : undefined);
    expect(answer.status).toBeLessThan(300);
  });
});

it("looking, renaming and logging out need no fresh proof", async () => {
  const one = new TestServer();
  await one.start();
  const logged = await one.setUp();
  const { id } = await one.enrol(logged);
  one.clock.move(1200);
  expect((await logged.get(path)).status).toBe(200);
  expect((await logged.send("PATCH", `${path}/authenticators/${id}`, { name: "Phone" })).status).toBe(200);
  expect((await logged.post("/logout")).status).toBe(204);
  await one.stop();
});

it("a password alone is the proof of a person without a second factor", async () => {
  const plain = new TestServer();
  await plain.start();
  const logged = await plain.setUp();
  plain.clock.move(601);
  const refused = await logged.post(`${path}/authenticators`);
  expect(refused.body.code).toBe("reauthentication_required");
  expect((await logged.post("/session/reauthenticate", { password: ada.password })).status).toBe(204);
  await plain.enrol(logged);
  await plain.stop();
});
