// Temporary passes, through the API: issuing, approving, using, guessing, and what makes them void.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { type Answer, alan, type Browser, edith, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { byTurns, eventsOf, found, join, type Member } from "../testing/people.ts";

const reason = "Lost the phone on the train";
const server = new TestServer();
let other: Hesper;
let issuer: Member;
let approver: Member;
let auditor: Member;

beforeAll(async () => {
  await server.start();
  other = await server.start();
  issuer = await found(server);
  approver = await (await join(issuer, grace)).enrol();
  auditor = await (await join(issuer, alan)).enrol();
});
afterAll(() => server.stop());
beforeEach(async () => {
  await issuer.logIn();
  await approver.logIn();
});

let added = 0;
async function somebody(role: "employee" | "administrator" = "employee"): Promise<Member> {
  added += 1;
  return (await join(issuer, { ...edith, role, email: `person${added}@example.org` })).enrol();
}

const issue = (person: Member, by = issuer) =>
  by.browser.post(`/employees/${person.id}/temporary-pass`, { reason }) as Promise<
    Answer & { body: { id: string; pass: string; needsApproval: boolean; expiresAt: string } }
  >;
const approve = (id: string, by = approver, at = server.hesper) =>
  by.browser.at(at).post(`/temporary-passes/${id}/approve`);

async function usablePass(person: Member): Promise<string> {
  const { body } = await issue(person);
  await expectStatus(approve(body.id), 200);
  return body.pass;
}

async function half(person: Member): Promise<{ browser: Browser; methods: unknown }> {
  const browser = server.browser();
  const { body } = await expectStatus(person.givePassword(browser), 200);
  return { browser, methods: body.methods };
}

async function use(person: Member, code: string): Promise<Answer> {
  const { browser } = await half(person);
  return browser.post("/login/temporary-pass", { code });
}

async function passRows(person: Member) {
  const all = server.hesper.db.selectFrom("temporary_passes").selectAll();
  return all.where("employee_id", "=", person.id as never).execute();
}

describe("issuing a pass", () => {
  it.each([
    {},
    { reason: "" },
    { reason: "lost" },
    { reason: "x".repeat(201) },
    { reason: "two\nlines" },
    { reason: 1 },
  ])("needs a reason: %o is refused", async (body) => {
    const person = await somebody();
    expect((await issuer.browser.post(`/employees/${person.id}/temporary-pass`, body)).status).toBe(400);
    expect(await passRows(person)).toEqual([]);
  });

  it("is for active people with a second factor, and not for oneself", async () => {
    expect((await issue(issuer)).status).toBe(409);
    const bare = await join(issuer, { ...edith, email: "bare@example.org" });
    expect((await issue(bare)).status).toBe(409);
    const away = await somebody();
    await expectStatus(away.change(issuer.browser, { status: "deactivated" }), 200);
    expect((await issue(away)).status).toBe(409);
    const nobody = await issuer.browser.post(`/employees/${crypto.randomUUID()}/temporary-pass`, { reason });
    expect(nobody.status).toBe(404);
  });

  it("shows the pass once, in groups; the database and the log have it in no form that could be used", async () => {
    const person = await somebody();
    const { body } = await issue(person);
    expect(body.pass).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(body.needsApproval).toBe(true);
    const rows = JSON.stringify([
      await passRows(person),
      await server.hesper.db.selectFrom("outbox").selectAll().execute(),
    ]);
    const events = JSON.stringify(await eventsOf(server));
    const { items } = (await auditor.browser.get("/temporary-passes")).body as { items: Record<string, unknown>[] };
    for (const place of [rows, events, server.logs.join(""), JSON.stringify(items)]) {
      expect(place.includes(body.pass) || place.includes(body.pass.replaceAll("-", ""))).toBe(false);
    }
    expect(items[0]).toMatchObject({
      id: body.id,
      person: { id: person.id, email: person.email },
      issuedBy: { id: issuer.id, name: issuer.name },
      approvedBy: null,
      reason,
      status: "waiting_for_approval",
    });
    const [event] = (await eventsOf(server, "temporary_pass.issued")).slice(-1);
    expect(event).toMatchObject({ actor_id: issuer.id, subject_id: person.id });
    expect(event?.detail).toEqual({ reason, needsApproval: true });
  });

  it("again replaces the one before, on record", async () => {
    const person = await somebody();
    const first = await usablePass(person);
    const second = await usablePass(person);
    const taken = (await eventsOf(server, "temporary_pass.withdrawn")).filter((one) => one.subject_id === person.id);
    expect(taken).toHaveLength(1);
    expect((await use(person, first)).status).toBe(401);
    expect((await use(person, second)).status).toBe(200);
  });

  it("needs nobody else where there is no other administrator who could approve", async () => {
    const small = new TestServer();
    await small.start();
    const boss = await found(small);
    const person = await (await join(boss, edith)).enrol();
    const { body } = await boss.browser.post(`/employees/${person.id}/temporary-pass`, { reason });
    expect(body.needsApproval).toBe(false);
    // Two administrators, one of them locked out: she cannot approve her own.
    const second = await (await join(boss, grace)).enrol();
    const own = await boss.browser.post(`/employees/${second.id}/temporary-pass`, { reason });
    expect(own.body.needsApproval).toBe(false);
    const again = await boss.browser.post(`/employees/${person.id}/temporary-pass`, { reason });
    expect(again.body.needsApproval).toBe(true);
    await small.stop();
  });
});

