// "Remember this browser": what it saves, what ends it, and what a stolen copy of its cookie is worth.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hashToken } from "../security/tokens.ts";
import { type Authenticator, ada, type Browser, expectStatus, TestServer, tally } from "../testing/harness.ts";

const cookie = "hesper_trusted_browser";
const right = { email: ada.email, password: ada.password };
const wrong = { email: ada.email, password: "wrong horse battery staple" };
const server = new TestServer();
let authenticator: Authenticator & { recoveryCodes: string[] };
let trusted: Browser;

async function remember(): Promise<Browser> {
  server.clock.move(60);
  const browser = await server.givePassword();
  await expectStatus(
    browser.post("/login/totp", { code: await server.code(authenticator), rememberBrowser: true }),
    200,
  );
  return browser;
}

async function statusAtLogin(browser: Browser): Promise<unknown> {
  return (await browser.post("/login", right)).body.status;
}

async function list(browser: Browser): Promise<{ id: string }[]> {
  return (await expectStatus(browser.get("/profile/trusted-browsers"), 200)).body.items as { id: string }[];
}

beforeAll(async () => {
  await server.start();
  authenticator = await server.enrol(await server.setUp());
});
afterAll(() => server.stop());
beforeEach(async () => {
  server.clock.move(3600);
  trusted = await remember();
});

describe("a trusted browser", () => {
  it("skips the second factor, and its secret is another one after each use", async () => {
    const first = trusted.cookies.get(cookie);
    expect(await statusAtLogin(trusted)).toBe("authenticated");
    expect((await trusted.get("/session")).body).toMatchObject({ assurance: "two_factor" });
    expect(trusted.cookies.get(cookie)).not.toBe(first);
    expect(await statusAtLogin(trusted)).toBe("authenticated");
  });

  it("is stored as the SHA-256 of 32 random bytes, and its cookie lasts 30 days", async () => {
    server.clock.move(60);
    const browser = await server.givePassword();
    const answer = await browser.post("/login/totp", { code: await server.code(authenticator), rememberBrowser: true });
    expect(String(answer.headers["set-cookie"])).toMatch(
      /hesper_trusted_browser=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax/,
    );
    const token = browser.cookies.get(cookie) ?? "";
    const rows = await server.hesper.db.selectFrom("trusted_browsers").select("token_hash").execute();
    expect(rows.map((row) => row.token_hash)).toContain(hashToken(token));
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it("is trusted by no one's wish but the person's: not without asking, not for another person", async () => {
    server.clock.move(60);
    const plain = await server.givePassword();
    await expectStatus(plain.post("/login/totp", { code: await server.code(authenticator) }), 200);
    expect(plain.cookies.has(cookie)).toBe(false);
  });

  it("is asked again after 30 days, however often it was used", async () => {
    for (let day = 0; day < 29; day += 7) {
      server.clock.move(7 * 86_400 - 100);
      expect(await statusAtLogin(trusted)).toBe(day < 28 ? "authenticated" : "second_factor_required");
    }
  });

  it("may be remembered with a recovery code too, and is refused when the setting is 0", async () => {
    const browser = await server.givePassword();
    const code = authenticator.recoveryCodes.pop();
    await expectStatus(browser.post("/login/recovery-code", { code, rememberBrowser: true }), 200);
    expect(await statusAtLogin(browser)).toBe("authenticated");
    await server.change("trustedBrowserDays", 0);
    expect(await statusAtLogin(browser)).toBe("second_factor_required");
    expect((await remember()).cookies.has(cookie)).toBe(false);
    await server.change("trustedBrowserDays", 30);
  });
});

describe("a stolen copy of the cookie", () => {
  it("that comes after its owner used it voids the trust of both, and is on record", async () => {
    const thief = trusted.at(server.hesper);
    expect(await statusAtLogin(trusted)).toBe("authenticated");
    expect(await statusAtLogin(thief)).toBe("second_factor_required");
    expect(await statusAtLogin(trusted)).toBe("second_factor_required");
    const events = await server.hesper.db
      .selectFrom("audit_events")
      .selectAll()
      .where("type", "=", "trusted_browser.stolen")
      .execute();
    expect(events).toHaveLength(1);
  });

  it("is worth nothing without the password", async () => {
    const thief = trusted.at(server.hesper);
    expect((await thief.post("/login", wrong)).status).toBe(401);
  });

  it("lets in at most one of 16 that use it at once over two servers", async () => {
    const other = await server.start();
    // One after the other past the throttle: 4 at a time are compared.
    const tries = Array.from({ length: 4 }, (_, at) =>
      trusted.at(at % 2 === 0 ? server.hesper : other).post("/login", right),
    );
    const answers = await Promise.all(tries);
    expect(answers.filter((answer) => answer.body.status === "authenticated")).toHaveLength(1);
    expect(tally(answers)).toEqual({ "200": 4 });
  });
});

describe("what ends the trust", () => {
  it("is forgetting it in the profile, only one's own", async () => {
    const [entry] = await list(trusted);
    expect(entry).toMatchObject({ browser: "test", address: "127.0.0.1" });
    expect((await trusted.send("DELETE", `/profile/trusted-browsers/${entry?.id}`)).status).toBe(204);
    expect((await trusted.send("DELETE", `/profile/trusted-browsers/${entry?.id}`)).status).toBe(404);
    expect(await statusAtLogin(trusted)).toBe("second_factor_required");
  });

  it("is new recovery codes", async () => {
    await expectStatus(trusted.post("/profile/two-factor/recovery-codes"), 201);
    expect(await list(trusted)).toEqual([]);
    expect(await statusAtLogin(trusted)).toBe("second_factor_required");
  });

  it("is another authenticator app", async () => {
    await server.enrol(trusted);
    expect(await statusAtLogin(trusted)).toBe("second_factor_required");
  });

  it("is a new password", async () => {
    const newPassword = "a lantern in the paper boat";
    await expectStatus(trusted.post("/profile/password", { currentPassword: ada.password, newPassword }), 204);
    const answer = await trusted.post("/login", { email: ada.email, password: newPassword });
    expect(answer.body.status).toBe("second_factor_required");
    await expectStatus(trusted.post("/login/totp", { code: await server.code(authenticator, 1) }), 200);
    await expectStatus(
      trusted.post("/profile/password", { currentPassword: newPassword, newPassword: ada.password }),
      204,
    );
  });
});

// A stranger without the password must not be able to keep the owner out.
it("lets the owner in while a stranger is hammering the email, at the same time", async () => {
  const attack = async () => {
    const answers = [];
    for (let at = 0; at < 30; at += 1) answers.push(await server.browser().post("/login", wrong));
    return answers;
  };
  const owner = async () => {
    const answers = [];
    for (let at = 0; at < 5; at += 1) answers.push(await statusAtLogin(trusted));
    return answers;
  };
  const [attacked, owned] = await Promise.all([attack(), owner()]);
  expect(tally(attacked)).toEqual({ "401 invalid_credentials": 5, "429 too_many_attempts": 25 });
  expect(owned).toEqual(Array(5).fill("authenticated"));
});
