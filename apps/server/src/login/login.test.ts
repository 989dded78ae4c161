// The log-in through the API: each row of the contract, and each of its refusals.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Authenticator, ada, type Browser, expectStatus, TestServer } from "../testing/harness.ts";

const server = new TestServer();
let authenticator: Authenticator & { recoveryCodes: string[] };

beforeAll(async () => {
  await server.start();
  authenticator = await server.enrol(await server.setUp());
  server.clock.move(60);
});
afterAll(() => server.stop());

async function logIn(): Promise<Browser> {
  server.clock.move(60);
  const browser = await server.givePassword();
  await expectStatus(browser.post("/login/totp", { code: await server.code(authenticator) }), 200);
  return browser;
}

describe("the password", () => {
  it("leads to the second factor and opens nothing by itself (V6.3.3)", async () => {
    const browser = server.browser();
    const answer = await browser.post("/login", { email: ada.email, password: ada.password });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      status: "second_factor_required",
      methods: ["totp", "recovery_code"],
      expiresAt: new Date(server.clock.nowMs() + 300_000).toISOString(),
    });
    expect([...browser.cookies.keys()]).toEqual(["hesper_pending_login"]);
    for (const path of ["/session", "/profile/two-factor", "/next-steps"]) {
      expect((await browser.get(path)).body.code).toBe("not_authenticated");
    }
  });

  it("is asked with an email in any case", async () => {
    expect((await server.browser().post("/login", { ...pick(ada), email: " ADA@Example.ORG" })).status).toBe(200);
  });

  it.each([
    ["an unknown email", { email: "nobody@example.org", password: ada.password }],
    ["a wrong password", { email: ada.email, password: "wrong horse battery staple" }],
    ["the right password with a space behind it (V6.2.8)", { email: ada.email, password: `${ada.password} ` }],
    ["the right password in capitals", { email: ada.email, password: ada.password.toUpperCase() }],
    ["an email that is none", { email: "'; drop table employees; --", password: "x" }],
    ["a NUL in the password", { email: ada.email, password: `${ada.password}\u0000` }],
  ])("refuses %s with the same answer", async (_, body) => {
    const answer = await server.browser().post("/login", body);
    expect(answer.status).toBe(401);
    expect(answer.text).toBe(
      JSON.stringify({
        status: 401,
        title: "Email or password is wrong",
        detail: "The email or the password is wrong. Check both and try again.",
        code: "invalid_credentials",
      }),
    );
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });

  it.each([
    ["no body", undefined, "/email"],
    ["a number as email", { email: 1, password: "x" }, "/email"],
    ["an unknown field", { ...pick(ada), remember: 1 }, "/remember"],
    ["a password of 10,000 characters", { email: ada.email, password: "x".repeat(10_000) }, "/password"],
  ])("refuses %s and names the field", async (_, body, field) => {
    const answer = await server.browser().post("/login", body);
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_request"]);
    expect(answer.body.errors).toContainEqual({ field, message: expect.any(String) });
  });

  it("refuses what is not JSON, broken JSON and too much of it", async () => {
    const browser = server.browser();
    const form = await browser.send("POST", "/login", "email=a", {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect([form.status, form.body.code]).toEqual([415, "unsupported_media_type"]);
    const text = await browser.send("POST", "/login", "{}", { "content-type": "text/plain" });
    expect(text.status).toBe(415);
    const broken = await browser.send("POST", "/login", '{"email":', { "content-type": "application/json" });
    expect([broken.status, broken.body.code]).toEqual([400, "invalid_request"]);
    const large = await browser.post("/login", { email: "x".repeat(70_000), password: "x" });
    expect([large.status, large.body.code]).toEqual([413, "payload_too_large"]);
    const poison = '{"email":"a","password":"b","__proto__":{"role":"administrator"}}';
    expect((await browser.send("POST", "/login", poison, { "content-type": "application/json" })).status).toBe(400);
  });

  it("is hashed again when the parameters have become stronger", async () => {
    await server.change("passwordPasses", 3);
    await server.givePassword();
    const { hash } = await server.hesper.db.selectFrom("passwords").select("hash").executeTakeFirstOrThrow();
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=3,p=1\$/);
    await server.givePassword();
    await server.change("passwordPasses", 2);
  });

  it("does not expire: it is still right after two years (V6.2.10)", async () => {
    const later = new TestServer();
    await later.start();
    await later.setUp();
    later.clock.move(2 * 365 * 86_400);
    expect((await later.browser().post("/login", pick(ada))).status).toBe(200);
    await later.stop();
  });
});

