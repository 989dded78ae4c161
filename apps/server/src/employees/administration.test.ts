// Administrators and people, through the API: roles, deactivating, deleting, and the last administrator who stays.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { inTransaction } from "../database/database.ts";
import { contentsOf } from "../testing/contents.ts";
import { connectionsOfServer } from "../testing/engine.ts";
import { type Answer, alan, edith, expectStatus, grace, type Invited, TestServer, tally } from "../testing/harness.ts";
import { untilBlocked } from "../testing/locks.ts";
import { asked, byTurns, eventsOf, found, join, type Member } from "../testing/people.ts";
import { lockEmployee } from "./service.ts";

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
async function somebody(role: Invited["role"] = "employee"): Promise<Member> {
  added += 1;
  return join(boss, { ...edith, role, email: `person${added}@example.org` });
}

async function remove(person: Member): Promise<Answer> {
  return boss.browser.send("DELETE", `/employees/${person.id}`);
}

describe("a change of role", () => {
  it("ends what the old role had begun, and is on record", async () => {
    const person = await (await somebody()).enrol();
    const half = server.browser();
    await expectStatus(person.givePassword(half), 200);
    const logged = await person.logIn();
    const { body } = await expectStatus(person.change(boss.browser, { role: "auditor" }), 200);
    expect(body).toMatchObject({ id: person.id, role: "auditor", status: "active", twoFactor: true });
    expect((await logged.get("/session")).status).toBe(401);
    const code = await server.code(person.authenticator ?? { secret: "" }, 1);
    expect((await half.post("/login/totp", { code })).body.code).toBe("login_expired");
    expect((await (await person.logIn()).get("/employees")).status).toBe(200);
    const [event] = (await eventsOf(server, "employee.role_changed")).slice(-1);
    expect(event).toMatchObject({ actor_id: boss.id, subject_id: person.id });
    expect(event?.detail).toEqual({ from: "employee", to: "auditor" });
  });

  it("leaves the administrator who gives up the own role logged in, with what is left to it", async () => {
    const second = await (await somebody("administrator")).enrol();
    await expectStatus(second.change(second.browser, { role: "employee" }), 200);
    expect((await second.browser.get("/session")).body).toMatchObject({ user: { role: "employee" } });
    expect((await second.browser.get("/employees")).status).toBe(403);
  });

  it.each([
    { role: "owner" },
    { role: "administrator", password: "x" },
    { status: "invited" },
    { revision: 0 },
    { revision: "1" },
  ])("refuses %o", async (change) => {
    const person = await somebody();
    const answer = await person.change(boss.browser, change);
    expect([answer.status, (await person.row()).role]).toEqual([400, "employee"]);
  });

  // Two administrators had the same page open: the later one undid, unseen, what the earlier one had done.
  it("is refused with a revision that is not the latest; of 16 at once one is carried out", async () => {
    const person = await somebody();
    const { revision } = await person.row();
    const answers = await byTurns(server, other, 16, (at) =>
      boss.browser.at(at).send("PATCH", `/employees/${person.id}`, { revision, role: "auditor" }),
    );
    expect(tally(answers)).toEqual({ "200": 1, "409 conflict": 15 });
    expect(await person.row()).toMatchObject({ role: "auditor", revision: revision + 1 });
    const stale = await boss.browser.send("PATCH", `/employees/${person.id}`, { revision, status: "deactivated" });
    expect([stale.status, stale.body.code, (await person.row()).status]).toEqual([409, "conflict", "active"]);
  });
});

