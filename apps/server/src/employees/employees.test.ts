// Employees as administrators keep them: added without a log-in, changed, invited, deleted; two who change one at once.
import type { Deletion, Person } from "@hesper/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { type Answer, edith, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { byTurns, eventsOf, found, join, linkFor, type Member } from "../testing/people.ts";
import { PostOffice } from "../testing/post-office.ts";

const post = new PostOffice();
let server: TestServer;
let other: Hesper;
let ada: Member;
let company: string;
let department: string;

const hedy = { name: "Hedy Lamarr", email: "hedy@example.org" };

beforeAll(async () => {
  await post.open();
  server = new TestServer({ HESPER_SMTP_URL: post.url, HESPER_PUBLIC_URL: "http://localhost" });
  await server.start();
  other = await server.start();
  ada = await found(server);
  company = String((await made("/companies", { name: "Frequency Ltd" })).id);
  department = String((await made("/departments", { companyId: company, name: "Hopping" })).id);
});
afterAll(async () => {
  await server.stop();
  await post.close();
});

async function made(path: string, body: unknown): Promise<Answer["body"]> {
  return (await expectStatus(ada.browser.post(path, body), 201)).body;
}
async function add(person: object): Promise<Person> {
  return (await made("/employees", person)) as unknown as Person;
}
function patch({ id }: { id: string }, change: object): Promise<Answer> {
  return ada.browser.send("PATCH", `/employees/${id}`, change);
}
async function look({ id }: { id: string }): Promise<Person> {
  return (await expectStatus(ada.browser.get(`/employees/${id}`), 200)).body as unknown as Person;
}
async function deliveredTo(email: string): Promise<number> {
  await server.hesper.background.runDue();
  return post.to(email).length;
}

describe("an employee who was never invited", () => {
  let person: Person;
  beforeAll(async () => {
    person = await add({ ...hedy, phone: " +43 1 1914 ", externalId: "H-1914", departmentId: department });
  });

  it("is an active employee with all that was given, and no log-in", async () => {
    expect(person).toMatchObject({ role: "employee", status: "active", hasLogIn: false, phone: "+43 1 1914" });
    expect(person).toMatchObject({ externalId: "H-1914", company: { id: company, name: "Frequency Ltd" } });
    expect(person).toMatchObject({ department: { id: department }, position: null, invitation: null, revision: 1 });
    const [event] = (await eventsOf(server, "employee.created")).filter((one) => one.subject_id === person.id);
    expect([event?.actor_id, event?.detail]).toEqual([ada.id, { role: "employee" }]);
    expect(await deliveredTo(hedy.email)).toBe(0);
  });

  // Without a password, whatever is given as one is wrong; and nothing tells such a person from others.
  it("cannot log in, gets no link for a forgotten password, and is told nothing by mail", async () => {
    const wrong = (email: string) => server.browser().post("/login", { email, password: "whatever it may be at all" });
    const [unknown, known] = [await wrong("nobody@example.org"), await wrong(hedy.email)];
    expect([known.status, known.text]).toEqual([401, unknown.text]);
    expect(Object.keys(known.headers)).toEqual(Object.keys(unknown.headers));
    await expectStatus(server.browser().post("/password-resets", { email: hedy.email }), 204);
    expect((await ada.browser.post(`/employees/${person.id}/password-link`)).body.code).toBe("conflict");
    await expectStatus(patch(person, { revision: 1, role: "auditor" }), 200);
    await expectStatus(patch(person, { revision: 2, status: "deactivated" }), 200);
    await expectStatus(patch(person, { revision: 3, status: "active", role: "employee" }), 200);
    expect(await deliveredTo(hedy.email)).toBe(0);
  });

  it("does not count as an administrator who could take over", async () => {
    const second = await add({ name: "Paper Administrator", email: "paper@example.org", role: "administrator" });
    const refused = await ada.change(ada.browser, { role: "employee" });
    expect([refused.status, refused.body.code]).toEqual([409, "conflict"]);
    await expectStatus(ada.browser.send("DELETE", `/employees/${second.id}`), 204);
  });

  it("is not asked for a second factor before there is a log-in", async () => {
    const { revision } = (await expectStatus(ada.browser.get("/policy"), 200)).body;
    const change = { revision, requireTwoFactor: "everyone", twoFactorGraceDays: 3 };
    await expectStatus(ada.browser.send("PATCH", "/policy", change), 200);
    const rows = await server.hesper.db
      .selectFrom("employees")
      .select("grace_started_at")
      .where("id", "=", person.id as never)
      .execute();
    expect(rows).toEqual([{ grace_started_at: null }]);
    const back = { revision: Number(revision) + 1, requireTwoFactor: "administrators", twoFactorGraceDays: 0 };
    const { revision: now } = (await expectStatus(ada.browser.get("/policy"), 200)).body;
    await expectStatus(ada.browser.send("PATCH", "/policy", { ...back, revision: now }), 200);
  });

  it("may be invited, the invitation withdrawn, and stays; then accepts another one", async () => {
    const path = `/employees/${person.id}/invitation`;
    await expectStatus(ada.browser.post(path), 201);
    const first = await linkFor(server, post, hedy.email);
    expect(await look(person)).toMatchObject({ status: "active", invitationExpiresAt: expect.any(String) });
    await expectStatus(ada.browser.send("DELETE", path), 204);
    expect(await look(person)).toMatchObject({ status: "active", invitationExpiresAt: null });
    expect((await ada.browser.send("DELETE", path)).status).toBe(409);
    await expectStatus(ada.browser.post(path), 201);
    const second = await linkFor(server, post, hedy.email);
    const accept = (link: string) =>
      server
        .browser()
        .post("/invitations/accept", { token: link.slice(link.indexOf("#") + 1), password: edith.password });
    expect((await accept(first)).status).toBe(404);
    await expectStatus(accept(second), 201);
    expect(await look(person)).toMatchObject({ hasLogIn: true, invitationExpiresAt: null });
    expect((await ada.browser.post(path)).status).toBe(409);
  });

  it("is deactivated with the invitation, which opens nothing any more", async () => {
    const late = await add({ name: "Late Comer", email: "late@example.org", invite: true });
    expect(late).toMatchObject({ status: "active", invitation: { link: null } });
    const link = await linkFor(server, post, "late@example.org");
    await expectStatus(patch(late, { revision: 1, status: "deactivated" }), 200);
    const given = { token: link.slice(link.indexOf("#") + 1), password: edith.password };
    expect((await server.browser().post("/invitations/accept", given)).status).toBe(404);
    expect((await ada.browser.post(`/employees/${late.id}/invitation`)).status).toBe(409);
  });
});