describe("the code of the authenticator app", () => {
  it("logs in, with a session of two factors and without the pending log-in", async () => {
    server.clock.move(60);
    const browser = await server.givePassword();
    const answer = await browser.post("/login/totp", { code: await server.code(authenticator) });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      status: "authenticated",
      user: { id: expect.any(String), email: ada.email, name: ada.name, role: "administrator" },
    });
    expect([...browser.cookies.keys()].sort()).toEqual(["hesper_known_browser", "hesper_session"]);
    expect((await browser.get("/session")).body).toMatchObject({ assurance: "two_factor" });
  });

  it("refuses a wrong code, and says how far the clock is off when it is", async () => {
    server.clock.move(600);
    const browser = await server.givePassword();
    const answer = await browser.post("/login/totp", { code: await server.code(authenticator, 5) });
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({
      code: "invalid_code",
      clockOffsetSeconds: 150,
      detail:
        "Your phone's clock is about 2.5 minutes ahead. Set it to automatic time, then enter the code that it shows.",
    });
    const far = await browser.post("/login/totp", { code: await server.code(authenticator, 40) });
    expect(far.body).toMatchObject({ code: "invalid_code" });
    expect(far.body.clockOffsetSeconds).toBeUndefined();
    // The person may try again with the same pending log-in.
    expect((await browser.post("/login/totp", { code: await server.code(authenticator) })).status).toBe(200);
  });

  it.each([-1, 1])("accepts the code of the step at %i", async (steps) => {
    server.clock.move(120);
    const browser = await server.givePassword();
    expect((await browser.post("/login/totp", { code: await server.code(authenticator, steps) })).status).toBe(200);
  });

  it.each([-2, 2])("refuses the code of the step at %i (C-09)", async (steps) => {
    server.clock.move(180);
    const browser = await server.givePassword();
    const answer = await browser.post("/login/totp", { code: await server.code(authenticator, steps) });
    expect(answer.body.code).toBe("invalid_code");
  });

  it.each(["12345", "1234567", "abcdef", "12345６", "", "１２３４５６"])(
    "refuses %j as no code at all",
    async (code) => {
      const browser = await server.givePassword();
      const answer = await browser.post("/login/totp", { code });
      expect([answer.status, answer.body.code]).toEqual([400, "invalid_request"]);
    },
  );

  it("forgives a space in the middle", async () => {
    server.clock.move(120);
    const browser = await server.givePassword();
    const code = await server.code(authenticator);
    expect((await browser.post("/login/totp", { code: `${code.slice(0, 3)} ${code.slice(3)}` })).status).toBe(200);
  });

  it("is refused without a pending log-in, and after its 5 minutes", async () => {
    const stranger = await server.browser().post("/login/totp", { code: "123456" });
    expect([stranger.status, stranger.body.code]).toEqual([401, "login_expired"]);
    const browser = await server.givePassword();
    server.clock.move(301);
    const late = await browser.post("/login/totp", { code: await server.code(authenticator) });
    expect([late.status, late.body.code]).toEqual([401, "login_expired"]);
  });

  it("is not asked of a pending log-in that was finished already", async () => {
    server.clock.move(120);
    const browser = await server.givePassword();
    const copy = browser.at(server.hesper);
    await expectStatus(browser.post("/login/totp", { code: await server.code(authenticator) }), 200);
    server.clock.move(60);
    expect((await copy.post("/login/totp", { code: await server.code(authenticator) })).body.code).toBe(
      "login_expired",
    );
  });
});