describe("approving a pass", () => {
  it("is another administrator's: not the issuer's, not the person's own, and nobody's below", async () => {
    const person = await somebody("administrator");
    const { body } = await issue(person);
    await person.logIn();
    for (const by of [issuer, person]) {
      const refused = await approve(body.id, by);
      expect([refused.status, refused.body.code]).toEqual([409, "conflict"]);
      expect(refused.body.detail).toContain("Another administrator");
    }
    await auditor.logIn();
    expect((await approve(body.id, auditor)).status).toBe(403);
    expect((await passRows(person))[0]).toMatchObject({ approved_by: null, approved_at: null });
    const approved = await expectStatus(approve(body.id), 200);
    expect(approved.body).toMatchObject({ status: "usable", approvedBy: { id: approver.id } });
    expect((await approve(body.id)).body.detail).toBe("It was approved already.");
  });

  it("comes before using: until then the log-in does not ask for it and refuses it", async () => {
    const person = await somebody();
    const { body } = await issue(person);
    const { browser, methods } = await half(person);
    expect(methods).toEqual(["totp", "recovery_code"]);
    expect((await browser.post("/login/temporary-pass", { code: body.pass })).body.code).toBe("invalid_code");
    await expectStatus(approve(body.id), 200);
    expect((await half(person)).methods).toEqual(["totp", "recovery_code", "temporary_pass"]);
    expect((await use(person, body.pass)).status).toBe(200);
  });

  it("is done once by 16 at once over two servers", async () => {
    const person = await somebody();
    const { body } = await issue(person);
    const answers = await byTurns(server, other, 16, (at) => approve(body.id, approver, at));
    expect(tally(answers)).toEqual({ "200": 1, "409 conflict": 15 });
    const approved = (await eventsOf(server, "temporary_pass.approved")).filter((one) => one.subject_id === person.id);
    expect(approved).toHaveLength(1);
  });

  it("is waited for a day, and then the pass is over", async () => {
    const [soon, late] = [await somebody(), await somebody()];
    const ids = [(await issue(soon)).body.id, (await issue(late)).body.id];
    server.clock.move(86_300);
    await approver.logIn();
    expect((await approve(ids[0] ?? "")).status).toBe(200);
    server.clock.move(70);
    expect((await approve(ids[1] ?? "")).status).toBe(404);
  });
});

