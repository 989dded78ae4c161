// Invitations, through the API: a link that works once, for 7 days, for the person it was made for and no other way.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { hashToken } from "../security/tokens.ts";
import { type Answer, alan, edith, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { asked, byTurns, eventsOf, found, linkFor, type Member } from "../testing/people.ts";
import { PostOffice } from "../testing/post-office.ts";

const day = 86_400;
const server = new TestServer();
let other: Hesper;
let boss: Member;

beforeAll(async () => {
  await server.start();
  other = await server.start();
  boss = await found(server);
});
afterAll(() => server.stop());
beforeEach(async () => void (await boss.logIn()));

let added = 0;
interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly token: string;
}

function tokenOf({ body }: Answer): string {
  return String(body.link).split("#")[1] ?? "";
}

async function invite(person: Record<string, unknown> = {}): Promise<Invitation> {
  added += 1;
  const email = `person${added}@example.org`;
  const answer = await expectStatus(boss.browser.post("/invitations", { ...asked(edith), email, ...person }), 201);
  return { id: (answer.body.person as { id: string }).id, email, token: tokenOf(answer) };
}

function look(token: string): Promise<Answer> {
  return server.browser().post("/invitations/look", { token });
}

function accept(token: string, more: Record<string, unknown> = {}, browser = server.browser()): Promise<Answer> {
  return browser.post("/invitations/accept", { token, password: edith.password, ...more });
}

async function employees(): Promise<number> {
  return (await server.hesper.db.selectFrom("employees").select("id").execute()).length;
}

describe("an invited person", () => {
  it("gets role and name as given, chooses a password, and is logged in", async () => {
    const { token, email } = await invite({ role: grace.role, name: "  Grace B. M. Hopper " });
    const expected = { email, name: "Grace B. M. Hopper", role: "administrator" };
    const shown = (await look(token)).body;
    expect(shown).toMatchObject(expected);
    expect(Date.parse(String(shown.expiresAt))).toBe(server.clock.nowMs() + 7 * day * 1000);
    const browser = server.browser();
    const { body } = await expectStatus(accept(token, {}, browser), 201);
    expect(body).toMatchObject({ user: expected, assurance: "password" });
    // An administrator must set up a second factor before anything else opens.
    expect((await browser.get("/employees")).body.code).toBe("two_factor_setup_required");
    expect((await server.browser().post("/login", { email, password: edith.password })).status).toBe(200);
    const types = ["employee.created", "invitation.sent", "invitation.accepted"];
    expect((await eventsOf(server, ...types)).slice(-3).map(({ type }) => type)).toEqual(types);
  });

  it("may write the own name as it is written", async () => {
    const { token } = await invite();
    const { body } = await expectStatus(accept(token, { name: "Édith Clarke" }), 201);
    expect(body.user).toMatchObject({ name: "Édith Clarke", role: "employee" });
    for (const more of [{ role: "administrator" }, { email: "other@example.org" }, { name: "Edith\r\nBcc: x" }]) {
      const next = await invite();
      expect((await accept(next.token, more)).status).toBe(400);
      expect((await look(next.token)).status).toBe(200);
    }
  });

  it.each([
    ["too short", "fourteen chars", /at least 15 characters/],
    ["on the list of leaked ones", "1qaz2wsx3edc4rfv", /leaked/],
    ["made of the name (V6.2.11)", "Edith Clarke 2026", /your name/],
    ["made of the product's words", "Hesper-2026-Hesper!", /name of this system/],
  ])("chooses no password that is %s, and the link still works", async (_, password, message) => {
    const { token } = await invite();
    const answer = await accept(token, { password });
    expect([answer.status, answer.body.errors]).toEqual([
      400,
      [{ field: "/password", message: expect.stringMatching(message) }],
    ]);
    expect((await accept(token)).status).toBe(201);
  });

  it("cannot log in, nor be let in by guessing, before the link was used", async () => {
    const { email } = await invite();
    for (const password of ["", " ", "undefined", edith.password]) {
      const answer = await server.browser().post("/login", { email, password });
      expect([400, 401]).toContain(answer.status);
    }
  });

  // The administrator tried the link in the own browser: two people's sessions lived in one, one of them forgotten.
  it("who accepts in a browser where somebody is logged in takes the place of that session", async () => {
    const { token } = await invite();
    const browser = await boss.logIn();
    const before = new Map(browser.cookies);
    await expectStatus(accept(token, {}, browser), 201);
    const old = server.browser();
    for (const [name, value] of before) old.cookies.set(name, value);
    expect((await old.get("/session")).status).toBe(401);
  });
});

