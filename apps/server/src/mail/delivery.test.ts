// Delivering mail, against a real mail server on loopback: each mail once, later when it must be, and given up in time.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { inTransaction } from "../database/database.ts";
import { createIds } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { withBrokenWrite } from "../testing/database-faults.ts";
import { edith, expectStatus, TestServer } from "../testing/harness.ts";
import { eventsOf, found, join, type Member } from "../testing/people.ts";
import { PostOffice } from "../testing/post-office.ts";
import { queueMail } from "./outbox.ts";

const day = 86_400;
const roleChanged = "Your role was changed";
const post = new PostOffice();
let server: TestServer;
let other: Hesper;
let boss: Member;
let person: Member;

beforeAll(async () => {
  await post.open();
  server = new TestServer({ HESPER_SMTP_URL: post.url, HESPER_PUBLIC_URL: "http://localhost:8080" });
  await server.start();
  other = await server.start();
  boss = await found(server);
  person = await join(boss, edith, post);
});
afterAll(async () => {
  await server.stop();
  await post.close();
});
beforeEach(async () => {
  post.failWith = null;
  await boss.logIn();
  await deliver();
  await server.hesper.db.deleteFrom("outbox").execute();
  post.mails.length = 0;
  post.offered = 0;
});

const deliver = () => server.hesper.background.runDue();
const outbox = () => server.hesper.db.selectFrom("outbox").selectAll().orderBy("id").execute();
const status = async () => (await boss.browser.get("/mail")).body;

/** Something happens that is worth a mail: the role changes to and fro. */
async function happen(): Promise<void> {
  const { role } = await person.row();
  await expectStatus(person.change(boss.browser, { role: role === "employee" ? "auditor" : "employee" }), 200);
}

describe("a mail", () => {
  it("is sent once, by whichever server, and what it said is forgotten", async () => {
    await happen();
    expect((await status()).waiting).toBe(1);
    await Promise.all([deliver(), other.background.runDue()]);
    await Promise.all([deliver(), other.background.runDue()]);
    expect(post.subjectsTo(person.email)).toEqual([roleChanged]);
    expect(await outbox()).toMatchObject([{ data: "{}", error: null, next_attempt_at: null, attempts: 1 }]);
    expect(await status()).toMatchObject({ configured: true, waiting: 0, failed: 0, lastError: null });
  });

  // Each server read what was due and sent it: everybody got every mail twice.
  it("of 200 that two servers deliver at once arrives exactly once each", async () => {
    const ids = createIds(server.clock, systemRandom);
    await inTransaction(server.hesper.db, async (tx) => {
      for (let at = 0; at < 200; at += 1) {
        await queueMail(tx, ids, { kind: "test", recipient: `r${at}@example.org`, employeeId: person.id as never });
      }
    });
    await Promise.all([deliver(), other.background.runDue()]);
    expect(post.mails).toHaveLength(200);
    expect(new Set(post.mails.map(({ to }) => to[0])).size).toBe(200);
    expect(new Set(post.mails.map(({ mail }) => mail.messageId)).size).toBe(200);
    expect((await outbox()).every((row) => row.sent_at !== null)).toBe(true);
  });

  it("is tried again after half a minute, then after pauses that double up to an hour", async () => {
    post.failWith = 451;
    await happen();
    await deliver();
    for (const [at, seconds] of [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600].entries()) {
      expect(post.offered, `after ${at} pauses`).toBe(at + 1);
      server.clock.move(seconds - 1);
      await deliver();
      expect(post.offered).toBe(at + 1);
      server.clock.move(1);
      await Promise.all([deliver(), other.background.runDue()]);
    }
    expect((await outbox())[0]).toMatchObject({ failed_at: null, sent_at: null });
    post.failWith = null;
    server.clock.move(3600);
    await deliver();
    expect(post.subjectsTo(person.email)).toEqual([roleChanged]);
  });

  it("that the server refuses for good is given up at once, and administrators see it", async () => {
    post.failWith = 550;
    await happen();
    await deliver();
    server.clock.move(3600);
    await deliver();
    expect(post.offered).toBe(1);
    await boss.logIn(boss.browser);
    expect(await status()).toMatchObject({ waiting: 0, failed: 1, lastError: expect.stringContaining("550") });
    expect((await boss.browser.get("/next-steps")).body.items).toContainEqual({ code: "mail_failing", failed: 1 });
    expect(await outbox()).toMatchObject([{ data: "{}" }]);
    server.clock.move(8 * day);
    await deliver();
    expect(await outbox()).toEqual([]);
  });

  it("waits while the server is down, and is sent when it is back", async () => {
    await post.close();
    await happen();
    await deliver();
    expect(await status()).toMatchObject({ waiting: 1, failed: 0, lastError: expect.stringContaining("ECONNREFUSED") });
    await post.open(post.port);
    server.clock.move(30);
    await deliver();
    expect(post.subjectsTo(person.email)).toEqual([roleChanged]);
    expect(await status()).toMatchObject({ waiting: 0, failed: 0, lastError: null });
  });

  it("is given up after 3 days, and a link for a password after half an hour", async () => {
    post.failWith = 451;
    await happen();
    await expectStatus(server.browser().post("/password-resets", { email: person.email }), 204);
    for (let minutes = 0; minutes < 31; minutes += 1) {
      await deliver();
      server.clock.move(60);
    }
    const [notice, reset] = await outbox();
    expect([notice?.failed_at, reset?.failed_at]).toEqual([null, expect.any(Number)]);
    for (let hours = 0; hours < 70; hours += 1) {
      server.clock.move(3600);
      await deliver();
    }
    expect((await outbox())[0]?.failed_at).toBeNull();
    for (let hours = 0; hours < 2; hours += 1) {
      server.clock.move(3600);
      await deliver();
    }
    expect((await outbox())[0]?.failed_at).toEqual(expect.any(Number));
    const { offered } = post;
    post.failWith = null;
    server.clock.move(day);
    await deliver();
    expect(post.offered).toBe(offered);
  });

  it("that waited while all servers were off is not sent when it is too late for it", async () => {
    await happen();
    server.clock.move(3 * day);
    await deliver();
    expect([post.offered, (await outbox())[0]?.error]).toEqual([0, "It waited too long."]);
  });

  it("that cannot be written holds up no other", async () => {
    await happen();
    await server.hesper.db.updateTable("outbox").set({ data: "{" }).execute();
    await happen();
    await deliver();
    expect(post.subjectsTo(person.email)).toEqual([roleChanged]);
    expect(await status()).toMatchObject({ waiting: 1 });
  });
});