describe("a deactivated person", () => {
  it("is out at once: sessions, half-done log-ins, trusted browsers", async () => {
    const person = await (await somebody()).enrol();
    const trusted = await person.logIn(server.browser(), { rememberBrowser: true });
    const half = server.browser();
    await expectStatus(person.givePassword(half), 200);
    await expectStatus(person.change(boss.browser, { status: "deactivated" }), 200);
    expect((await trusted.get("/session")).status).toBe(401);
    const code = await server.code(person.authenticator ?? { secret: "" }, 1);
    expect((await half.post("/login/totp", { code })).body.code).toBe("login_expired");
    for (const table of ["sessions", "pending_logins", "trusted_browsers"] as const) {
      const rows = server.hesper.db
        .selectFrom(table)
        .select("employee_id")
        .where("employee_id", "=", person.id as never);
      expect(await rows.execute(), table).toEqual([]);
    }
    await expectStatus(person.change(boss.browser, { status: "active" }), 200);
    // The old password and the second factor let in again; the browser is no longer trusted.
    expect((await person.givePassword(trusted)).body.status).toBe("second_factor_required");
    await person.logIn();
    const types = ["employee.deactivated", "employee.reactivated"];
    expect((await eventsOf(server, ...types)).slice(-2).map(({ type }) => type)).toEqual(types);
  });

  // The answer to the right password must not tell that it is right: a thief of passwords could sort them by it.
  it("gets with the right password the answer of a wrong one; the audit says why", async () => {
    const person = await somebody();
    await expectStatus(person.change(boss.browser, { status: "deactivated" }), 200);
    const shown = ({ status, text, headers: { date: _, ...headers } }: Answer) =>
      JSON.stringify([status, text, headers]);
    const [right, wrong] = [person.password, "wrong horse battery staple"];
    const answers: string[] = [];
    for (const password of [right, wrong, right, wrong, right, wrong]) {
      answers.push(shown(await server.browser().post("/login", { email: person.email, password })));
    }
    expect(new Set(answers.slice(0, 5)).size).toBe(1);
    expect(answers[0]).toContain("invalid_credentials");
    // The right one is counted like a wrong one, too.
    expect(answers[5]).toContain("too_many_attempts");
    const failed = (await eventsOf(server, "login.password_failed")).slice(-5);
    expect(failed.map(({ detail }) => detail.reason)).toEqual([
      "deactivated",
      undefined,
      "deactivated",
      undefined,
      "deactivated",
    ]);
  });

  it("has open links of passwords no more, and gets none", async () => {
    const person = await somebody();
    const { body } = await expectStatus(boss.browser.post(`/employees/${person.id}/password-link`), 201);
    await expectStatus(person.change(boss.browser, { status: "deactivated" }), 200);
    const token = String(body.link).split("#")[1];
    expect((await server.browser().post("/password-resets/look", { token })).status).toBe(404);
    expect((await boss.browser.post(`/employees/${person.id}/password-link`)).status).toBe(409);
  });

  it("cannot be made of somebody who has not accepted the invitation", async () => {
    const invited = await expectStatus(
      boss.browser.post("/invitations", { ...asked(alan), email: "late@example.org" }),
      201,
    );
    const { id, revision } = invited.body.person as { id: string; revision: number };
    for (const status of ["deactivated", "active"]) {
      expect((await boss.browser.send("PATCH", `/employees/${id}`, { revision, status })).status).toBe(409);
    }
    const role = await boss.browser.send("PATCH", `/employees/${id}`, { revision, role: "employee" });
    expect([role.status, role.body.role, role.body.status]).toEqual([200, "employee", "invited"]);
  });
});

describe("a deleted person", () => {
  it("leaves nothing behind but the audit, and the email is free again", async () => {
    const person = await (await somebody("administrator")).enrol();
    await person.logIn(server.browser(), { rememberBrowser: true });
    await person.browser.post("/login", { email: person.email, password: "wrong horse battery staple" });
    const pupil = await (await somebody()).enrol();
    await person.logIn(person.browser);
    await expectStatus(person.browser.post(`/employees/${pupil.id}/temporary-pass`, { reason: "lost the phone" }), 201);
    await expectStatus(boss.browser.post(`/employees/${person.id}/password-link`), 201);
    await expectStatus(person.browser.post("/profile/two-factor/authenticators", {}), 201);
    await expectStatus(remove(person), 204);
    expect(await leftoversOf(person.id)).toEqual([]);
    expect((await person.browser.get("/session")).status).toBe(401);
    expect((await boss.browser.get(`/employees/${person.id}`)).status).toBe(404);
    expect((await remove(person)).status).toBe(404);
    const [event] = (await eventsOf(server, "employee.deleted")).slice(-1);
    expect(event?.detail).toEqual({ email: person.email, name: person.name, role: "administrator", accounts: 0 });
    const withdrawn = (await eventsOf(server, "temporary_pass.withdrawn")).slice(-1);
    expect(withdrawn).toMatchObject([{ actor_id: boss.id, subject_id: pupil.id }]);
    await expectStatus(boss.browser.post("/invitations", { ...asked(edith), email: person.email }), 201);
  });
});

/** Tables, but the audit and the outbox, with a row in which the id stands. */
async function leftoversOf(id: string): Promise<string[]> {
  const kept = ["audit_events", "outbox", "audit_seals"];
  const contents = [...(await contentsOf(server.hesper.db))];
  const found = contents.filter(([name, rows]) => !kept.includes(name) && rows.some((row) => row.includes(id)));
  return found.map(([name]) => name);
}

const ways: readonly [string, (by: Member, on: Member, at: Hesper) => Promise<Answer>][] = [
  ["demote", (by, on, at) => on.change(by.browser, { role: "auditor" }, at)],
  ["deactivate", (by, on, at) => on.change(by.browser, { status: "deactivated" }, at)],
  ["delete", (by, on, at) => by.browser.at(at).send("DELETE", `/employees/${on.id}`)],
];