describe("an invitation's link", () => {
  // Counted by reading first, 16 browsers that open the link at once would make 16 sessions of one person.
  it("lets in one of 16 that use it at once over two servers", async () => {
    const { token, id } = await invite();
    const answers = await byTurns(server, other, 16, (at) => accept(token, {}, server.browser().at(at)));
    expect(tally(answers)).toEqual({ "201": 1, "404 not_found": 15 });
    const sessions = server.hesper.db
      .selectFrom("sessions")
      .select("id")
      .where("employee_id", "=", id as never);
    expect(await sessions.execute()).toHaveLength(1);
    expect((await accept(token)).status).toBe(404);
  });

  it("is not spent by looking", async () => {
    const { token } = await invite();
    for (let at = 0; at < 5; at += 1) expect((await look(token)).status).toBe(200);
    expect((await accept(token)).status).toBe(201);
    expect((await look(token)).status).toBe(404);
  });

  it("works for 7 days, to the second", async () => {
    const [just, late] = [await invite(), await invite()];
    server.clock.move(7 * day - 1);
    expect((await look(late.token)).status).toBe(200);
    expect((await accept(just.token)).status).toBe(201);
    server.clock.move(1);
    expect((await look(late.token)).status).toBe(404);
    expect((await accept(late.token)).status).toBe(404);
    // The person is still in the list, with a link that is over, and can be sent another one.
    await boss.logIn();
    const row = (await boss.browser.get(`/employees/${late.id}`)).body;
    expect([row.status, Date.parse(String(row.invitationExpiresAt))]).toEqual([
      "invited",
      server.clock.nowMs() - 30_000,
    ]);
    const again = await expectStatus(boss.browser.post(`/employees/${late.id}/invitation`), 201);
    expect((await accept(tokenOf(again))).status).toBe(201);
  });

  it("that is wrong, used, over, replaced or withdrawn is answered in the same words", async () => {
    const [used, over, replaced, withdrawn] = [await invite(), await invite(), await invite(), await invite()];
    await accept(used.token);
    await boss.browser.post(`/employees/${replaced.id}/invitation`);
    await boss.browser.send("DELETE", `/employees/${withdrawn.id}/invitation`);
    await server.hesper.db
      .updateTable("invitations")
      .set({ expires_at: server.clock.nowMs() })
      .where("employee_id", "=", over.id as never)
      .execute();
    const tokens = ["x".repeat(43), "x", used.token, over.token, replaced.token, withdrawn.token];
    for (const follow of [look, accept]) {
      const texts: string[] = [];
      for (const token of tokens) texts.push((await follow(token)).text);
      expect(new Set(texts).size).toBe(1);
      expect(texts[0]).toContain('"not_found"');
    }
    const refusals = (await eventsOf(server, "link.refused")).slice(-12);
    expect(new Set(refusals.map(({ detail }) => detail.link))).toEqual(new Set(["invitation"]));
  });

  it("cannot be guessed for long from one address", async () => {
    const guessing = new TestServer();
    await guessing.start();
    const tries = [];
    for (let at = 0; at < 105; at += 1) {
      tries.push(await guessing.browser().post("/invitations/look", { token: `guess${at}` }));
    }
    expect(tally(tries)).toEqual({ "404 not_found": 100, "429 too_many_attempts": 5 });
    await guessing.stop();
  });

  it("stops working when it is sent again, and each time anew", async () => {
    const first = await invite();
    const second = tokenOf(await expectStatus(boss.browser.post(`/employees/${first.id}/invitation`), 201));
    expect((await look(first.token)).status).toBe(404);
    expect((await look(second)).status).toBe(200);
    expect((await accept(first.token)).status).toBe(404);
    expect((await accept(second)).status).toBe(201);
    expect((await boss.browser.post(`/employees/${first.id}/invitation`)).status).toBe(409);
  });

  it("goes with the person when it is withdrawn; the email is free again", async () => {
    const { id, email, token } = await invite();
    await expectStatus(boss.browser.send("DELETE", `/employees/${id}/invitation`), 204);
    expect((await look(token)).status).toBe(404);
    expect((await boss.browser.get(`/employees/${id}`)).status).toBe(404);
    expect((await boss.browser.send("DELETE", `/employees/${id}/invitation`)).status).toBe(404);
    const [event] = (await eventsOf(server, "invitation.withdrawn")).slice(-1);
    expect(event?.detail).toEqual({ email, name: edith.name });
    expect((await accept((await invite({ email })).token)).status).toBe(201);
    expect((await boss.browser.send("DELETE", `/employees/${boss.id}/invitation`)).status).toBe(409);
  });

  it("is used or withdrawn, not both, when it comes to both at once", async () => {
    for (let round = 0; round < 8; round += 1) {
      const { id, token } = await invite();
      const [accepted, withdrawn] = await Promise.all([
        accept(token, {}, server.browser().at(other)),
        boss.browser.send("DELETE", `/employees/${id}/invitation`),
      ]);
      const outcome = [accepted.status, withdrawn.status];
      expect([
        [201, 409],
        [404, 204],
      ]).toContainEqual(outcome);
    }
  });
});