describe("using a pass", () => {
  it("forgives case, spaces and letters that look like digits", async () => {
    const person = await somebody();
    const pass = await usablePass(person);
    const typed = ` ${pass.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l")} `;
    expect((await use(person, typed)).status).toBe(200);
  });

  it("works for an hour after the approval, to the second, or as long as the setting says", async () => {
    for (const seconds of [3600, 300]) {
      await issuer.logIn();
      await approver.logIn();
      await server.change("temporaryPassSeconds", seconds);
      const [just, late] = [await somebody(), await somebody()];
      const ids = [(await issue(just)).body, (await issue(late)).body];
      server.clock.move(100);
      for (const { id } of ids) await expectStatus(approve(id), 200);
      server.clock.move(seconds - 1);
      expect((await use(just, ids[0]?.pass ?? "")).status).toBe(200);
      server.clock.move(1);
      expect((await half(late)).methods).not.toContain("temporary_pass");
      expect((await use(late, ids[1]?.pass ?? "")).body.code).toBe("invalid_code");
    }
    await server.change("temporaryPassSeconds", 3600);
  });

  it("is not possible for somebody else, nor without the password", async () => {
    const [person, thief] = [await somebody(), await somebody()];
    const pass = await usablePass(person);
    expect((await use(thief, pass)).status).toBe(401);
    expect((await server.browser().post("/login/temporary-pass", { code: pass })).body.code).toBe("login_expired");
    expect((await use(person, pass)).status).toBe(200);
  });

  it("lets in one of 16 half-done log-ins at once over two servers", async () => {
    const person = await somebody();
    const pass = await usablePass(person);
    const browsers: Browser[] = [];
    for (let at = 0; at < 16; at += 1) browsers.push((await half(person)).browser);
    const answers = await byTurns(server, other, 16, (at) =>
      (browsers.pop() as Browser).at(at).post("/login/temporary-pass", { code: pass }),
    );
    const counts = tally(answers);
    expect(counts["200"]).toBe(1);
    // The others were refused by the spend or, beyond the fifth attempt under way, by the throttle.
    expect(Object.keys(counts).sort()).toEqual(["200", "401 invalid_code", "429 too_many_attempts"]);
    expect((await eventsOf(server, "temporary_pass.used")).filter((one) => one.subject_id === person.id)).toHaveLength(
      1,
    );
    server.clock.move(900);
    expect((await use(person, pass)).status).toBe(401);
  });
});

describe("wrong passes", () => {
  it("are counted on the person: five are free, whatever the log-in they come from; codes are not touched", async () => {
    const person = await somebody();
    const pass = await usablePass(person);
    const answers: Answer[] = [];
    for (let at = 0; at < 7; at += 1) answers.push(await use(person, "WRNG-".repeat(6)));
    expect(tally(answers)).toEqual({ "401 invalid_code": 5, "429 too_many_attempts": 2 });
    expect((await use(person, pass)).status).toBe(429);
    await person.logIn();
    server.clock.move(2);
    expect((await use(person, pass)).status).toBe(200);
  });

  it("a hundred of them switch passes off until a new one is issued", async () => {
    const person = await somebody();
    await server.change("temporaryPassSeconds", 86_400);
    await server.change("longestWaitSeconds", 60);
    const pass = await usablePass(person);
    for (let at = 0; at < 100; at += 1) {
      expect((await use(person, "wrong wrong wrong")).status).toBe(401);
      server.clock.move(61);
    }
    const [event] = (await eventsOf(server, "factor.disabled")).slice(-1);
    expect(event).toMatchObject({ subject_id: person.id, detail: { factor: "temporary_pass", failures: 100 } });
    // The right one is within its time, and is refused like a wrong one.
    expect((await passRows(person))[0]?.expires_at).toBeGreaterThan(server.clock.nowMs());
    expect((await half(person)).methods).toEqual(["totp", "recovery_code"]);
    expect((await use(person, pass)).body.code).toBe("invalid_code");
    await issuer.logIn();
    await approver.logIn();
    expect((await use(person, await usablePass(person))).status).toBe(200);
    await server.change("temporaryPassSeconds", 3600);
    await server.change("longestWaitSeconds", 900);
  });
});

