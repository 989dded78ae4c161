// The `hesper` command, as a program of its own, with the server running and stopped.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runHesper } from "../testing/command-line.ts";
import { ada, type Browser, expectStatus, TestServer } from "../testing/harness.ts";

// The programs that are started hash as in production.
vi.unmock("@node-rs/argon2");

const server = new TestServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

function hesper(args: string[], input = "", environment: Record<string, string> = server.environment) {
  return runHesper(environment, args, { input });
}

const create = ["admin", "create", "--email", "grace@example.org", "--name", "Grace Hopper", "--password-stdin"];
const password = "nanoseconds in a coil of wire";

describe("hesper admin create", () => {
  it.each([
    ["a short password", create, "short", "at least 15 characters"],
    ["a listed password", create, "1qaz2wsx3edc4rfv\n", "leaked"],
    [
      "a broken email",
      ["admin", "create", "--email", "grace", "--name", "G", "--password-stdin"],
      password,
      "--email: Enter an email",
    ],
    ["no name", ["admin", "create", "--email", "grace@example.org", "--password-stdin"], password, "--name"],
    ["no terminal and no --password-stdin", create.slice(0, -1), "", "--password-stdin"],
    ["a misspelt option", [...create, "--rol", "x"], password, "unknown option"],
    ["a misspelt command", ["admn"], "", "unknown command"],
  ])("refuses %s and makes nobody", async (_, args, input, message) => {
    const { status, stderr, stdout } = hesper(args, input);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
    expect(stdout).toBe("");
    expect(await server.hesper.db.selectFrom("employees").select("id").execute()).toEqual([]);
  });

  it("makes an administrator beside the running server, and closes the set-up", async () => {
    const token = (await server.hesper.issueSetupToken())?.reveal();
    const { status, stdout, stderr } = hesper(create, `${password}\n`);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Grace Hopper <grace@example.org>");
    const closed = await server.browser().post("/setup", { setupToken: token, ...ada });
    expect(closed.body.code).toBe("setup_closed");
    const browser = server.browser();
    const { body } = await expectStatus(browser.post("/login", { email: "grace@example.org", password }), 200);
    expect(body).toMatchObject({ status: "authenticated", user: { role: "administrator", name: "Grace Hopper" } });
    expect((await browser.post("/profile/two-factor/recovery-codes")).body.code).toBe("two_factor_setup_required");
  });

  it("refuses an email that is taken, in any case", () => {
    const { status, stderr } = hesper(
      ["admin", "create", "--email", "GRACE@example.org", "--name", "G", "--password-stdin"],
      password,
    );
    expect(status).toBe(1);
    expect(stderr).toContain("exists already");
  });

  it("says which variable of the environment is wrong", () => {
    const { status, stderr } = hesper(create, password, { HESPER_PORT: "x" });
    expect(status).toBe(1);
    expect(stderr).toContain("hesper: HESPER_PORT must be a port number");
  });
});

describe("hesper two-factor disable", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = server.browser();
    await expectStatus(browser.post("/login", { email: "grace@example.org", password }), 200);
    await server.enrol(browser);
  });

  it("refuses an email that nobody has", () => {
    const { status, stderr } = hesper(["two-factor", "disable", "--email", "nobody@example.org"]);
    expect([status, stderr]).toEqual([
      1,
      "hesper: Nobody has the email nobody@example.org. Check how it is written.\n",
    ]);
  });

  it("works beside the running server: ends the sessions, lets the password in, leaves an event", async () => {
    const { status, stdout } = hesper(["two-factor", "disable", "--email", "Grace@Example.org"]);
    expect(status).toBe(0);
    expect(stdout).toContain("is disabled");
    expect((await browser.get("/session")).body.code).toBe("not_authenticated");
    const again = await server.browser().post("/login", { email: "grace@example.org", password });
    expect(again.body.status).toBe("authenticated");
    const events = await server.hesper.db
      .selectFrom("audit_events")
      .selectAll()
      .where("type", "=", "two_factor.disabled")
      .execute();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ actor_id: null, address: "command line", subject_id: expect.any(String) });
    expect(hesper(["two-factor", "disable", "--email", "grace@example.org"]).stdout).toContain("Nothing was changed");
  });

  it("works with the server stopped", async () => {
    await server.enrol(await loggedIn());
    await server.hesper.close();
    expect(hesper(["two-factor", "disable", "--email", "grace@example.org"]).stdout).toContain("is disabled");
  });
});

