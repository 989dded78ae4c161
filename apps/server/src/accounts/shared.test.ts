// Shared accounts and templates through the API: given to many, and taken from one without touching the others.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EmployeeId } from "../security/ids.ts";
import { type KeyHolder, makeAccount, makeOrganisationKey, newAccount, newAccountId } from "../testing/accounts.ts";
import { alan, edith, expectStatus, grace, TestServer } from "../testing/harness.ts";
import { eventsOf, found, join, type Member } from "../testing/people.ts";
import { exposuresOf, whoseOf } from "./exposure-store.ts";

const server = new TestServer();
let boss: Member;
let auditor: Member;
let person: Member;
let other: Member;
let organisation: KeyHolder;
let id = "";

beforeAll(async () => {
  await server.start();
  boss = await found(server);
  auditor = await join(boss, alan);
  person = await join(boss, edith);
  other = await join(boss, { ...grace, role: "employee" });
  organisation = await makeOrganisationKey(boss.browser);
});
afterAll(() => server.stop());

const ownAccounts = async (who: Member) => {
  const { body } = await expectStatus(who.browser.get("/profile/accounts"), 200);
  return (body.items as { id: string }[]).map((one) => one.id);
};
const give = (to: string, method: "PUT" | "DELETE" = "PUT") =>
  boss.browser.send(method, `/shared-accounts/${id}/${to}`);
const counts = async () => (await expectStatus(auditor.browser.get(`/shared-accounts/${id}`), 200)).body;

