// Sessions: their limits in time, their cookies, and the new identifier at each change of assurance.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashToken } from "../security/tokens.ts";
import { ada, expectStatus, TestServer } from "../testing/harness.ts";

describe("a session", () => {
  const server = new TestServer();
  beforeAll(async () => {
    await server.start();
    await server.setUp();
    await server.change("requireTwoFactor", "nobody");
  });
  afterAll(() => server.stop());

  it("ends when it is not used for 30 minutes, and lives on when it is (V7.3.1)", async () => {
    const browser = await server.givePassword();
    for (let hour = 0; hour < 3; hour += 1) {
      server.clock.move(29 * 60 + 59);
      expect((await browser.get("/session")).status).toBe(200);
    }
    server.clock.move(30 * 60);
    expect((await browser.get("/session")).body.code).toBe("not_authenticated");
  });

  it("ends after 12 hours, however it is used (V7.3.2)", async () => {
    const browser = await server.givePassword();
    for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
      server.clock.move(20 * 60);
      await expectStatus(browser.get("/session"), 200);
    }
    server.clock.move(20 * 60);
    expect((await browser.get("/session")).status).toBe(401);
  });

  it("is not taken over from a browser that came with one: fixation (V7.2.4)", async () => {
    const browser = await server.givePassword();
    const before = browser.cookies.get("hesper_session");
    const copy = browser.at(server.hesper);
    await expectStatus(browser.post("/login", { email: ada.email, password: ada.password }), 200);
    expect(browser.cookies.get("hesper_session")).not.toBe(before);
    expect((await copy.get("/session")).status).toBe(401);
  });

  it("is stored as the SHA-256 of 32 random bytes, never as the token (V7.2.3)", async () => {
    const browser = await server.givePassword();
    const token = browser.cookies.get("hesper_session") ?? "";
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    const rows = await server.hesper.db.selectFrom("sessions").select("token_hash").execute();
    expect(rows.map((row) => row.token_hash)).toContain(hashToken(token));
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it.each(["", "x", "x".repeat(43), "x".repeat(5000), "%00", "a\u00e9"])(
    "is not found by the cookie %j",
    async (value) => {
      const browser = server.browser();
      browser.cookies.set("hesper_session", encodeURIComponent(value));
      expect((await browser.get("/session")).body.code).toBe("not_authenticated");
    },
  );

  it("is replaced when the second factor is set up and when it is disabled, and the others end", async () => {
    const browser = await server.givePassword();
    const other = await server.givePassword();
    const half = browser.at(server.hesper);
    await server.enrol(browser);
    expect((await half.get("/session")).status).toBe(401);
    expect((await other.get("/session")).status).toBe(401);
    expect((await browser.get("/session")).body).toMatchObject({ assurance: "two_factor" });
    const strong = browser.at(server.hesper);
    await expectStatus(browser.send("DELETE", "/profile/two-factor"), 204);
    expect((await strong.get("/session")).status).toBe(401);
    expect((await browser.get("/session")).body).toMatchObject({ assurance: "password" });
  });
});

describe("cookies", () => {
  it("have the __Host- prefix, Secure, HttpOnly and SameSite=Lax where the public address has TLS", async () => {
    const server = new TestServer({ HESPER_PUBLIC_URL: "https://hesper.example.org" });
    await server.start();
    const setupToken = (await server.hesper.issueSetupToken())?.reveal();
    const answer = await server.browser().post("/setup", { setupToken, ...ada });
    expect(answer.headers["set-cookie"]).toEqual([
      expect.stringMatching(/^__Host-hesper_session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
      expect.stringMatching(
        /^__Host-hesper_known_browser=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    expect(answer.headers["strict-transport-security"]).toBe("max-age=31536000; includeSubDomains");
    await server.stop();
  });
});