describe("hesper password set", () => {
  const fresh = "a lantern in the paper boat";
  const one = new TestServer();
  beforeAll(() => one.start());
  afterAll(() => one.stop());
  const set = (input: string, email = ada.email) =>
    hesper(["password", "set", "--email", email, "--password-stdin"], input, one.environment);

  it("refuses a bad password and an email that nobody has", async () => {
    await one.setUp();
    expect(set("Ada Lovelace 1815").stderr).toContain("made of your name");
    expect(set("short").stderr).toContain("at least 15");
    expect(set(fresh, "nobody@example.org").stderr).toContain("Nobody has the email");
  });

  it("ends the sessions and lets the new password in, also when 100 wrong ones had switched it off", async () => {
    const browser = await one.givePassword();
    for (let at = 0; at < 100; at += 1) {
      one.clock.move(901);
      await expectStatus(
        one.browser().post("/login", { email: ada.email, password: "wrong horse battery staple" }),
        401,
      );
    }
    one.clock.move(901);
    expect((await one.browser().post("/login", { email: ada.email, password: ada.password })).body.code).toBe(
      "invalid_credentials",
    );
    expect(set(`${fresh}\n`).status).toBe(0);
    expect((await browser.get("/session")).status).toBe(401);
    expect((await one.browser().post("/login", { email: ada.email, password: fresh })).status).toBe(200);
    expect((await one.browser().post("/login", { email: ada.email, password: ada.password })).status).toBe(401);
  });
});

describe("hesper sessions end", () => {
  const one = new TestServer();
  beforeAll(() => one.start());
  afterAll(() => one.stop());
  const end = (...args: string[]) => hesper(["sessions", "end", ...args], "", one.environment);

  it("ends those of one person, and of everybody; the next request is refused (V7.4.5)", async () => {
    const first = await one.setUp();
    expect(end("--email", "nobody@example.org").stderr).toContain("Nobody has the email");
    expect(end().stderr).toContain("Say whose sessions");
    expect(end("--email", ada.email, "--everybody").stderr).toContain("Say whose sessions");
    expect((await first.get("/session")).status).toBe(200);
    expect(end("--email", ada.email).stdout).toBe(`All sessions of ${ada.email} were ended.\n`);
    expect((await first.get("/session")).status).toBe(401);
    const second = await one.givePassword();
    expect(end("--everybody").stdout).toContain("The sessions of everybody were ended");
    expect((await second.get("/session")).status).toBe(401);
    const events = await one.hesper.db
      .selectFrom("audit_events")
      .select("subject_id")
      .where("type", "=", "session.ended")
      .execute();
    expect(events).toHaveLength(2);
  });
});

describe("the data directory", () => {
  it("is made for its owner only", () => {
    const dataDir = join(server.dataDir, "new");
    expect(hesper(create, password, { HESPER_DATA_DIR: dataDir }).status).toBe(0);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, "hesper.sqlite")).mode & 0o077).toBe(0);
    expect(existsSync(join(dataDir, "master.key"))).toBe(false);
  });

  it.each([
    ["two-factor disable", ["two-factor", "disable", "--email", ada.email]],
    ["password set", ["password", "set", "--email", ada.email, "--password-stdin"]],
    ["sessions end", ["sessions", "end", "--everybody"]],
  ])("is not made by a mistyped name: %s", (_, args) => {
    const dataDir = join(server.dataDir, "mistyped");
    const { status, stderr } = hesper(args, password, { HESPER_DATA_DIR: dataDir });
    expect([status, stderr]).toEqual([1, `hesper: There is no database in ${dataDir}. Set HESPER_DATA_DIR.\n`]);
    expect(existsSync(dataDir)).toBe(false);
  });
});

async function loggedIn(): Promise<Browser> {
  const one = server.browser();
  await expectStatus(one.post("/login", { email: "grace@example.org", password }), 200);
  return one;
}