describe("the last active administrator", () => {
  const small = new TestServer();
  let second: Hesper;
  let first: Member;
  beforeAll(async () => {
    await small.start();
    second = await small.start();
    first = await found(small);
    await small.change("requireTwoFactor", "nobody");
  });
  afterAll(() => small.stop());

  async function activeAdministrators(): Promise<number> {
    const all = small.hesper.db.selectFrom("employees").select("id").where("role", "=", "administrator");
    return (await all.where("status", "=", "active").execute()).length;
  }

  it.each(ways)("cannot %s themselves, whoever else is invited, deactivated or of another role", async (_, act) => {
    await first.logIn();
    const away = await join(first, { ...grace, email: `away${added++}@example.org` });
    await expectStatus(away.change(first.browser, { status: "deactivated" }), 200);
    await expectStatus(
      first.browser.post("/invitations", { ...asked(grace), email: `later${added++}@example.org` }),
      201,
    );
    await join(first, { ...alan, email: `alan${added++}@example.org` });
    const before = await first.row();
    const refused = await act(first, first, small.hesper);
    expect([refused.status, refused.body.code]).toEqual([409, "conflict"]);
    expect(await first.row()).toEqual(before);
    expect((await first.browser.get("/session")).status).toBe(200);
  });

  // Each looked, saw the other, and went: an installation without an administrator, that nobody can repair from inside.
  it.each(ways)("is left over when two %s each other at once, 12 times", async (_, act) => {
    for (let round = 0; round < 12; round += 1) {
      await first.logIn();
      const rival = await join(first, { ...grace, email: `rival${added++}@example.org` });
      const answers = await Promise.all([act(first, rival, small.hesper), act(rival, first, second)]);
      expect(
        answers.filter(({ status }) => status < 300),
        `round ${round}`,
      ).toHaveLength(1);
      expect(await activeAdministrators()).toBe(1);
      const firstWon = (answers[0]?.status ?? 500) < 300;
      if (!firstWon) first = rival;
    }
  });

  // The guard had let the request pass; meanwhile its administrator was deactivated; it was carried out all the same.
  it("who is deactivated carries nothing out afterwards, however far the request had come", async () => {
    await first.logIn();
    const rival = await join(first, { ...grace, email: "fired@example.org" });
    const pupil = await (await join(first, { ...edith, email: "pupil@example.org" })).enrol();
    const invited = await expectStatus(
      first.browser.post("/invitations", { ...asked(alan), email: "a@example.org" }),
      201,
    );
    const invitation = `/employees/${(invited.body.person as { id: string }).id}/invitation`;
    const pass = await expectStatus(
      first.browser.post(`/employees/${pupil.id}/temporary-pass`, { reason: "lost the phone" }),
      201,
    );
    const { revision } = (await first.browser.get("/policy")).body;
    const { revision: before } = await pupil.row();
    const late = rival.browser.at(second);
    const requests = await whileLocked(
      () => [
        late.post("/invitations", { ...asked(grace), email: "accomplice@example.org" }),
        late.post(invitation),
        late.send("DELETE", invitation),
        late.post(`/employees/${pupil.id}/temporary-pass`, { reason: "mine, all mine" }),
        late.post(`/temporary-passes/${pass.body.id}/approve`),
        late.send("DELETE", `/temporary-passes/${pass.body.id}`),
        late.post(`/employees/${pupil.id}/password-link`),
        late.send("PATCH", "/policy", { revision, trustedBrowserDays: 300 }),
        late.send("PATCH", `/employees/${pupil.id}`, { revision: before, role: "administrator" }),
        late.send("DELETE", `/employees/${pupil.id}`),
      ],
      rival.id,
    );
    expect(tally(requests)).toEqual({ "401 not_authenticated": 10 });
    const events = await eventsOf(small);
    const after = events.slice(events.findLastIndex(({ type }) => type === "temporary_pass.issued") + 1);
    expect(after).toEqual([]);
  });

  /** Sends while another server writes; that one deactivates a person, and then the requests go on. */
  async function whileLocked(send: () => Promise<Answer>[], id: string): Promise<Answer[]> {
    const sent = await inTransaction(small.hesper.db, async (tx) => {
      await lockEmployee(tx, id as never);
      const requests = send();
      // As many as there are connections have passed the guard, and wait for the lock.
      await untilBlocked(tx, connectionsOfServer);
      await tx
        .updateTable("employees")
        .set({ status: "deactivated" })
        .where("id", "=", id as never)
        .execute();
      await tx
        .deleteFrom("sessions")
        .where("employee_id", "=", id as never)
        .execute();
      return { requests };
    });
    return Promise.all(sent.requests);
  }
});
