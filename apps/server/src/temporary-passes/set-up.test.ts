// What a temporary pass opens, and how the person stops it: through the API, with every mail from a real mail server.
import { type RouteName, routes } from "@hesper/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { hashToken } from "../security/tokens.ts";
import { type Browser, edith, expectStatus, grace, TestServer } from "../testing/harness.ts";
import { eventsOf, found, join, type Member } from "../testing/people.ts";
import { PostOffice } from "../testing/post-office.ts";
import { SoftwarePasskey } from "../testing/software-passkey.ts";

const publicUrl = "http://localhost:8080";
const reason = "Lost the phone on the train";
const issuedSubject = "A temporary pass was issued for you";
const post = new PostOffice();
let server: TestServer;
let other: Hesper;
let issuer: Member;
let approver: Member;

beforeAll(async () => {
  await post.open();
  server = new TestServer({ HESPER_SMTP_URL: post.url, HESPER_PUBLIC_URL: publicUrl });
  await server.start();
  other = await server.start();
  issuer = await found(server);
  approver = await (await join(issuer, grace, post)).enrol();
});
afterAll(async () => {
  await server.stop();
  await post.close();
});
beforeEach(async () => {
  await issuer.logIn();
  await approver.logIn();
});

const deliver = () => server.hesper.background.runDue();
const stop = (token: string, at = server.hesper) => server.browser().at(at).post("/temporary-passes/stop", { token });

let added = 0;
/** Somebody with two authenticators, a passkey and recovery codes, who has read all mail so far. */
async function somebody(): Promise<Member & { passkey: SoftwarePasskey }> {
  added += 1;
  const person = await (await join(issuer, { ...edith, email: `person${added}@example.org` }, post)).enrol();
  server.clock.move(30);
  const second = await expectStatus(person.browser.post("/profile/two-factor/authenticators", {}), 201);
  const code = await server.code({ secret: String(second.body.secret) });
  await expectStatus(person.browser.post(`/profile/two-factor/authenticators/${second.body.id}/verify`, { code }), 200);
  const passkey = await addPasskey(person.browser);
  await deliver();
  post.mails.length = 0;
  return Object.assign(person, { passkey });
}

async function addPasskey(browser: Browser): Promise<SoftwarePasskey> {
  const passkey = new SoftwarePasskey(publicUrl);
  const { body } = await expectStatus(browser.post("/profile/passkeys/options"), 200);
  const added = await expectStatus(browser.post("/profile/passkeys", { response: passkey.create(body) }), 201);
  if (added.body.recoveryCodes) passkeyCodes = added.body.recoveryCodes as string[];
  return passkey;
}
let passkeyCodes: string[] = [];

async function issueAndApprove(person: Member): Promise<string> {
  const { body } = await expectStatus(issuer.browser.post(`/employees/${person.id}/temporary-pass`, { reason }), 201);
  await expectStatus(approver.browser.post(`/temporary-passes/${body.id}/approve`), 200);
  return String(body.pass);
}

/** Logs in with password and pass. */
async function comeIn(person: Member, code: string): Promise<Browser> {
  const browser = server.browser();
  await expectStatus(person.givePassword(browser), 200);
  await expectStatus(browser.post("/login/temporary-pass", { code }), 200);
  return browser;
}

async function stopToken(person: Member): Promise<string> {
  await deliver();
  return post.tokenIn(post.last(person.email, issuedSubject));
}

async function factorsOf(person: Member): Promise<unknown> {
  const { db } = server.hesper;
  const count = async (table: "authenticators" | "passkeys" | "recovery_code_sets") =>
    (
      await db
        .selectFrom(table)
        .select("employee_id")
        .where("employee_id", "=", person.id as never)
        .execute()
    ).length;
  return [await count("authenticators"), await count("passkeys"), await count("recovery_code_sets")];
}

