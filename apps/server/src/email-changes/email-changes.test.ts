// Changing one's own email, through the API: confirmed at the new address, told at the old one.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { hashToken } from "../security/tokens.ts";
import { alan, edith, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { asked, byTurns, eventsOf, found, join, type Member } from "../testing/people.ts";
import { PostOffice } from "../testing/post-office.ts";

const confirmSubject = "Confirm your new email";
const post = new PostOffice();
let server: TestServer;
let other: Hesper;
let boss: Member;
let owner: Member;

beforeAll(async () => {
  await post.open();
  server = new TestServer({ HESPER_SMTP_URL: post.url, HESPER_PUBLIC_URL: "http://localhost:8080" });
  await server.start();
  other = await server.start();
  boss = await found(server);
  owner = await join(boss, alan, post);
});
afterAll(async () => {
  await server.stop();
  await post.close();
});
beforeEach(async () => {
  await boss.logIn();
  await deliver();
  post.mails.length = 0;
});

const deliver = () => server.hesper.background.runDue();
const ask = (member: Member, newEmail: string) => member.browser.post("/profile/email", { newEmail });
const confirm = (token: string, at = server.hesper) =>
  server.browser().at(at).post("/email-changes/confirm", { token });
const logIn = (email: string, password = edith.password) => server.browser().post("/login", { email, password });

let added = 0;
async function somebody(): Promise<Member> {
  added += 1;
  const member = await join(boss, { ...edith, email: `old${added}@example.org` }, post);
  post.mails.length = 0;
  return member;
}

async function tokenFor(member: Member, newEmail: string): Promise<string> {
  await expectStatus(ask(member, newEmail), 204);
  await deliver();
  return post.tokenIn(post.last(newEmail, confirmSubject));
}

describe("a change of email", () => {
  it("is asked at the new address and told at the old; until it is confirmed the old one logs in", async () => {
    const person = await somebody();
    const token = await tokenFor(person, "new1@example.org");
    expect(post.subjectsTo(person.email)).toEqual(["Your email is about to be changed"]);
    expect(post.subjectsTo("new1@example.org")).toEqual([confirmSubject]);
    const [row] = await server.hesper.db.selectFrom("email_changes").selectAll().execute();
    expect(row).toMatchObject({ employee_id: person.id, token_hash: hashToken(token) });
    expect([(await logIn(person.email)).status, (await logIn("new1@example.org")).status]).toEqual([200, 401]);
    post.mails.length = 0;
    expect((await expectStatus(confirm(token), 200)).body).toEqual({ email: "new1@example.org" });
    expect([(await logIn(person.email)).status, (await logIn("new1@example.org")).status]).toEqual([401, 200]);
    await deliver();
    expect(post.mails.map(({ to, mail }) => [to, mail.subject])).toContainEqual([
      [person.email],
      "Your email was changed",
    ]);
    expect(post.to("new1@example.org").filter(({ subject }) => subject === "Your email was changed")).toEqual([]);
    const [event] = (await eventsOf(server, "email.changed")).slice(-1);
    expect(event).toMatchObject({ subject_id: person.id, detail: { from: person.email, to: "new1@example.org" } });
  });

  it("needs a fresh proof, another email than the present one, and one that could be one", async () => {
    const person = await somebody();
    for (const newEmail of [person.email, person.email.toUpperCase(), "nobody", "a@b\r\nBcc: x@y.example", ""]) {
      const answer = await ask(person, newEmail);
      expect([answer.status, (answer.body.errors as { field: string }[])[0]?.field]).toEqual([400, "/newEmail"]);
    }
    server.clock.move(601);
    expect((await ask(person, "new2@example.org")).body.code).toBe("reauthentication_required");
    await deliver();
    expect(post.mails).toEqual([]);
  });

  // The address that is to be confirmed may be a stranger's: whoever asks must not write to strangers through us.
  it("mails nothing to the new address that the asker has worded", async () => {
    const person = await somebody();
    await expectStatus(person.browser.send("PATCH", "/profile", { name: "Win at http://evil.example now" }), 200);
    await tokenFor(person, "stranger@example.net");
    const { text, html } = post.last("stranger@example.net", confirmSubject);
    expect(`${text}${String(html)}`).not.toContain("evil.example");
  });

  it("is throttled on the person", async () => {
    const person = await somebody();
    const answers = [];
    for (let at = 0; at < 7; at += 1) answers.push(await ask(person, `many${at}@example.net`));
    expect(tally(answers)).toEqual({ "204": 5, "429 too_many_attempts": 2 });
  });

  it("is not possible without mail", async () => {
    const quiet = new TestServer();
    await quiet.start();
    const chief = await found(quiet);
    expect((await ask(chief, "new@example.org")).status).toBe(409);
    await quiet.stop();
  });
});

describe("the link", () => {
  it("is confirmed once by 16 at once over two servers", async () => {
    const person = await somebody();
    const token = await tokenFor(person, "once@example.org");
    const answers = await byTurns(server, other, 16, (at) => confirm(token, at));
    expect(tally(answers)).toEqual({ "200": 1, "404 not_found": 15 });
    expect((await eventsOf(server, "email.changed")).filter((one) => one.subject_id === person.id)).toHaveLength(1);
  });

  it("dies after 24 hours, to the second", async () => {
    const [just, late] = [await somebody(), await somebody()];
    const tokens = [await tokenFor(just, "just@example.org"), await tokenFor(late, "late@example.org")];
    server.clock.move(86_399);
    expect((await confirm(tokens[0] ?? "")).status).toBe(200);
    server.clock.move(1);
    const refused = await confirm(tokens[1] ?? "");
    expect([refused.status, refused.text]).toEqual([404, (await confirm("x".repeat(43))).text]);
    expect((await logIn(late.email)).status).toBe(200);
  });

  it("dies with a newer one, and that one works", async () => {
    const person = await somebody();
    const first = await tokenFor(person, "first@example.org");
    const second = await tokenFor(person, "second@example.org");
    expect((await confirm(first)).status).toBe(404);
    expect((await confirm(second)).body).toEqual({ email: "second@example.org" });
  });

  // Asked for by a thief in a session that was left open: choosing a new password has to lock the thief out for good.
  it("dies with a new password, whichever way it was chosen, and with the account", async () => {
    const changed = await somebody();
    const first = await tokenFor(changed, "thief1@example.net");
    const change = { currentPassword: edith.password, newPassword: "looms weave algebraic patterns" };
    await expectStatus(changed.browser.post("/profile/password", change), 204);
    expect((await confirm(first)).status).toBe(404);

    const forgotten = await somebody();
    const second = await tokenFor(forgotten, "thief2@example.net");
    await expectStatus(server.browser().post("/password-resets", { email: forgotten.email }), 204);
    await deliver();
    const token = post.tokenIn(post.last(forgotten.email, "Choose a new password"));
    const { newPassword } = change;
    await expectStatus(server.browser().post("/password-resets/finish", { token, newPassword }), 204);
    expect((await confirm(second)).status).toBe(404);

    const fired = await somebody();
    const third = await tokenFor(fired, "thief3@example.net");
    await expectStatus(fired.change(boss.browser, { status: "deactivated" }), 200);
    expect((await confirm(third)).status).toBe(404);
  });

  it("takes links for a forgotten password to the old address with it", async () => {
    const person = await somebody();
    const token = await tokenFor(person, "moved@example.org");
    await expectStatus(server.browser().post("/password-resets", { email: person.email }), 204);
    await deliver();
    const reset = post.tokenIn(post.last(person.email, "Choose a new password"));
    // One more is asked for, and still waits to be mailed when the email has changed.
    await expectStatus(server.browser().post("/password-resets", { email: person.email }), 204);
    post.mails.length = 0;
    await expectStatus(confirm(token), 200);
    expect((await server.browser().post("/password-resets/look", { token: reset })).status).toBe(404);
    await deliver();
    const resets = post.mails.filter(({ mail }) => mail.subject?.startsWith("Choose a new password"));
    expect(resets).toEqual([]);
  });
});

describe("an email that somebody has", () => {
  it.each([
    ["as it is", alan.email],
    ["in another case", alan.email.toUpperCase()],
    ["with spaces around it", ` ${alan.email} `],
  ])("%s gets the same answer; its owner is told, and nothing changes", async (_, email) => {
    const person = await somebody();
    const free = await ask(person, "free@example.org");
    await deliver();
    post.mails.length = 0;
    const taken = await ask(person, email);
    expect([taken.status, taken.text]).toEqual([free.status, free.text]);
    await deliver();
    expect(post.subjectsTo(owner.email)).toEqual(["Somebody asked to use your email"]);
    expect(post.last(owner.email, "asked to use").text).not.toMatch(/#[\w-]{43}/);
    expect(post.subjectsTo(person.email)).toEqual(["Your email is about to be changed"]);
    expect((await logIn(owner.email, owner.password)).status).toBe(200);
    expect((await logIn(person.email)).status).toBe(200);
  });

  // A link that lived on told that the newer request had been for an email that is taken.
  it("is not told of by an older link, which dies as with any newer one", async () => {
    const person = await somebody();
    const mine = await tokenFor(person, "mine@example.org");
    await expectStatus(ask(person, owner.email), 204);
    expect((await confirm(mine)).status).toBe(404);
  });

  it("also when it is only invited is left to whoever was invited", async () => {
    const person = await somebody();
    await expectStatus(boss.browser.post("/invitations", { ...asked(grace), email: "guest@example.org" }), 201);
    await expectStatus(ask(person, "guest@example.org"), 204);
    await deliver();
    expect(post.subjectsTo("guest@example.org")).not.toContain(confirmSubject);
  });

  it("by the time it is confirmed is refused, and nothing changes", async () => {
    const person = await somebody();
    const token = await tokenFor(person, "soon@example.org");
    await expectStatus(boss.browser.post("/invitations", { ...asked(grace), email: "Soon@example.org" }), 201);
    const answer = await confirm(token);
    expect([answer.status, answer.body.code]).toEqual([409, "conflict"]);
    expect((await logIn(person.email)).status).toBe(200);
    expect((await eventsOf(server, "email.changed")).filter((one) => one.subject_id === person.id)).toEqual([]);
  });

  it("goes to one of several who confirm it at once over two servers", async () => {
    const people = [await somebody(), await somebody(), await somebody(), await somebody()];
    const tokens: string[] = [];
    for (const [at, one] of people.entries()) {
      tokens.push(await tokenFor(one, at % 2 === 0 ? "wanted@example.org" : "WANTED@example.org"));
    }
    const answers = await Promise.all(tokens.map((token, at) => confirm(token, at % 2 === 0 ? server.hesper : other)));
    expect(tally(answers)).toEqual({ "200": 1, "409 conflict": 3 });
    const { db } = server.hesper;
    const query = db.selectFrom("employees").select("id").where("email_key", "=", "wanted@example.org");
    expect(await query.execute()).toHaveLength(1);
  });
});
