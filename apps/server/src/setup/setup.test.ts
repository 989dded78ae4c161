// The set-up link, through the API.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ada, TestServer, tally } from "../testing/harness.ts";

describe("a fresh installation", () => {
  const server = new TestServer();
  let token = "";
  beforeAll(async () => {
    await server.start();
    token = (await server.hesper.issueSetupToken())?.reveal() ?? "";
  });
  afterAll(() => server.stop());

  it("has no account that anybody could know (V6.3.2)", async () => {
    expect(await server.hesper.db.selectFrom("employees").selectAll().execute()).toEqual([]);
    expect((await server.browser().get("/installation")).body).toMatchObject({ setupOpen: true, name: "Hesper" });
  });

  it("refuses a link that it did not print, and changes nothing", async () => {
    const answer = await server.browser().post("/setup", { setupToken: "x".repeat(43), ...ada });
    expect([answer.status, answer.body.code]).toEqual([403, "forbidden"]);
    expect(await server.hesper.db.selectFrom("employees").selectAll().execute()).toEqual([]);
  });

  it.each([
    ["too short", { password: "fourteen chars" }, "/password", /at least 15 characters/],
    ["on the list of leaked ones", { password: "1qaz2wsx3edc4rfv" }, "/password", /leaked/],
    ["made of the person's words (V6.2.11)", { password: "Ada Lovelace 2026" }, "/password", /your name/],
    ["made of the product's words", { password: "Hesper-2026-Hesper!" }, "/password", /name of this system/],
    ["too long", { password: "x".repeat(257) }, "/password", /at most 256/],
    ["without an email", { email: "nobody" }, "/email", /Enter an email/],
    ["without a name", { name: "  " }, "/name", /Enter the name/],
    ["with a field nobody knows", { admin: true }, "/admin", /not known/],
  ])("refuses a person %s, with the reason", async (_, change, field, message) => {
    const answer = await server.browser().post("/setup", { setupToken: token, ...ada, ...change });
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_request"]);
    expect(answer.body.errors).toEqual([{ field, message: expect.stringMatching(message) }]);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
  });

  it("lets exactly one of 16 that use the link at once make the administrator", async () => {
    const other = await server.start();
    const tries = Array.from({ length: 16 }, (_, at) => {
      const person = { ...ada, email: `ada${at}@example.org`, installationName: "Analytical Engines" };
      return server
        .browser()
        .at(at % 2 === 0 ? server.hesper : other)
        .post("/setup", { setupToken: token, ...person });
    });
    expect(tally(await Promise.all(tries))).toEqual({ "201": 1, "403 setup_closed": 15 });
    expect(await server.hesper.db.selectFrom("employees").select("role").execute()).toEqual([
      { role: "administrator" },
    ]);
    expect((await server.browser().get("/installation")).body).toMatchObject({
      setupOpen: false,
      name: "Analytical Engines",
    });
  });

  it("stays closed afterwards, also for a new link", async () => {
    expect(await server.hesper.issueSetupToken()).toBeNull();
    const answer = await server.browser().post("/setup", { setupToken: token, ...ada });
    expect([answer.status, answer.body.code]).toEqual([403, "setup_closed"]);
  });
});

describe("the first administrator", () => {
  const server = new TestServer();
  beforeAll(() => server.start());
  afterAll(() => server.stop());

  it("finds only the set-up of a second factor open", async () => {
    const browser = await server.setUp();
    const session = await browser.get("/session");
    expect(session.body).toMatchObject({ assurance: "password", user: { email: ada.email, role: "administrator" } });
    expect((await browser.get("/profile/two-factor")).status).toBe(200);
    expect((await browser.get("/next-steps")).body).toEqual({
      items: [{ code: "set_up_second_factor", required: true, dueAt: null }],
      twoFactorRequired: true,
    });
    for (const [method, path] of [
      ["POST", "/profile/two-factor/recovery-codes"],
      ["DELETE", "/profile/two-factor"],
    ] as const) {
      const refused = await browser.send(method, path);
      expect([refused.status, refused.body.code]).toEqual([403, "two_factor_setup_required"]);
    }
  });

  it("left an audit event for each change", async () => {
    const events = await server.hesper.db.selectFrom("audit_events").select("type").orderBy("id").execute();
    expect(events.map((event) => event.type)).toEqual(["server_keys.created", "employee.created", "setup.completed"]);
  });
});
