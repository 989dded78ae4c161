// A forgotten password, through the API, with every mail from a real mail server on loopback.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { hashToken } from "../security/tokens.ts";
import { type Answer, alan, edith, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { asked, byTurns, eventsOf, found, join, type Member } from "../testing/people.ts";
import { PostOffice } from "../testing/post-office.ts";

const publicUrl = "http://localhost:8080";
const subject = "Choose a new password";
const chosen = "looms weave algebraic patterns";
const post = new PostOffice();
let server: TestServer;
let other: Hesper;
let boss: Member;
let person: Member;

beforeAll(async () => {
  await post.open();
  server = new TestServer({ HESPER_SMTP_URL: post.url, HESPER_PUBLIC_URL: publicUrl });
  await server.start();
  other = await server.start();
  boss = await found(server);
  person = await (await join(boss, edith, post)).enrol();
});
afterAll(async () => {
  await server.stop();
  await post.close();
});
beforeEach(async () => {
  // Past every wait; what was mailed before is of no interest.
  server.clock.move(86_401);
  await deliver();
  post.mails.length = 0;
});

const deliver = () => server.hesper.background.runDue();
const ask = (email: string, browser = server.browser()) => browser.post("/password-resets", { email });
const look = (token: string) => server.browser().post("/password-resets/look", { token });
const finish = (token: string, newPassword = chosen, at = server.hesper) =>
  server.browser().at(at).post("/password-resets/finish", { token, newPassword });
const logIn = (password: string, email = person.email) => server.browser().post("/login", { email, password });

async function linkTo(email: string): Promise<string> {
  await expectStatus(ask(email), 204);
  await deliver();
  return post.linkIn(post.last(email, subject));
}

async function tokenTo(email: string): Promise<string> {
  return (await linkTo(email)).split("#")[1] ?? "";
}

async function backToOldPassword(): Promise<void> {
  await expectStatus(finish(await tokenTo(person.email), person.password), 204);
}

describe("a link for a forgotten password", () => {
  it("goes to the person, as SHA-256 into the database, and nowhere else", async () => {
    await expectStatus(ask(person.email.toUpperCase()), 204);
    await deliver();
    const link = post.linkIn(post.last(person.email, subject));
    expect(link).toMatch(/^http:\/\/localhost:8080\/reset-password#[\w-]{43}$/);
    expect(post.mails).toHaveLength(1);
    expect(post.mails[0]?.to).toEqual([person.email]);
    const token = link.split("#")[1] ?? "";
    const [row] = await server.hesper.db.selectFrom("password_resets").selectAll().execute();
    expect(row).toMatchObject({ employee_id: person.id, token_hash: hashToken(token) });
    const outbox = JSON.stringify(await server.hesper.db.selectFrom("outbox").selectAll().execute());
    expect(outbox + server.logs.join("")).not.toContain(token);
    expect((await look(token)).body).toMatchObject({ email: person.email });
    const [event] = (await eventsOf(server, "password_reset.requested")).slice(-1);
    expect(event).toMatchObject({ actor_id: null, subject_id: person.id, detail: { mailed: true } });
  });

  it("never removes the second factor: the log-in afterwards asks for it", async () => {
    const token = await tokenTo(person.email);
    await expectStatus(finish(token), 204);
    expect((await logIn(person.password)).status).toBe(401);
    const answer = await logIn(chosen);
    expect(answer.body).toMatchObject({ status: "second_factor_required" });
    expect(answer.body.methods).toEqual(["totp", "recovery_code"]);
    const [event] = (await eventsOf(server, "password.changed")).slice(-1);
    expect(event).toMatchObject({ subject_id: person.id, detail: { by: "link" } });
    await deliver();
    expect(post.subjectsTo(person.email)).toContain("Your password was changed");
    await backToOldPassword();
  });

  it("ends sessions, half-done log-ins and trusted browsers, and logs nobody in", async () => {
    const trusted = await person.logIn(server.browser(), { rememberBrowser: true });
    const half = server.browser();
    await expectStatus(person.givePassword(half), 200);
    const browser = server.browser();
    const token = await tokenTo(person.email);
    await expectStatus(browser.post("/password-resets/finish", { token, newPassword: chosen }), 204);
    expect([...browser.cookies.keys()]).toEqual([]);
    expect((await trusted.get("/session")).status).toBe(401);
    const code = await server.code(person.authenticator ?? { secret: "" }, 1);
    expect((await half.post("/login/totp", { code })).body.code).toBe("login_expired");
    const again = await trusted.post("/login", { email: person.email, password: chosen });
    expect(again.body.status).toBe("second_factor_required");
    await backToOldPassword();
  });

  it("works once: of 16 at once over two servers one wins", async () => {
    const token = await tokenTo(person.email);
    const answers = await byTurns(server, other, 16, (at) => finish(token, person.password, at));
    expect(tally(answers)).toEqual({ "204": 1, "404 not_found": 15 });
    expect((await look(token)).status).toBe(404);
  });

  it("works for 30 minutes, to the second, and looking does not spend it", async () => {
    const token = await tokenTo(person.email);
    server.clock.move(1799);
    for (let at = 0; at < 3; at += 1) expect((await look(token)).status).toBe(200);
    server.clock.move(1);
    const [looked, used] = [await look(token), await finish(token)];
    expect([looked.status, used.status]).toEqual([404, 404]);
    // In the words of a token that never was.
    expect(looked.text).toBe((await look("x".repeat(43))).text);
    expect((await logIn(person.password)).status).toBe(200);
  });

  it("is void when there is a newer one, and when the password was changed otherwise", async () => {
    const [first, second] = [await tokenTo(person.email), await tokenTo(person.email)];
    expect([(await look(first)).status, (await look(second)).status]).toEqual([404, 200]);
    // Somebody else had asked for the link; the owner, still logged in, chooses a new password.
    const browser = await person.logIn();
    const change = { currentPassword: person.password, newPassword: chosen };
    await expectStatus(browser.post("/profile/password", change), 204);
    expect((await finish(second)).status).toBe(404);
    await backToOldPassword();
  });

  it("asks for a good password, and still works after a bad one", async () => {
    const token = await tokenTo(person.email);
    for (const bad of ["fourteen chars", "1qaz2wsx3edc4rfv", "Edith Clarke 2026"]) {
      expect((await finish(token, bad)).body).toMatchObject({ errors: [{ field: "/newPassword" }] });
    }
    expect((await finish(token, person.password)).status).toBe(204);
  });

  // Host header injection: the attacker asks for the victim's link with a host of the attacker's, and the link in the
  // victim's mail then leads there, token and all.
  it.each<Record<string, string>>([
    { host: "evil.example" },
    { host: "evil.example:8080" },
    { "x-forwarded-host": "evil.example" },
    { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-forwarded-server": "evil.example" },
    { forwarded: "host=evil.example" },
    { "x-original-url": "http://evil.example/" },
    { referer: "http://evil.example/" },
    { "user-agent": "http://evil.example/ Mozilla" },
  ])("begins with the public URL whatever the request says: %o", async (headers) => {
    const asked = await server.browser().send("POST", "/password-resets", { email: person.email }, headers);
    expect(asked.status).toBe(204);
    await deliver();
    const mail = post.last(person.email, subject);
    expect(new URL(post.linkIn(mail)).origin).toBe(publicUrl);
    expect(`${mail.text}${String(mail.html)}`).not.toContain("evil.example");
  });

  it("is not made for a request of another site", async () => {
    const answer = await server
      .browser()
      .send("POST", "/password-resets", { email: person.email }, { origin: "http://evil.example" });
    expect(answer.status).toBe(403);
    await deliver();
    expect(post.mails).toEqual([]);
  });

  // The mail went out, but its server did not say so: it is sent again, and must not open the door a second time.
  it("that was used is not made anew by a mail that is sent again", async () => {
    await expectStatus(ask(person.email), 204);
    const waiting = server.hesper.db.selectFrom("outbox").selectAll().where("next_attempt_at", "is not", null);
    const [queued] = await waiting.execute();
    await deliver();
    const token = post.tokenIn(post.last(person.email, subject));
    server.clock.move(60);
    await expectStatus(finish(token, person.password), 204);
    const again = { ...queued, next_attempt_at: server.clock.nowMs(), attempts: 1 };
    await server.hesper.db.updateTable("outbox").set(again).where("id", "=", String(queued?.id)).execute();
    post.mails.length = 0;
    await deliver();
    expect(post.subjectsTo(person.email).filter((one) => one.startsWith(subject))).toEqual([]);
  });
});

describe("asking", () => {
  it("answers unknown, deactivated and invited people as everybody else, and sends them nothing", async () => {
    await boss.logIn();
    const gone = await join(boss, { ...alan, email: "gone@example.org" }, post);
    await expectStatus(gone.change(boss.browser, { status: "deactivated" }), 200);
    await expectStatus(boss.browser.post("/invitations", { ...asked(grace), email: "late@example.org" }), 201);
    await deliver();
    post.mails.length = 0;
    const shown = ({ status, text, headers: { date: _, ...headers } }: Answer) =>
      JSON.stringify([status, text, headers]);
    const emails = [person.email, "gone@example.org", "late@example.org", "nobody@example.org", "not an email"];
    const answers = [];
    for (const email of emails) answers.push(shown(await ask(email)));
    expect(new Set(answers).size).toBe(1);
    await deliver();
    expect(post.mails.map(({ to }) => to)).toEqual([[person.email]]);
    const { waiting, failed } = (await boss.browser.get("/mail")).body;
    expect([waiting, failed]).toEqual([0, 0]);
  });

  it("too often is refused for an email that nobody has as for one that somebody has", async () => {
    const shown = async (email: string) => {
      const answers: string[] = [];
      for (let at = 0; at < 8; at += 1) {
        const { status, text, headers } = await ask(email);
        answers.push(`${status} ${headers["retry-after"]} ${text}`);
      }
      return answers;
    };
    const known = await shown(person.email);
    expect(await shown("nobody@example.org")).toEqual(known);
    expect(known.map((one) => one.slice(0, 3))).toEqual(["204", "204", "204", "204", "204", "429", "429", "429"]);
    await deliver();
    expect(post.to(person.email)).toHaveLength(5);
  });

  it("too often from one address is refused, whatever the emails", async () => {
    const answers: Answer[] = [];
    for (let at = 0; at < 102; at += 1) answers.push(await ask(`nobody${at}@example.org`));
    answers.push(await ask(person.email));
    expect(tally(answers)).toEqual({ "204": 100, "429 too_many_attempts": 3 });
    await deliver();
    expect(post.mails).toEqual([]);
  });

  it("tells by its time nothing either: known and unknown are within 10 % of each other", async () => {
    await round();
    // A leak shows in every round; a neighbour on the machine does not.
    let least = await round();
    for (let more = 0; more < 9 && least >= 0.1; more += 1) least = Math.min(least, await round());
    expect(least).toBeLessThan(0.1);
  });
});

const tries = 60;

function median(times: number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return ((sorted[tries / 2 - 1] ?? 0) + (sorted[tries / 2] ?? 0)) / 2;
}

/** Both kinds by turns, so that a busy machine slows them alike. @returns how far the medians are apart. */
async function round(): Promise<number> {
  const times = { known: [] as number[], unknown: [] as number[] };
  for (let at = 0; at < tries; at += 1) {
    server.clock.move(901);
    for (const kind of at % 2 === 0 ? (["known", "unknown"] as const) : (["unknown", "known"] as const)) {
      const beganMs = performance.now();
      await ask(kind === "known" ? person.email : "nobody@example.org");
      times[kind].push(performance.now() - beganMs);
    }
  }
  await deliver();
  return Math.abs(median(times.known) - median(times.unknown)) / median(times.known);
}

describe("a link that an administrator makes", () => {
  it("is mailed with the administrator's name, on record at once, and void when it is made again", async () => {
    await boss.logIn();
    const make = () => expectStatus(boss.browser.post(`/employees/${person.id}/password-link`), 201);
    const made = await make();
    expect(made.body).toEqual({ link: null, expiresAt: new Date(server.clock.nowMs() + 1_800_000).toISOString() });
    const [event] = (await eventsOf(server, "password_reset.requested")).slice(-1);
    expect(event).toMatchObject({ actor_id: boss.id, subject_id: person.id, detail: { mailed: true } });
    await deliver();
    const mail = post.last(person.email, subject);
    expect(mail.text).toContain(`${boss.name} sends you a link`);
    const first = post.tokenIn(mail);
    const events = (await eventsOf(server, "password_reset.requested")).length;
    await make();
    expect((await look(first)).status).toBe(404);
    await deliver();
    expect(await eventsOf(server, "password_reset.requested")).toHaveLength(events + 1);
    await expectStatus(finish(post.tokenIn(post.last(person.email, subject)), person.password), 204);
  });

  it("is handed over where no mail is sent, and asking for one says so", async () => {
    const quiet = new TestServer();
    await quiet.start();
    const chief = await found(quiet);
    const pupil = await (await join(chief, edith)).enrol();
    const { body } = await expectStatus(chief.browser.post(`/employees/${pupil.id}/password-link`), 201);
    expect(body.link).toMatch(/^\/reset-password#[\w-]{43}$/);
    const token = String(body.link).split("#")[1];
    await expectStatus(quiet.browser().post("/password-resets/finish", { token, newPassword: chosen }), 204);
    const login = await quiet.browser().post("/login", { email: pupil.email, password: chosen });
    expect(login.body.status).toBe("second_factor_required");
    expect((await quiet.browser().post("/password-resets", { email: pupil.email })).status).toBe(409);
    expect((await quiet.browser().get("/installation")).body.mail).toBe(false);
    await quiet.stop();
  });
});
