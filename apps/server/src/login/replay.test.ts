// An accepted code is spent for ever, wherever it was accepted, and whatever the clock does (V6.5.1, C-10).
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Authenticator, ada, type Browser, expectStatus, TestServer } from "../testing/harness.ts";

const server = new TestServer();
let authenticator: Authenticator;
let enrolmentCode: string;
let logged: Browser;

beforeAll(async () => {
  await server.start();
  logged = await server.setUp();
  authenticator = await server.enrol(logged);
  enrolmentCode = await server.code(authenticator);
});
afterAll(() => server.stop());

async function tryCode(code: string) {
  const browser = await server.givePassword();
  const { status, body } = await browser.post("/login/totp", { code });
  return status === 200 ? "in" : body.code;
}

it("refuses the code that proved the enrolment", async () => {
  expect(await tryCode(enrolmentCode)).toBe("code_already_used");
});

it("refuses the code of a log-in, at the log-in and at the re-authentication", async () => {
  server.clock.move(30);
  const code = await server.code(authenticator);
  expect(await tryCode(code)).toBe("in");
  expect(await tryCode(code)).toBe("code_already_used");
  const body = { password: ada.password, code };
  expect((await logged.post("/session/reauthenticate", body)).body.code).toBe("code_already_used");
});

it("refuses the code of a re-authentication at the log-in", async () => {
  server.clock.move(30);
  const code = await server.code(authenticator);
  await expectStatus(logged.post("/session/reauthenticate", { password: ada.password, code }), 204);
  expect(await tryCode(code)).toBe("code_already_used");
});

it("refuses the code of an earlier step after that of a later one", async () => {
  server.clock.move(90);
  const earlier = await server.code(authenticator);
  const later = await server.code(authenticator, 1);
  expect(await tryCode(later)).toBe("in");
  expect(await tryCode(earlier)).toBe("code_already_used");
});

it("refuses all of them when the server's clock is moved back by 5 minutes", async () => {
  server.clock.move(90);
  const spent: string[] = [];
  for (let times = 0; times < 3; times += 1) {
    server.clock.move(60);
    const code = await server.code(authenticator);
    expect(await tryCode(code)).toBe("in");
    spent.push(code);
  }
  server.clock.move(-300);
  for (let steps = -2; steps <= 12; steps += 1)
    expect(await tryCode(await server.code(authenticator, steps))).not.toBe("in");
  for (const code of spent) expect(await tryCode(code)).not.toBe("in");
  server.clock.move(360);
  expect(await tryCode(await server.code(authenticator))).toBe("in");
});

it("remembers it over a restart, on another server of the same database", async () => {
  server.clock.move(60);
  const code = await server.code(authenticator);
  expect(await tryCode(code)).toBe("in");
  const other = await server.start();
  const browser = (await server.givePassword()).at(other);
  expect((await browser.post("/login/totp", { code })).body.code).toBe("code_already_used");
});