describe("a shared account", () => {
  it("is made for nobody, sealed to the organisation key", async () => {
    const recipients = await expectStatus(boss.browser.get("/shared-accounts/recipients"), 200);
    const { keyId, recipient } = organisation;
    expect(recipients.body).toEqual({ keys: [], organisation: { keyId, recipient } });
    const made = await newAccount([organisation], { name: "Door of the office" });
    const { body } = await expectStatus(boss.browser.post("/shared-accounts", made), 201);
    expect(body).toMatchObject({ kind: "shared", employee: null, employees: 0, groups: 0, revision: 1 });
    ({ id } = made);
    expect((await eventsOf(server, "account.created"))[0]).toMatchObject({ subject_id: null });
    const listed = await expectStatus(auditor.browser.get("/shared-accounts?search=office"), 200);
    expect(listed.body.items).toEqual([body]);
  });

  it("is given to employees, once each, and each sees it", async () => {
    for (const one of [person, other, person]) await expectStatus(give(`employees/${one.id}`), 204);
    expect(await counts()).toMatchObject({ employees: 2, groups: 0 });
    expect([await ownAccounts(person), await ownAccounts(other), await ownAccounts(auditor)]).toEqual([[id], [id], []]);
    const given = await eventsOf(server, "account.given");
    expect(given.map(({ subject_id }) => subject_id)).toEqual([person.id, other.id]);
    const of = await expectStatus(boss.browser.get(`/employees/${person.id}/accounts`), 200);
    expect(of.body.items).toEqual([expect.objectContaining({ id, given: { directly: true, groups: [] } })]);
    const pages: string[] = [];
    for (let cursor: unknown = ""; cursor !== null; ) {
      const path = `/shared-accounts/${id}/employees?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const { body } = await expectStatus(boss.browser.get(path), 200);
      pages.push(...(body.items as { name: string }[]).map(({ name }) => name));
      cursor = body.nextCursor;
    }
    expect(pages.sort()).toEqual([person.name, other.name].sort());
  });

  it("is taken from one, who could have seen its secret; the others keep it", async () => {
    await expectStatus(give(`employees/${person.id}`, "DELETE"), 204);
    expect((await give(`employees/${person.id}`, "DELETE")).status).toBe(404);
    expect([await ownAccounts(person), await ownAccounts(other)]).toEqual([[], [id]]);
    expect((await person.browser.get(`/profile/accounts/${id}`)).status).toBe(404);
    expect((await eventsOf(server, "account.taken"))[0]).toMatchObject({ subject_id: person.id });
    const rows = server.hesper.db.selectFrom("account_exposures").select(["employee_id", "how"]).orderBy("how");
    expect(await rows.where("account_id", "=", id as never).execute()).toEqual([
      { employee_id: person.id, how: "had_it" },
      { employee_id: boss.id, how: "wrote_it" },
    ]);
  });

  it("is given to nobody who is not there or deactivated, and a personal one is not given", async () => {
    expect((await give(`employees/${newAccountId()}`)).status).toBe(404);
    expect((await give(`groups/${newAccountId()}`)).status).toBe(404);
    const personal = await makeAccount(boss.browser, `/employees/${other.id}/accounts`, [organisation]);
    const answer = await boss.browser.send("PUT", `/shared-accounts/${personal.id}/employees/${person.id}`);
    expect(answer.status).toBe(404);
    expect((await boss.browser.get(`/shared-accounts/${personal.id}`)).status).toBe(404);
    await expectStatus(person.change(boss.browser, { status: "deactivated" }), 200);
    expect((await give(`employees/${person.id}`)).body.detail).toContain("is deactivated, and gets no accounts");
    const made = await newAccount([organisation]);
    expect((await boss.browser.post(`/employees/${person.id}/accounts`, made)).body.code).toBe("conflict");
    await expectStatus(person.change(boss.browser, { status: "active" }), 200);
    await person.logIn();
  });

  it("goes for all when it is deleted", async () => {
    await expectStatus(boss.browser.send("DELETE", `/accounts/${id}`), 204);
    expect(await ownAccounts(other)).not.toContain(id);
    for (const table of ["account_employees", "account_exposures", "account_terms", "account_sealed_to"] as const) {
      const rows = server.hesper.db
        .selectFrom(table)
        .select("account_id")
        .where("account_id", "=", id as never);
      expect(await rows.execute(), table).toEqual([]);
    }
  });
});

describe("a shared account of a group", () => {
  let group = "";
  let account = "";
  const members = (change: { add?: string[]; remove?: string[] }) =>
    expectStatus(boss.browser.send("PATCH", `/groups/${group}/members`, change), 200);
  const path = () => `/shared-accounts/${account}/groups/${group}`;
  const exposed = async (who: Member) => {
    const { db } = server.hesper;
    const all = exposuresOf(db, await whoseOf(db, who.id as EmployeeId));
    const found = (await all.execute()).find(({ id }) => id === account);
    return found && { untilMs: Number(found.has) === 1 ? null : Number(found.at) };
  };

  it("is everybody's who is in the group, beside what was given to each", async () => {
    const made = await expectStatus(boss.browser.post("/groups", { name: "Night shift" }), 201);
    group = String(made.body.id);
    await members({ add: [person.id, other.id] });
    account = (await makeAccount(boss.browser, "/shared-accounts", [organisation], { name: "Alarm" })).id;
    for (let time = 0; time < 2; time += 1) await expectStatus(boss.browser.send("PUT", path()), 204);
    await expectStatus(boss.browser.send("PUT", `/shared-accounts/${account}/employees/${other.id}`), 204);
    expect([await ownAccounts(person), await ownAccounts(other)]).toEqual([
      expect.arrayContaining([account]),
      expect.arrayContaining([account]),
    ]);
    const of = await expectStatus(boss.browser.get(`/employees/${other.id}/accounts`), 200);
    const groups = [{ id: group, name: "Night shift" }];
    expect(of.body.items).toContainEqual(expect.objectContaining({ id: account, given: { directly: true, groups } }));
    const shared = await expectStatus(boss.browser.get(`/shared-accounts/${account}`), 200);
    expect(shared.body).toMatchObject({ employees: 1, groups: 1 });
    const listed = await expectStatus(boss.browser.get(`/shared-accounts/${account}/groups`), 200);
    expect(listed.body.items).toEqual([expect.objectContaining(groups[0])]);
    const deletion = await expectStatus(boss.browser.get(`/groups/${group}/deletion`), 200);
    expect(deletion.body.items).toContainEqual({ what: "shared_accounts", count: 1 });
    expect(await exposed(person)).toMatchObject({ untilMs: null });
  });

  it("is lost by who leaves the group, from when it is known who could have seen it", async () => {
    server.clock.move(60);
    await members({ remove: [person.id] });
    expect(await ownAccounts(person)).not.toContain(account);
    expect(await exposed(person)).toMatchObject({ untilMs: server.clock.nowMs() });
    await members({ add: [person.id] });
    expect(await exposed(person)).toMatchObject({ untilMs: null });
    server.clock.move(60);
    await expectStatus(boss.browser.send("DELETE", path()), 204);
    expect((await boss.browser.send("DELETE", path())).status).toBe(404);
    // Who was given it in another way keeps it.
    expect([await ownAccounts(person), await ownAccounts(other)]).toEqual([
      expect.not.arrayContaining([account]),
      expect.arrayContaining([account]),
    ]);
    expect([await exposed(person), await exposed(other)]).toMatchObject([
      { untilMs: server.clock.nowMs() },
      { untilMs: null },
    ]);
  });

  it("is lost by all when the group is deleted, and that is known too", async () => {
    await expectStatus(boss.browser.send("PUT", path()), 204);
    server.clock.move(60);
    await boss.logIn();
    await expectStatus(boss.browser.send("DELETE", `/groups/${group}`), 204);
    expect(await ownAccounts(person)).not.toContain(account);
    expect(await exposed(person)).toMatchObject({ untilMs: server.clock.nowMs() });
  });
});

describe("an employee who is deleted", () => {
  it("is not one whose invitation is withdrawn: accounts would go unseen", async () => {
    const invited = { email: "invited@example.org", name: "Nadia Boulanger", role: "employee" };
    const { body } = await expectStatus(boss.browser.post("/invitations", invited), 201);
    const { id: invitedId } = body.person as { id: string };
    await makeAccount(boss.browser, `/employees/${invitedId}/accounts`, [organisation]);
    const answer = await boss.browser.send("DELETE", `/employees/${invitedId}/invitation`);
    expect([answer.status, answer.body.detail]).toEqual([409, expect.stringContaining("has accounts already")]);
  });

  it("takes personal accounts along, and leaves shared ones to the others", async () => {
    const leaver = await join(boss, { ...edith, email: "leaver@example.org" });
    const personal = await makeAccount(boss.browser, `/employees/${leaver.id}/accounts`, [organisation]);
    const shared = await makeAccount(boss.browser, "/shared-accounts", [organisation]);
    for (const one of [leaver, other]) {
      await expectStatus(boss.browser.send("PUT", `/shared-accounts/${shared.id}/employees/${one.id}`), 204);
    }
    const deletion = await expectStatus(boss.browser.get(`/employees/${leaver.id}/deletion`), 200);
    for (const what of ["personal_accounts", "shared_accounts"]) {
      expect(deletion.body.items).toContainEqual({ what, count: 1 });
    }
    await expectStatus(boss.browser.send("DELETE", `/employees/${leaver.id}`), 204);
    const [event] = (await eventsOf(server, "employee.deleted")).slice(-1);
    expect(event?.detail).toMatchObject({ accounts: 1 });
    expect((await boss.browser.get(`/accounts/${personal.id}`)).status).toBe(404);
    const { body } = await expectStatus(boss.browser.get(`/shared-accounts/${shared.id}`), 200);
    expect(body).toMatchObject({ employees: 1 });
    expect(await ownAccounts(other)).toContain(shared.id);
  });
});

describe("templates", () => {
  const bank = { name: "Bank", urls: ["bank.example.ch/login"], apps: ["Bank app"], loginType: "website" };
  it("prefill: made, listed by name, edited by who saw the latest, deleted; a name is there once", async () => {
    const { body: made } = await expectStatus(boss.browser.post("/account-templates", bank), 201);
    expect(made).toMatchObject({ ...bank, urls: ["https://bank.example.ch/login"], revision: 1 });
    const again = await boss.browser.post("/account-templates", { ...bank, name: " bank" });
    expect([again.status, again.body.detail]).toEqual([409, expect.stringContaining("a template called bank already")]);
    const { body: mail } = await expectStatus(
      boss.browser.post("/account-templates", { ...bank, name: "A mail" }),
      201,
    );
    const names = async (query = "") => {
      const { body } = await expectStatus(auditor.browser.get(`/account-templates${query}`), 200);
      return [(body.items as { name: string }[]).map(({ name }) => name), body.nextCursor] as const;
    };
    expect((await names())[0]).toEqual(["A mail", "Bank"]);
    expect((await names("?search=ba"))[0]).toEqual(["Bank"]);
    const [, cursor] = await names("?limit=1");
    expect(await names(`?limit=1&cursor=${cursor}`)).toEqual([["Bank"], null]);
    const path = `/account-templates/${made.id}`;
    const edit = { ...bank, name: "Bank of all", revision: 1 };
    const { body } = await expectStatus(boss.browser.send("PATCH", path, edit), 200);
    expect(body).toMatchObject({ name: "Bank of all", revision: 2 });
    const late = await boss.browser.send("PATCH", path, edit);
    expect(late.body.detail).toContain(`${boss.name} changed this template meanwhile`);
    expect((await boss.browser.send("PATCH", path, { ...edit, revision: 2, name: "A MAIL" })).status).toBe(409);
    await expectStatus(boss.browser.send("DELETE", `/account-templates/${mail.id}`), 204);
    expect((await boss.browser.get(`/account-templates/${mail.id}`)).status).toBe(404);
    const types = ["account_template.created", "account_template.edited", "account_template.deleted"];
    expect((await eventsOf(server, ...types)).map(({ type }) => type)).toEqual([types[0], ...types]);
  });
});