describe("a pass is void", () => {
  const withdrawn = async (person: Member) =>
    (await eventsOf(server, "temporary_pass.withdrawn")).filter((one) => one.subject_id === person.id).length;

  it("when it is taken back, by any administrator and by nobody else", async () => {
    const person = await somebody();
    const { body } = await issue(person);
    await expectStatus(approve(body.id), 200);
    await auditor.logIn();
    expect((await auditor.browser.send("DELETE", `/temporary-passes/${body.id}`)).status).toBe(403);
    await expectStatus(approver.browser.send("DELETE", `/temporary-passes/${body.id}`), 204);
    expect((await approver.browser.send("DELETE", `/temporary-passes/${body.id}`)).status).toBe(404);
    expect((await use(person, body.pass)).status).toBe(401);
    expect(await withdrawn(person)).toBe(1);
  });

  it("when its person is deactivated, also after coming back", async () => {
    const person = await somebody();
    const pass = await usablePass(person);
    await expectStatus(person.change(issuer.browser, { status: "deactivated" }), 200);
    await expectStatus(person.change(issuer.browser, { status: "active" }), 200);
    expect((await use(person, pass)).status).toBe(401);
    expect([await passRows(person), await withdrawn(person)]).toEqual([[], 1]);
  });

  it("when its person gets another role, but not by a change of nothing", async () => {
    const person = await somebody();
    const pass = await usablePass(person);
    await expectStatus(person.change(issuer.browser, {}), 200);
    await expectStatus(person.change(issuer.browser, { role: "employee", status: "active" }), 200);
    expect((await half(person)).methods).toContain("temporary_pass");
    await expectStatus(person.change(issuer.browser, { role: "administrator" }), 200);
    expect((await use(person, pass)).status).toBe(401);
    expect(await withdrawn(person)).toBe(1);
  });

  // Issued in the last minute by somebody who was just demoted, and approved by a colleague who had not heard of it.
  it.each([
    ["demoted", (by: Member) => by.change(issuer.browser, { role: "auditor" }), 200],
    ["deactivated", (by: Member) => by.change(issuer.browser, { status: "deactivated" }), 200],
    ["deleted", (by: Member) => issuer.browser.send("DELETE", `/employees/${by.id}`), 204],
  ] as const)("when whoever issued it is %s before it was approved", async (_, end, status) => {
    const [person, leaving] = [await somebody(), await somebody("administrator")];
    const { body } = await issue(person, leaving);
    await expectStatus(end(leaving), status);
    expect((await approve(body.id)).status).toBe(404);
    expect([await passRows(person), await withdrawn(person)]).toEqual([[], 1]);
  });

  it("no more once somebody else has approved it: that administrator stands up for it", async () => {
    const [person, leaving] = [await somebody(), await somebody("administrator")];
    const { body } = await issue(person, leaving);
    await expectStatus(approve(body.id), 200);
    await expectStatus(leaving.change(issuer.browser, { role: "employee" }), 200);
    expect((await use(person, body.pass)).status).toBe(200);
  });

  it("sooner when the policy becomes stricter", async () => {
    const person = await somebody();
    const pass = await usablePass(person);
    server.clock.move(301);
    const { revision } = (await issuer.browser.get("/policy")).body;
    await expectStatus(issuer.browser.send("PATCH", "/policy", { revision, temporaryPassSeconds: 300 }), 200);
    expect((await use(person, pass)).status).toBe(401);
    await server.change("temporaryPassSeconds", 3600);
  });
});
