// A person's own name, password, sessions and security events, through the API.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Authenticator, ada, type Browser, expectStatus, TestServer } from "../testing/harness.ts";

const server = new TestServer();
let authenticator: Authenticator;
let browser: Browser;

beforeAll(async () => {
  await server.start();
  browser = await server.setUp();
  authenticator = await server.enrol(browser);
});
afterAll(() => server.stop());

async function logIn(password = ada.password): Promise<Browser> {
  server.clock.move(60);
  const one = await server.givePassword({ ...ada, password });
  await expectStatus(one.post("/login/totp", { code: await server.code(authenticator) }), 200);
  return one;
}

interface Entry {
  readonly id: string;
  readonly current: boolean;
  readonly browser: string;
}

async function sessionsOf(one: Browser, query = ""): Promise<{ items: Entry[]; nextCursor: string | null }> {
  const { body } = await expectStatus(one.get(`/profile/sessions${query}`), 200);
  return body as unknown as { items: Entry[]; nextCursor: string | null };
}

describe("the name", () => {
  it("is changed, one line, not empty", async () => {
    const changed = await browser.send("PATCH", "/profile", { name: " Ada King " });
    expect([changed.status, changed.body.name]).toEqual([200, "Ada King"]);
    expect((await browser.get("/session")).body).toMatchObject({ user: { name: "Ada King" } });
    for (const name of ["", "a\nb", "x".repeat(101)]) {
      expect((await browser.send("PATCH", "/profile", { name })).body.code).toBe("invalid_request");
    }
    expect((await browser.send("PATCH", "/profile", { name: "x", role: "auditor" })).body.code).toBe("invalid_request");
  });
});

describe("the list of sessions", () => {
  it("shows where one is logged in, the latest first, in pages (V7.5.2)", async () => {
    await logIn();
    const last = await logIn();
    const { items } = await sessionsOf(last);
    expect(items).toHaveLength(3);
    expect(items.map((item) => item.current)).toEqual([true, false, false]);
    expect(items[0]).toMatchObject({ browser: "test", address: "127.0.0.1", assurance: "two_factor" });
    const page = await sessionsOf(last, "?limit=2");
    const rest = await sessionsOf(last, `?limit=2&cursor=${page.nextCursor}`);
    expect([...page.items, ...rest.items].map((item) => item.id)).toEqual(items.map((item) => item.id));
    expect(rest.nextCursor).toBeNull();
    for (const query of ["?limit=0", "?limit=201", "?limit=x", "?page=2"]) {
      expect((await last.get(`/profile/sessions${query}`)).body.code).toBe("invalid_request");
    }
    expect(JSON.stringify(items)).not.toContain([...last.cookies.values()][0]);
  });

  it("ends one, only one's own, and all but this", async () => {
    const other = await logIn();
    const mine = await logIn();
    const { items } = await sessionsOf(other);
    const own = items.find((item) => item.current)?.id;
    expect((await mine.send("DELETE", `/profile/sessions/${own}`)).status).toBe(204);
    expect((await other.get("/session")).status).toBe(401);
    expect((await mine.send("DELETE", `/profile/sessions/${own}`)).status).toBe(404);
    expect((await mine.send("DELETE", "/profile/sessions")).status).toBe(204);
    expect((await browser.get("/session")).status).toBe(401);
    expect((await sessionsOf(mine)).items).toHaveLength(1);
    browser = mine;
  });
});

describe("the password", () => {
  const newPassword = "a lantern in the paper boat";

  it("is changed with the current one only (V6.2.2, V6.2.3)", async () => {
    const wrong = await browser.post("/profile/password", { currentPassword: "wrong horse", newPassword });
    expect([wrong.status, wrong.body.code]).toEqual([401, "invalid_credentials"]);
    expect((await browser.post("/profile/password", { newPassword })).body.code).toBe("invalid_request");
    const bad = await browser.post("/profile/password", {
      currentPassword: ada.password,
      newPassword: "Ada King of 1815",
    });
    expect(bad.body.errors).toEqual([{ field: "/newPassword", message: expect.stringContaining("your name") }]);
    await server.givePassword();
  });

  it("ends the other sessions, keeps this one under a new identifier, and the old password is wrong", async () => {
    const other = await logIn();
    const copy = browser.at(server.hesper);
    await expectStatus(browser.post("/profile/password", { currentPassword: ada.password, newPassword }), 204);
    expect((await other.get("/session")).status).toBe(401);
    expect((await copy.get("/session")).status).toBe(401);
    expect((await browser.get("/session")).body).toMatchObject({ assurance: "two_factor" });
    expect((await server.browser().post("/login", { email: ada.email, password: ada.password })).status).toBe(401);
    await logIn(newPassword);
  });

  it("needs a fresh proof, and guesses of the current one are throttled", async () => {
    const mine = await logIn(newPassword);
    const guess = () => mine.post("/profile/password", { currentPassword: "x", newPassword: ada.password });
    for (let at = 0; at < 5; at += 1) expect((await guess()).status).toBe(401);
    expect((await guess()).body.code).toBe("too_many_attempts");
    server.clock.move(601);
    expect((await guess()).body.code).toBe("reauthentication_required");
  });
});

describe("security events", () => {
  it("are one's own, the latest first", async () => {
    const mine = await logIn("a lantern in the paper boat");
    const { body } = await expectStatus(mine.get("/profile/events?limit=100"), 200);
    const items = body.items as { type: string; at: string; address: string }[];
    expect(items[0]).toMatchObject({ type: "login.succeeded", address: "127.0.0.1" });
    const types = items.map((item) => item.type);
    for (const type of ["password.changed", "session.ended", "two_factor.enabled", "profile.name_changed"]) {
      expect(types).toContain(type);
    }
  });
});