describe("the session of a pass", () => {
  /** Written by hand, from DESIGN: the set-up, who one is, what to do next. */
  const open: readonly RouteName[] = [
    "getSession",
    "getNextSteps",
    "getTwoFactor",
    "addAuthenticator",
    "verifyAuthenticator",
    "listPasskeys",
    "beginPasskey",
    "addPasskey",
  ];

  it("opens nothing but the set-up: every other route of the contract refuses it", async () => {
    const person = await somebody();
    const browser = await comeIn(person, await issueAndApprove(person));
    const session = (await browser.get("/session")).body;
    expect(session).toMatchObject({ assurance: "password", setUpOnly: true, user: { id: person.id } });
    expect((await browser.get("/next-steps")).body.items).toEqual([{ code: "replace_lost_factors" }]);
    expect((await browser.get("/profile/two-factor")).body).toMatchObject({ enabled: true });
    let refused = 0;
    for (const { name, method, path, access } of Object.values(routes)) {
      // Keys come with a token of their own, and no session is looked at.
      if (access === "public" || access === "pending_login" || access === "key" || open.includes(name)) continue;
      const answer = await browser.send(method, path.replace("{id}", person.id), method === "GET" ? undefined : {});
      expect([name, answer.status, answer.body.code]).toEqual([name, 403, "two_factor_setup_required"]);
      refused += 1;
    }
    expect(refused).toBeGreaterThan(30);
    expect((await browser.post("/logout")).status).toBe(204);
    expect((await browser.get("/session")).status).toBe(401);
  });

  it("lasts half an hour at most", async () => {
    const person = await somebody();
    const browser = await comeIn(person, await issueAndApprove(person));
    server.clock.move(1000);
    expect((await browser.get("/session")).status).toBe(200);
    server.clock.move(799);
    expect((await browser.get("/session")).status).toBe(200);
    server.clock.move(1);
    expect((await browser.get("/session")).status).toBe(401);
  });

  it("is not what an administrator gets more by: being one opens nothing", async () => {
    await expectStatus(issuer.browser.post(`/employees/${approver.id}/temporary-pass`, { reason }), 201);
    const { items } = (await issuer.browser.get("/temporary-passes")).body as { items: { status: string }[] };
    expect(items[0]?.status).toBe("usable");
    const { body } = await expectStatus(
      issuer.browser.post(`/employees/${approver.id}/temporary-pass`, { reason }),
      201,
    );
    const browser = await comeIn(approver, String(body.pass));
    expect((await browser.get("/employees")).body.code).toBe("two_factor_setup_required");
    await approver.logIn();
    await expectStatus(approver.browser.send("DELETE", "/profile/temporary-pass"), 204);
  });
});

describe("a new factor set up with a pass", () => {
  it("in an app replaces all older factors and codes, and all sessions; what it opens has both factors", async () => {
    const person = await somebody();
    const lost = person.authenticator;
    const elsewhere = await person.logIn(server.browser(), { rememberBrowser: true });
    const half = server.browser();
    const browser = await comeIn(person, await issueAndApprove(person));
    await expectStatus(person.givePassword(half), 200);
    const added = await server.enrol(browser, "New phone");
    expect(added.recoveryCodes).toHaveLength(10);
    expect(await factorsOf(person)).toEqual([1, 0, 1]);
    expect((await browser.get("/session")).body).toMatchObject({ assurance: "two_factor" });
    expect((await browser.get("/session")).body.setUpOnly).toBeUndefined();
    expect((await browser.get("/profile/sessions")).body.items).toHaveLength(1);
    expect((await elsewhere.get("/session")).status).toBe(401);
    expect((await elsewhere.post("/login", { email: person.email, password: person.password })).body.methods).toEqual([
      "totp",
      "recovery_code",
    ]);
    server.clock.move(60);
    expect((await half.post("/login/totp", { code: await server.code(added) })).body.code).toBe("login_expired");
    const again = server.browser();
    await person.givePassword(again);
    expect((await again.post("/login/totp", { code: await server.code(lost ?? { secret: "" }) })).status).toBe(401);
    const { recoveryCodes: [old] = [] } = lost ?? {};
    expect((await again.post("/login/recovery-code", { code: old })).status).toBe(401);
    expect((await again.post("/login/totp", { code: await server.code(added) })).status).toBe(200);
  });

  it("as a passkey does the same", async () => {
    const person = await somebody();
    const browser = await comeIn(person, await issueAndApprove(person));
    const passkey = await addPasskey(browser);
    expect(passkeyCodes).toHaveLength(10);
    expect(await factorsOf(person)).toEqual([0, 1, 1]);
    expect((await browser.get("/session")).body).toMatchObject({ assurance: "two_factor" });
    const login = async (with_: SoftwarePasskey) => {
      const one = server.browser();
      const { body } = await expectStatus(one.post("/login/passkey/options", { secondFactor: false }), 200);
      return one.post("/login/passkey", { secondFactor: false, response: with_.get(body) });
    };
    expect((await login(person.passkey)).status).toBe(401);
    expect((await login(passkey)).status).toBe(200);
  });

  it("that is not finished changes nothing: the old factors go on working", async () => {
    const person = await somebody();
    const browser = await comeIn(person, await issueAndApprove(person));
    const begun = await expectStatus(browser.post("/profile/two-factor/authenticators", {}), 201);
    await browser.post(`/profile/two-factor/authenticators/${begun.body.id}/verify`, { code: "000000" });
    expect(await factorsOf(person)).toEqual([2, 1, 1]);
    await person.logIn();
    expect((await person.browser.get("/session")).body).toMatchObject({ assurance: "two_factor" });
  });
});