describe("an email", () => {
  const composed = "zoë@example.org".normalize("NFC");
  it.each([
    ["as it is", composed],
    ["in another case", "ZOË@EXAMPLE.ORG"],
    ["composed differently", composed.normalize("NFD")],
    ["both", "ZOË@Example.org".normalize("NFD")],
    ["with spaces around it", ` ${composed} `],
  ])("that somebody has is taken, %s, and nothing is left of the try", async (_, email) => {
    if (
      (await server.hesper.db.selectFrom("employees").select("id").where("email", "=", composed).execute()).length === 0
    )
      await invite({ email: composed });
    const [people, events] = [await employees(), (await eventsOf(server)).length];
    const answer = await boss.browser.post("/invitations", { ...asked(alan), email });
    expect([answer.status, answer.body.code]).toEqual([409, "conflict"]);
    expect([await employees(), (await eventsOf(server)).length]).toEqual([people, events]);
  });

  it("can be invited once by 16 at once", async () => {
    const answers = await byTurns(server, other, 16, (at) =>
      boss.browser.at(at).post("/invitations", { ...asked(alan), email: "once@example.org" }),
    );
    expect(tally(answers)).toEqual({ "201": 1, "409 conflict": 15 });
  });

  it("is taken in any case by a log-in", async () => {
    const email = "Ölwig@Example.org";
    await expectStatus(accept((await invite({ email })).token), 201);
    for (const typed of [email, "ölwig@example.org", "ÖLWIG@EXAMPLE.ORG".normalize("NFD")]) {
      expect((await server.browser().post("/login", { email: typed, password: edith.password })).status).toBe(200);
    }
  });
});

describe("with a mail server", () => {
  const post = new PostOffice();
  let mailing: TestServer;
  let sender: Member;
  beforeAll(async () => {
    await post.open();
    mailing = new TestServer({ HESPER_SMTP_URL: post.url, HESPER_PUBLIC_URL: "http://localhost:8080" });
    await mailing.start();
    sender = await found(mailing);
  });
  afterAll(async () => {
    await mailing.stop();
    await post.close();
  });

  it("the link goes to the person and to nobody else; the database has its SHA-256 only", async () => {
    const answer = await expectStatus(sender.browser.post("/invitations", asked(edith)), 201);
    expect(answer.body.link).toBeNull();
    const link = await linkFor(mailing, post, edith.email);
    expect(link).toMatch(/^http:\/\/localhost:8080\/accept-invitation#[\w-]{43}$/);
    const token = link.split("#")[1] ?? "";
    expect(answer.text).not.toContain(token);
    const [row] = await mailing.hesper.db.selectFrom("invitations").selectAll().execute();
    expect(row?.token_hash).toBe(hashToken(token));
    const outbox = JSON.stringify(await mailing.hesper.db.selectFrom("outbox").selectAll().execute());
    expect(outbox).not.toContain(token);
    expect(mailing.logs.join("")).not.toContain(token);
    const { text = "", to } = post.last(edith.email, "invited");
    expect([to].flat()[0]?.text).toBe(edith.email);
    expect(text).toContain(`${sender.name} invites you`);
  });

  it("sending again makes the link before die at once, also before the new mail is there", async () => {
    const old = post.tokenIn(post.last(edith.email, "invited"));
    const { items } = (await sender.browser.get("/employees?status=invited")).body as { items: { id: string }[] };
    await expectStatus(sender.browser.post(`/employees/${items[0]?.id}/invitation`), 201);
    const lookAt = (token: string) => mailing.browser().post("/invitations/look", { token });
    expect((await lookAt(old)).status).toBe(404);
    const link = await linkFor(mailing, post, edith.email);
    const token = link.split("#")[1] ?? "";
    expect((await lookAt(old)).status).toBe(404);
    expect((await lookAt(token)).status).toBe(200);
    await expectStatus(mailing.browser().post("/invitations/accept", { token, password: edith.password }), 201);
  });

  it("nothing is mailed of an invitation that was withdrawn before", async () => {
    const { body } = await expectStatus(sender.browser.post("/invitations", asked(alan)), 201);
    const { id } = body.person as { id: string };
    await expectStatus(sender.browser.send("DELETE", `/employees/${id}/invitation`), 204);
    await mailing.hesper.background.runDue();
    expect(post.to(alan.email)).toEqual([]);
  });
});