describe("the outbox", () => {
  // The mail was queued, the change failed: a person was told of something that never happened.
  it("holds no mail of a change that was rolled back, and there is no change without its mail", async () => {
    const events = (await eventsOf(server, "employee.role_changed")).length;
    for (const write of [
      { verb: "delete", table: "sessions" },
      { verb: "insert", table: "outbox" },
    ] as const) {
      await person.logIn();
      const before = await person.row();
      const change = () => person.change(boss.browser, { role: "administrator" });
      const answer = await withBrokenWrite(server.hesper.db, write, change);
      expect(answer.status).toBe(500);
      expect(await outbox().then((rows) => rows.filter(({ data }) => data.includes("role_changed")))).toEqual([]);
      expect([await person.row(), (await eventsOf(server, "employee.role_changed")).length]).toEqual([before, events]);
    }
  });

  // Read by whoever reads the database or a backup: a link that waits to be mailed would let them in.
  it("holds nothing secret, whatever waits in it, nor does the log", async () => {
    const secrets: string[] = [];
    post.onOffer = ({ text = "" }) =>
      void secrets.push(...(text.match(/#[\w-]{43}/g) ?? []).map((one) => one.slice(1)));
    await person.enrol();
    await expectStatus(boss.browser.post("/invitations", { email: "x@example.org", name: "X", role: "employee" }), 201);
    await expectStatus(server.browser().post("/password-resets", { email: person.email }), 204);
    await expectStatus(person.browser.post("/profile/email", { newEmail: "y@example.org" }), 204);
    const pass = await expectStatus(
      boss.browser.post(`/employees/${person.id}/temporary-pass`, { reason: "lost the phone" }),
      201,
    );
    secrets.push(String(pass.body.pass), String(pass.body.pass).replaceAll("-", ""));
    const kept: string[] = [JSON.stringify(await outbox())];
    for (const failWith of [451, 550]) {
      post.failWith = failWith;
      await deliver();
      kept.push(JSON.stringify(await outbox()));
      server.clock.move(60);
    }
    post.onOffer = null;
    expect(secrets.length).toBeGreaterThanOrEqual(10);
    const all = kept.join("") + server.logs.join("");
    for (const secret of secrets) expect(all.includes(secret), secret).toBe(false);
  });
});

describe("a test mail", () => {
  it("goes to the administrator who asks for it, and is given up after ten minutes", async () => {
    await expectStatus(boss.browser.post("/mail/test"), 204);
    await deliver();
    expect(post.mails.map(({ to, mail }) => [to[0], mail.subject])).toEqual([[boss.email, "Hesper can send mail"]]);
    post.failWith = 451;
    await expectStatus(boss.browser.post("/mail/test"), 204);
    for (let at = 0; at < 11; at += 1) {
      await deliver();
      server.clock.move(60);
    }
    expect(await status()).toMatchObject({ waiting: 0, failed: 1 });
  });
});

describe("without a mail server", () => {
  it("what is queued is dropped, and the pages are told", async () => {
    const quiet = new TestServer();
    await quiet.start();
    const chief = await found(quiet);
    expect((await quiet.browser().get("/installation")).body.mail).toBe(false);
    expect((await server.browser().get("/installation")).body.mail).toBe(true);
    quiet.clock.move(61);
    await quiet.hesper.background.runDue();
    expect(await quiet.hesper.db.selectFrom("outbox").selectAll().execute()).toEqual([]);
    expect((await chief.browser.get("/mail")).body).toEqual({
      configured: false,
      server: null,
      from: null,
      waiting: 0,
      failed: 0,
      lastError: null,
    });
    expect((await chief.browser.post("/mail/test")).status).toBe(409);
    await quiet.stop();
  });
});