describe("a recovery code", () => {
  it("logs in once, forgiving case, spaces, hyphens and look-alikes, and counts down", async () => {
    const [code = ""] = authenticator.recoveryCodes;
    const typed = ` ${code.slice(0, 4)}-${code.slice(4)} `.toLowerCase().replaceAll("0", "o").replaceAll("1", "l");
    const browser = await server.givePassword();
    const answer = await browser.post("/login/recovery-code", { code: typed });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ status: "authenticated", recoveryCodesLeft: 9, user: { email: ada.email } });
    expect((await browser.get("/session")).body).toMatchObject({ assurance: "two_factor" });
    const again = await server.givePassword();
    const refused = await again.post("/login/recovery-code", { code });
    expect([refused.status, refused.body.code]).toEqual([401, "invalid_code"]);
  });

  it.each(["ZZZZZZZZ", "short", "UUUUUUUU", "12345678901234567890"])("refuses %s", async (code) => {
    const browser = await server.givePassword();
    const answer = await browser.post("/login/recovery-code", { code });
    expect([answer.status, answer.body.code]).toEqual([401, "invalid_code"]);
  });

  it("is not spent when the pending log-in has expired", async () => {
    const browser = await server.givePassword();
    server.clock.move(301);
    const code = authenticator.recoveryCodes[5];
    expect((await browser.post("/login/recovery-code", { code })).body.code).toBe("login_expired");
    const fresh = await server.givePassword();
    expect((await fresh.post("/login/recovery-code", { code })).status).toBe(200);
  });
});

describe("logging out", () => {
  it("ends the session at once: a copy of the cookie is worth nothing (V7.4.1)", async () => {
    const browser = await logIn();
    const copy = browser.at(server.hesper);
    expect((await browser.post("/logout")).status).toBe(204);
    expect([...browser.cookies.keys()]).toEqual(["hesper_known_browser"]);
    expect((await copy.get("/session")).body.code).toBe("not_authenticated");
    expect((await copy.post("/logout")).status).toBe(204);
  });

  it("ends a half-done log-in too", async () => {
    const browser = await server.givePassword();
    const copy = browser.at(server.hesper);
    await browser.post("/logout");
    expect((await copy.post("/login/totp", { code: "123456" })).body.code).toBe("login_expired");
  });
});

describe("re-authentication", () => {
  it("needs password and code, and gives the session a new identifier (V7.2.4)", async () => {
    const browser = await logIn();
    const copy = browser.at(server.hesper);
    server.clock.move(60);
    const code = await server.code(authenticator);
    expect((await browser.post("/session/reauthenticate", { password: ada.password, code })).status).toBe(204);
    expect((await copy.get("/session")).body.code).toBe("not_authenticated");
    expect((await browser.get("/session")).body).toMatchObject({
      assurance: "two_factor",
      authenticatedAt: new Date(server.clock.nowMs()).toISOString(),
    });
  });

  it("refuses a wrong password, a missing code, a wrong one and a spent one, and keeps the session", async () => {
    const browser = await logIn();
    const code = await server.code(authenticator);
    const { password } = ada;
    for (const [body, expected] of [
      [{ password: "wrong horse battery staple", code }, "invalid_credentials"],
      [{ password }, "invalid_code"],
      [{ password, code: "000000" }, "invalid_code"],
      [{ password, code: "ZZZZZZZZ" }, "invalid_code"],
      [{ password, code }, "code_already_used"],
    ] as const) {
      const answer = await browser.post("/session/reauthenticate", body);
      expect([answer.status, answer.body.code]).toEqual([401, expected]);
    }
    expect((await browser.get("/session")).status).toBe(200);
    expect((await server.browser().post("/session/reauthenticate", { password, code })).body.code).toBe(
      "not_authenticated",
    );
  });

  it("takes a recovery code instead", async () => {
    const browser = await logIn();
    const body = { password: ada.password, code: authenticator.recoveryCodes[7] };
    expect((await browser.post("/session/reauthenticate", body)).status).toBe(204);
    expect((await browser.post("/session/reauthenticate", body)).body.code).toBe("invalid_code");
  });
});

function pick({ email, password }: typeof ada) {
  return { email, password };
}