describe("a change", () => {
  it("writes what differs, says so in the audit, and leaves the rest", async () => {
    const person = await add({
      name: "Mary Sommerville",
      email: "mary@example.org",
      phone: "1",
      departmentId: department,
    });
    const change = { revision: 1, name: "Mary Somerville", phone: null, departmentId: null, externalId: "S-1" };
    const { body } = await expectStatus(patch(person, change), 200);
    expect(body).toMatchObject({ name: "Mary Somerville", phone: null, department: null, company: { id: company } });
    expect(body).toMatchObject({ revision: 2, externalId: "S-1", email: "mary@example.org" });
    const [event] = (await eventsOf(server, "employee.changed")).filter((one) => one.subject_id === person.id);
    expect(event?.detail).toEqual({
      fields: "name, phone, external id, department",
      from: "name: Mary Sommerville; department: Hopping",
      to: "name: Mary Somerville; department: none",
    });
    // The same again is no change.
    const { body: same } = await expectStatus(patch(person, { ...change, revision: 2 }), 200);
    expect(same.revision).toBe(2);
  });

  it("keeps a department with its company", async () => {
    const person = await add({ name: "Emmy Noether", email: "emmy@example.org", departmentId: department });
    const elsewhere = String((await made("/companies", { name: "Rings AG" })).id);
    const mixed = await patch(person, { revision: 1, companyId: elsewhere, departmentId: department });
    expect([mixed.status, mixed.body.errors]).toMatchObject([400, [{ field: "/departmentId" }]]);
    const { body } = await expectStatus(patch(person, { revision: 1, companyId: elsewhere }), 200);
    expect(body).toMatchObject({ company: { name: "Rings AG" }, department: null });
    for (const field of ["companyId", "departmentId", "positionId"]) {
      const answer = await patch(person, { revision: 2, [field]: person.id });
      expect([answer.status, answer.body.errors]).toMatchObject([400, [{ field: `/${field}` }]]);
    }
  });

  it("refuses an email or an external id that somebody has, in any case of the letters", async () => {
    const person = await add({ name: "Ida Rhodes", email: "ida@example.org" });
    expect((await patch(person, { revision: 1, email: "MARY@example.org" })).body.code).toBe("conflict");
    expect((await patch(person, { revision: 1, externalId: "S-1" })).body.detail).toContain("external id");
    const twice = await ada.browser.post("/employees", { name: "X", email: "x@example.org", externalId: "S-1" });
    expect(twice.body.detail).toContain("external id");
    expect((await ada.browser.post("/employees", { name: "X", email: "Ida@Example.org" })).status).toBe(409);
    expect(await look(person)).toMatchObject({ revision: 1, email: "ida@example.org", externalId: null });
  });

  it("of an email ends the links to the old one, and tells both", async () => {
    const member = await join(ada, { ...edith, role: "employee" }, post);
    await expectStatus(ada.browser.post(`/employees/${member.id}/password-link`), 201);
    await server.hesper.background.runDue();
    const link = post.linkIn(post.last(edith.email, "Choose a new password"));
    await expectStatus(member.change(ada.browser, { email: "edith.clarke@example.org" }), 200);
    const given = { token: link.slice(link.indexOf("#") + 1), newPassword: "another long password of hers" };
    expect((await server.browser().post("/password-resets/finish", given)).status).toBe(404);
    await server.hesper.background.runDue();
    for (const email of [edith.email, "edith.clarke@example.org"]) {
      expect(post.last(email, "email").text).toContain("edith.clarke@example.org");
    }
    const [event] = await eventsOf(server, "email.changed");
    expect([event?.actor_id, event?.detail]).toEqual([ada.id, { from: edith.email, to: "edith.clarke@example.org" }]);
    expect((await ada.change(ada.browser, { email: "ada2@example.org" })).body.detail).toContain("profile");
  });

  // Two forms are open; whoever saves second must not undo the first unseen.
  it("of two at once on two servers happens once, and the other one learns who did what", async () => {
    const second = await join(ada, grace, post);
    await second.enrol();
    const person = await add({ name: "Two Forms", email: "two@example.org" });
    for (let round = 0; round < 3; round += 1) {
      const { revision } = await look(person);
      let turn = 0;
      const answers = await byTurns(server, other, 2, (at) => {
        turn += 1;
        const change = turn === 1 ? { phone: `${round}` } : { name: `Two Forms ${round}` };
        const browser = (turn === 1 ? ada : second).browser.at(at);
        return browser.send("PATCH", `/employees/${person.id}`, { revision, ...change });
      });
      expect(tally(answers)).toEqual({ 200: 1, "409 conflict": 1 });
      const lost = answers.find(({ status }) => status === 409)?.body.detail;
      expect(lost).toMatch(
        /^(Ada Lovelace changed phone|Grace Hopper changed name) of Two Forms.* meanwhile, last on 2026/,
      );
    }
  });
});