describe("the person stops a pass", () => {
  it("before it is used, with the link, whose token is stored as a hash", async () => {
    const person = await somebody();
    const pass = await issueAndApprove(person);
    const token = await stopToken(person);
    const [row] = await server.hesper.db
      .selectFrom("temporary_passes")
      .selectAll()
      .where("employee_id", "=", person.id as never)
      .execute();
    expect(row?.stop_hash).toBe(hashToken(token));
    const half = server.browser();
    await person.givePassword(half);
    expect((await stop(token)).status).toBe(204);
    expect((await half.post("/login/temporary-pass", { code: pass })).body.code).toBe("login_expired");
    await person.givePassword(half);
    expect((await half.post("/login/temporary-pass", { code: pass })).body.code).toBe("invalid_code");
    expect((await stop(token)).status).toBe(404);
    expect((await stop("x".repeat(43))).text).toBe((await stop(token)).text);
    const [event] = (await eventsOf(server, "temporary_pass.stopped")).slice(-1);
    expect(event?.subject_id).toBe(person.id);
  });

  it("before it is approved: then there is nothing to approve", async () => {
    const person = await somebody();
    const { body } = await expectStatus(issuer.browser.post(`/employees/${person.id}/temporary-pass`, { reason }), 201);
    expect((await stop(await stopToken(person))).status).toBe(204);
    expect((await approver.browser.post(`/temporary-passes/${body.id}/approve`)).status).toBe(404);
  });

  it("after it was used, as long as no new factor is there: who came in with it is thrown out", async () => {
    const person = await somebody();
    const pass = await issueAndApprove(person);
    const token = await stopToken(person);
    const thief = await comeIn(person, pass);
    const begun = await expectStatus(thief.post("/profile/two-factor/authenticators", {}), 201);
    expect((await stop(token)).status).toBe(204);
    const code = await server.code({ secret: String(begun.body.secret) });
    const late = await thief.post(`/profile/two-factor/authenticators/${begun.body.id}/verify`, { code });
    expect([late.status, (await thief.get("/session")).status]).toEqual([401, 401]);
    expect(await factorsOf(person)).toEqual([2, 1, 1]);
  });

  // The thief was quicker than the mail: it was dropped as being about a pass that is no longer open, and with it the
  // only link that could still have stopped the thief.
  it("also when it was used before the mail went out", async () => {
    const person = await somebody();
    const thief = await comeIn(person, await issueAndApprove(person));
    const token = await stopToken(person);
    expect(post.last(person.email, issuedSubject).text).toContain("it was used already");
    expect((await stop(token)).status).toBe(204);
    expect((await thief.get("/session")).status).toBe(401);
  });

  it("no longer after the new factor is there", async () => {
    const person = await somebody();
    const pass = await issueAndApprove(person);
    const token = await stopToken(person);
    const browser = await comeIn(person, pass);
    await server.enrol(browser);
    const refused = await stop(token);
    expect([refused.status, refused.body.code]).toEqual([404, "not_found"]);
    expect((await browser.get("/session")).status).toBe(200);
  });

  it("or sets up the factor, not both, when it comes to both at once", async () => {
    for (let round = 0; round < 6; round += 1) {
      await issuer.logIn();
      await approver.logIn();
      const person = await somebody();
      const pass = await issueAndApprove(person);
      const token = await stopToken(person);
      const browser = await comeIn(person, pass);
      const begun = await expectStatus(browser.post("/profile/two-factor/authenticators", {}), 201);
      const code = await server.code({ secret: String(begun.body.secret) });
      const path = `/profile/two-factor/authenticators/${begun.body.id}/verify`;
      const [added, stopped] = await Promise.all([browser.post(path, { code }), stop(token, other)]);
      expect([
        [200, 404],
        [401, 204],
      ]).toContainEqual([added.status, stopped.status]);
      expect(await factorsOf(person)).toEqual(added.status === 200 ? [1, 0, 1] : [2, 1, 1]);
    }
  });

  it("in the profile, where the next steps show it; used or not", async () => {
    const person = await somebody();
    const pass = await issueAndApprove(person);
    const browser = await person.logIn();
    const steps = async () => (await browser.get("/next-steps")).body.items;
    expect(await steps()).toContainEqual(
      expect.objectContaining({ code: "temporary_pass_issued", by: issuer.name, reason }),
    );
    const thief = await comeIn(person, pass);
    expect(await steps()).toContainEqual(expect.objectContaining({ code: "temporary_pass_issued" }));
    await expectStatus(browser.send("DELETE", "/profile/temporary-pass"), 204);
    expect((await thief.get("/session")).status).toBe(401);
    expect((await browser.send("DELETE", "/profile/temporary-pass")).status).toBe(404);
    expect(await steps()).not.toContainEqual(expect.objectContaining({ code: "temporary_pass_issued" }));
  });

  it("and what a used one began ends too when another pass takes its place", async () => {
    const person = await somebody();
    const first = await comeIn(person, await issueAndApprove(person));
    await issueAndApprove(person);
    expect((await first.get("/session")).status).toBe(401);
  });
});

