// Leaving: the list of what somebody could have seen, through the API.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { type KeyHolder, makeAccount, makeOrganisationKey, newAccount, sealFor } from "../testing/accounts.ts";
import { alan, edith, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { byTurns, eventsOf, found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let elsewhere: Hesper;
let boss: Member;
let second: Member;
let auditor: Member;
let person: Member;
let organisation: KeyHolder;
let group = "";
let list = "";
/** By what they are called. */
const ids = new Map<string, string>();

interface Row {
  readonly account: string;
  readonly name: string;
  readonly done: { readonly how: string; readonly by: string } | null;
  readonly [field: string]: unknown;
}

beforeAll(async () => {
  await server.start();
  elsewhere = await server.start();
  boss = await found(server);
  second = await (await join(boss, grace)).enrol();
  auditor = await join(boss, alan);
  person = await join(boss, edith);
  organisation = await makeOrganisationKey(boss.browser);
  const made = await expectStatus(boss.browser.post("/groups", { name: "Night shift" }), 201);
  group = String(made.body.id);
});
afterAll(() => server.stop());

async function make(name: string, path = "/shared-accounts"): Promise<string> {
  const { id } = await makeAccount(boss.browser, path, [organisation], { name, login: `${name}@example.org` });
  ids.set(name, id);
  return id;
}

const idOf = (name: string) => ids.get(name) ?? "";
const share = (name: string, to: string, method: "PUT" | "DELETE" = "PUT", at = server.hesper) =>
  boss.browser.at(at).send(method, `/shared-accounts/${idOf(name)}/${to}`);

/** A time later, as a change and what was seen before it are told apart by their times. */
async function change(name: string, changed: readonly string[], by = boss): Promise<void> {
  server.clock.move(1);
  const id = idOf(name);
  const { revision } = (await expectStatus(by.browser.get(`/accounts/${id}`), 200)).body as { revision: number };
  const part = await sealFor([organisation], { account: id, revision: revision + 1, password: "another one" });
  await expectStatus(by.browser.send("PUT", `/accounts/${id}/sealed`, { revision, ...part, changed }), 200);
  server.clock.move(1);
}

async function entries(query = "", of = list): Promise<Row[]> {
  const { body } = await expectStatus(auditor.browser.get(`/leavers/${of}/entries${query}`), 200);
  return body.items as Row[];
}

const leaver = async (id = list) => (await expectStatus(auditor.browser.get(`/leavers/${id}`), 200)).body;
const listsOf = async (query = "") =>
  (await expectStatus(auditor.browser.get(`/leavers${query}`), 200)).body.items as { id: string; name: string }[];
const tick = (name: string, what: "tick" | "untick" = "tick", by = boss, at = server.hesper) =>
  by.browser.at(at).post(`/leavers/${list}/entries/${idOf(name)}/${what}`);
const preview = async (of: Member) =>
  (await expectStatus(boss.browser.get(`/employees/${of.id}/leaving`), 200)).body.accounts;
const leaverStep = async (of: Member) => {
  const { body } = await expectStatus(of.browser.get("/next-steps"), 200);
  return (body.items as { code: string }[]).find(({ code }) => code === "leaver");
};

describe("who is deactivated", () => {
  it("leaves a list of what they have, by themselves and by a group, and of what they had and is as it was", async () => {
    await make("Own mail", `/employees/${person.id}/accounts`);
    for (const name of ["Given", "By group", "Taken back", "Taken, then changed", "Changed by half", "Never theirs"]) {
      await make(name);
    }
    const to = `employees/${person.id}`;
    for (const name of ["Given", "Taken back", "Taken, then changed", "Changed by half"]) {
      await expectStatus(share(name, to), 204);
    }
    await expectStatus(share("By group", `groups/${group}`), 204);
    await expectStatus(boss.browser.send("PATCH", `/groups/${group}/members`, { add: [person.id] }), 200);
    // Before it was taken back: the new one could be seen too.
    await change("Taken back", ["password", "otp"]);
    for (const name of ["Taken back", "Taken, then changed", "Changed by half"]) {
      await expectStatus(share(name, to, "DELETE"), 204);
    }
    await change("Taken, then changed", ["password", "otp"]);
    await change("Changed by half", ["password"]);
    await change("Given", ["password"]);
    expect(await preview(person)).toBe(5);
    expect(await listsOf()).toEqual([]);
    await expectStatus(person.change(boss.browser, { status: "deactivated" }), 200);
    expect((await person.browser.get("/session")).status).toBe(401);
    const [open] = await listsOf();
    list = open?.id ?? "";
    expect(await leaver()).toMatchObject({
      ...{ name: person.name, state: "open", accounts: 5, open: 5, closed: null },
      employee: { id: person.id, name: person.name, status: "deactivated" },
    });
    const rows = await entries();
    expect(rows.map(({ name }) => name)).toEqual(["By group", "Changed by half", "Given", "Own mail", "Taken back"]);
    const [byGroup, half, , own, taken] = rows;
    expect(byGroup).toEqual({
      ...{ account: idOf("By group"), exists: true, kind: "shared", name: "By group", login: "By group@example.org" },
      ...{ seenUntil: null, passwordChangedAt: null, otpChangedAt: null, done: null },
    });
    expect(half).toMatchObject({ seenUntil: expect.any(String), passwordChangedAt: expect.any(String), done: null });
    expect(own).toMatchObject({ kind: "personal" });
    expect(taken).toMatchObject({ seenUntil: expect.any(String), passwordChangedAt: null, otpChangedAt: null });
    const [event] = await eventsOf(server, "leaver.opened");
    expect(event).toMatchObject({ actor_id: boss.id, subject_id: person.id, detail: { leaver: list, accounts: 5 } });
    const step = { code: "leaver", leaver: list, name: person.name, open: 5, accounts: 5 };
    expect([await leaverStep(boss), await leaverStep(auditor)]).toEqual([step, step]);
  });

  it("comes in pages, by what is open and what is done", async () => {
    const first = await expectStatus(boss.browser.get(`/leavers/${list}/entries?limit=3`), 200);
    const next = await expectStatus(
      boss.browser.get(`/leavers/${list}/entries?limit=3&state=open&cursor=${first.body.nextCursor}`),
      200,
    );
    expect((next.body.items as Row[]).map(({ name }) => name)).toEqual(["Own mail", "Taken back"]);
    expect(await entries("?state=done")).toEqual([]);
    expect((await boss.browser.get(`/leavers/${list}/entries?cursor=x`)).status).toBe(400);
    expect(await listsOf(`?employeeId=${person.id}&state=all`)).toHaveLength(1);
    expect(await listsOf(`?employeeId=${boss.id}`)).toEqual([]);
  });

  it("could have seen nothing, and leaves no list", async () => {
    const nobody = await join(boss, { ...edith, email: "nobody@example.org" });
    await expectStatus(nobody.change(boss.browser, { status: "deactivated" }), 200);
    expect(await listsOf("?state=all")).toHaveLength(1);
  });
});

describe("an account on the list", () => {
  it("is done by itself when both were changed, and deleted", async () => {
    await change("Given", ["password"]);
    expect((await entries("?state=open")).find(({ name }) => name === "Given")).toMatchObject({
      ...{ passwordChangedAt: expect.any(String), otpChangedAt: null, done: null },
    });
    await change("Given", ["otp", "notes"], second);
    await change("Changed by half", ["otp"]);
    await change("Never theirs", ["otp", "password"]);
    // Who does not say what is new may have changed a note.
    await change("By group", []);
    await expectStatus(boss.browser.send("DELETE", `/accounts/${idOf("Taken back")}`), 204);
    const done = await entries("?state=done");
    expect(done.map(({ name, exists, done: how }) => [name, exists, how])).toMatchObject([
      ["Changed by half", true, { how: "changed", by: boss.name }],
      ["Given", true, { how: "changed", by: second.name }],
      ["Taken back", false, { how: "deleted", by: boss.name }],
    ]);
    expect(await leaver()).toMatchObject({ open: 2, accounts: 5 });
    for (const name of ["Given", "Taken back"]) expect((await tick(name, "untick")).body.code).toBe("conflict");
  });

  it("is ticked off once by two at once, and the tick is taken back once", async () => {
    const ticks = await byTurns(server, elsewhere, 4, (at) =>
      tick("Own mail", "tick", at === elsewhere ? second : boss, at),
    );
    expect(tally(ticks)).toEqual({ "200": 4 });
    const [event, ...more] = await eventsOf(server, "leaver.ticked");
    expect(more).toEqual([]);
    const by = event?.actor_id === boss.id ? boss : second;
    for (const { body } of ticks) expect(body.done).toMatchObject({ how: "by_hand", by: by.name });
    expect(event?.detail).toEqual({
      ...{ leaver: list, leaverName: person.name, account: idOf("Own mail"), name: "Own mail" },
    });
    expect(await leaver()).toMatchObject({ open: 1 });
    const unticks = await byTurns(server, elsewhere, 4, (at) => tick("Own mail", "untick", boss, at));
    expect(tally(unticks)).toEqual({ "200": 4 });
    expect(await eventsOf(server, "leaver.unticked")).toHaveLength(1);
    expect(await leaver()).toMatchObject({ open: 2 });
    expect((await tick("Never theirs")).status).toBe(404);
  });

  // Two who ticked off the last two at once each saw the other's as open, and the list stayed on everybody's home page.
  it("is the last of two that are ticked off at once: the list is finished, once", async () => {
    const [one, other] = ["Own mail", "By group"];
    await Promise.all([
      expectStatus(tick(one ?? ""), 200),
      expectStatus(tick(other ?? "", "tick", second, elsewhere), 200),
    ]);
    expect(await leaver()).toMatchObject({ state: "finished", open: 0 });
    expect(await eventsOf(server, "leaver.finished")).toHaveLength(1);
    expect([await listsOf(), await leaverStep(boss)]).toEqual([[], undefined]);
    expect((await boss.browser.post(`/leavers/${list}/close`, { reason: "All done" })).body.code).toBe("conflict");
    await expectStatus(tick("By group", "untick"), 200);
    expect(await leaver()).toMatchObject({ state: "open", open: 1 });
  });
});

describe("who comes back", () => {
  it("has the list still, ticks nothing off on it, and leaves a longer one", async () => {
    await expectStatus(person.change(boss.browser, { status: "active", role: "administrator" }), 200);
    await person.logIn();
    await person.enrol();
    expect(await leaver()).toMatchObject({ state: "open", employee: { status: "active" } });
    expect((await tick("By group", "tick", person)).body.detail).toContain("what you could have seen yourself");
    await make("New one");
    await expectStatus(share("New one", `employees/${person.id}`), 204);
    server.clock.move(60);
    await expectStatus(person.change(boss.browser, { status: "deactivated" }), 200);
    // "Given" was changed meanwhile, but is theirs: the new password could be seen. What was deleted stays done.
    const rows = await entries();
    expect(rows.map(({ name, done }) => [name, done?.how])).toEqual([
      ["By group", undefined],
      ["Changed by half", "changed"],
      ["Given", undefined],
      ["New one", undefined],
      ["Own mail", undefined],
      ["Taken back", "deleted"],
    ]);
    expect(await leaver()).toMatchObject({ state: "open", open: 4, accounts: 6 });
    expect(await listsOf("?state=all")).toHaveLength(1);
  });

  it("is not asked about again where it was ticked off after they had it", async () => {
    const other = await join(boss, { ...edith, email: "twice@example.org" });
    await make("Once theirs");
    await expectStatus(share("Once theirs", `employees/${other.id}`), 204);
    await expectStatus(share("Once theirs", `employees/${other.id}`, "DELETE"), 204);
    server.clock.move(1);
    await expectStatus(other.change(boss.browser, { status: "deactivated" }), 200);
    const [open] = await listsOf(`?employeeId=${other.id}`);
    await expectStatus(boss.browser.post(`/leavers/${open?.id}/entries/${idOf("Once theirs")}/tick`), 200);
    await expectStatus(other.change(boss.browser, { status: "active" }), 200);
    expect(await preview(other)).toBe(0);
    await expectStatus(other.change(boss.browser, { status: "deactivated" }), 200);
    expect(await listsOf(`?employeeId=${other.id}&state=all`)).toHaveLength(1);
  });
});

it("a list is closed with a reason: then nothing is ticked off on it", async () => {
  const path = `/leavers/${list}/close`;
  expect((await boss.browser.post(path, { reason: "no" })).status).toBe(400);
  const closing = await byTurns(server, elsewhere, 2, (at) =>
    boss.browser.at(at).post(path, { reason: "The systems are gone" }),
  );
  expect(tally(closing)).toEqual({ "200": 1, "409 conflict": 1 });
  expect(await leaver()).toMatchObject({
    ...{ state: "closed", open: 4, closed: { by: boss.name, reason: "The systems are gone", at: expect.any(String) } },
  });
  expect((await tick("By group")).body.detail).toContain("closed this list");
  const detail = { leaver: list, name: person.name, open: 4, reason: "The systems are gone" };
  expect(await eventsOf(server, "leaver.closed")).toMatchObject([{ detail }]);
  await change("By group", ["password", "otp"]);
  expect(await leaver()).toMatchObject({ state: "closed", open: 3 });
});

it("who is deleted leaves a list too, with personal accounts that are gone here and not where they log in", async () => {
  const other = await join(boss, { ...edith, email: "deleted@example.org", name: "Del Eted" });
  await make("Personal", `/employees/${other.id}/accounts`);
  await expectStatus(boss.browser.send("DELETE", `/employees/${other.id}`), 204);
  const [open] = await listsOf();
  expect(await leaver(open?.id)).toMatchObject({ name: "Del Eted", employee: null, open: 1 });
  expect(await entries("", open?.id)).toMatchObject([{ name: "Personal", exists: false, done: null }]);
  await expectStatus(boss.browser.post(`/leavers/${open?.id}/entries/${idOf("Personal")}/tick`), 200);
});

it("an administrator who leaves leaves what they wrote and opened", async () => {
  const leaving = await (await join(boss, { ...grace, email: "third@example.org" })).enrol();
  await make("Opened");
  await expectStatus(leaving.browser.get(`/accounts/${idOf("Opened")}/sealed?purpose=password`), 200);
  const written = await makeAccount(leaving.browser, "/shared-accounts", [organisation], { name: "Written" });
  server.clock.move(1);
  await expectStatus(leaving.change(boss.browser, { status: "deactivated" }), 200);
  const [open] = await listsOf(`?employeeId=${leaving.id}`);
  expect((await entries("", open?.id)).map(({ account }) => account)).toEqual([idOf("Opened"), written.id]);
});

// An account that was given while its employee was deactivated was on no list, and nobody changed its password.
it("misses nothing that is given at the same time: it is on the list, or was not given", async () => {
  for (let round = 0; round < 4; round += 1) {
    const leaving = await join(boss, { ...edith, email: `race-${round}@example.org` });
    const names = [`Direct ${round}`, `Personal ${round}`] as const;
    await make(names[0]);
    const personal = await newAccount([organisation], { name: names[1] });
    const [direct, own, deactivated] = await Promise.all([
      share(names[0], `employees/${leaving.id}`, "PUT", elsewhere),
      boss.browser.at(elsewhere).post(`/employees/${leaving.id}/accounts`, personal),
      leaving.change(second.browser, { status: "deactivated" }),
    ]);
    expect(deactivated.status).toBe(200);
    const [open] = await listsOf(`?employeeId=${leaving.id}`);
    const listed = open ? (await entries("", open.id)).map(({ name }) => name) : [];
    expect(listed.includes(names[0])).toBe(direct.status === 204);
    expect(listed.includes(names[1])).toBe(own.status === 201);
  }
});