describe("deleting", () => {
  it("lists what goes, and takes it", async () => {
    const member = await join(ada, { ...edith, email: "gone@example.org", name: "Gone Person" }, post);
    await member.enrol();
    const group = String((await made("/groups", { name: "Passing" })).id);
    await expectStatus(ada.browser.send("PATCH", `/groups/${group}/members`, { add: [member.id] }), 200);
    const { items } = (await expectStatus(ada.browser.get(`/employees/${member.id}/deletion`), 200))
      .body as unknown as Deletion;
    expect(Object.fromEntries(items.map(({ what, count }) => [what, count]))).toEqual({
      sessions: 1,
      second_factors: 1,
      group_memberships: 1,
    });
    await expectStatus(ada.browser.send("DELETE", `/employees/${member.id}`), 204);
    for (const path of ["", "/deletion", "/groups"]) {
      expect((await ada.browser.get(`/employees/${member.id}${path}`)).status).toBe(404);
    }
    const { body } = await expectStatus(ada.browser.get(`/groups/${group}`), 200);
    expect(body.members).toBe(0);
    for (const table of ["employee_found_by", "employee_terms"] as const) {
      const rows = server.hesper.db.selectFrom(table).select("name_key");
      expect(await rows.where("employee_id", "=", member.id as never).execute()).toEqual([]);
    }
  });
});