describe("mails", () => {
  const told = (person: Member) => post.subjectsTo(person.email).filter((one) => one.includes("emporary pass"));

  it("tell of issue, approval, use and stop, each once, with by whom and why, and never the pass", async () => {
    const person = await somebody();
    const pass = await issueAndApprove(person);
    await deliver();
    await deliver();
    expect(told(person).sort()).toEqual(["A temporary pass for you was approved", issuedSubject]);
    const issued = post.last(person.email, issuedSubject);
    for (const part of [issued.text, String(issued.html)]) {
      for (const fact of [issuer.name, reason, `${publicUrl}/stop-temporary-pass#`]) expect(part).toContain(fact);
    }
    await comeIn(person, pass);
    expect((await stop(post.tokenIn(issued))).status).toBe(204);
    await deliver();
    expect(told(person).slice(2).sort()).toEqual(["The temporary pass was stopped", "The temporary pass was used"]);
    const sent = post.mails.map(({ mail }) => `${mail.subject} ${mail.text} ${mail.html}`).join("");
    expect(sent.includes(pass) || sent.includes(pass.replaceAll("-", ""))).toBe(false);
  });

  it("tell that it was taken back, and of the issue all the same", async () => {
    const person = await somebody();
    const { body } = await expectStatus(issuer.browser.post(`/employees/${person.id}/temporary-pass`, { reason }), 201);
    await expectStatus(approver.browser.send("DELETE", `/temporary-passes/${body.id}`), 204);
    await deliver();
    expect(told(person).sort()).toEqual([issuedSubject, "The temporary pass was taken back"]);
    expect(post.last(person.email, issuedSubject).text).not.toMatch(/#[\w-]{43}/);
  });
});
