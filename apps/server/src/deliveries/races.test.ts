// Accounts are written, given and taken while keys are activated, and both at once over two servers on one database:
// afterwards each key has a delivery of each account that its employee has, in the state that it should be in.
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { isSqlite } from "../database/engine.ts";
import {
  type KeyHolder,
  mailAccount,
  makeAccount,
  makeOrganisationKey,
  newAccount,
  newAccountId,
  sealFor,
} from "../testing/accounts.ts";
import { setStatus } from "../testing/activated-keys.ts";
import { findOverlooked } from "../testing/deliveries.ts";
import { type Answer, edith, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { makeKey, privateAccount, statesOf, type TestKey } from "../testing/keys.ts";
import { found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let other: Hesper;
let boss: Member;
let second: Member;
let person: Member;
let key: TestKey;
let organisation: KeyHolder;

beforeAll(async () => {
  await server.start();
  other = await server.start();
  boss = await found(server);
  second = await (await join(boss, grace)).enrol();
  person = await join(boss, edith);
  organisation = await makeOrganisationKey(boss.browser);
  key = await makeKey(server, boss.browser, person.id);
});
afterEach(async () => {
  expect(await findOverlooked(server.hesper.db)).toEqual([]);
});
afterAll(() => server.stop());

const pathOf = () => `/employees/${person.id}/accounts`;
const add = (group: string, members: { add?: string[]; remove?: string[] }, by = second.browser.at(other)) =>
  by.send("PATCH", `/groups/${group}/members`, members);

async function makeGroup(): Promise<string> {
  const { body } = await expectStatus(boss.browser.post("/groups", { name: `Group ${newAccountId()}` }), 201);
  return String(body.id);
}

/** A shared account that was given to these groups. */
async function makeShared(groups: readonly string[], holders: Omit<KeyHolder, "identity">[] = [organisation]) {
  const { id } = await makeAccount(boss.browser, "/shared-accounts", holders);
  for (const group of groups) await give(id, group);
  return id;
}

const give = (id: string, group: string, by = boss.browser) =>
  expectStatus(by.send("PUT", `/shared-accounts/${id}/groups/${group}`), 204);

async function sealedAgain(id: string, keys: readonly Omit<KeyHolder, "identity">[], revision = 1) {
  return { sealedRevision: revision, ...(await sealFor([organisation, ...keys], { account: id, revision })) };
}

async function newSecret(id: string, keys: readonly Omit<KeyHolder, "identity">[], revision: number) {
  const part = await sealFor([organisation, ...keys], { account: id, revision: revision + 1, password: "new" });
  return { revision, ...part, changed: ["password"] };
}

const fine = (answers: readonly Answer[]) => {
  for (const { status, text } of answers) expect(status, text).toBeLessThan(500);
};

// An account that was made while a key was being activated was seen by neither: the key never got it, and nobody knew.
describe("a key is activated", () => {
  it("while accounts are made and changed for its employee", async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => newAccount([organisation, key])));
    const changed = await makeAccount(boss.browser, pathOf(), [organisation, key]);
    const change = await newSecret(changed.id, [key], 1);
    const [, ...answers] = await Promise.all([
      makeKey(server, boss.browser, person.id, { name: "Phone" }),
      ...all.map((one, at) => (at % 2 === 0 ? boss.browser : second.browser.at(other)).post(pathOf(), one)),
      second.browser.at(other).send("PUT", `/accounts/${changed.id}/sealed`, change),
    ]);
    expect(tally(answers as Answer[])).toEqual({ "201": 6, "200": 1 });
  });

  it("while its employee joins a group, and the group is given accounts", async () => {
    const member = await join(boss, { ...edith, email: "another-edith@example.org" });
    const [first, group] = [await makeGroup(), await makeGroup()];
    const accounts = [await makeShared([first]), await makeShared([]), await makeShared([group])];
    const [made] = await Promise.all([
      makeKey(server, boss.browser, member.id, { name: "Phone" }),
      expectStatus(add(first, { add: [member.id] }), 200),
      expectStatus(add(group, { add: [member.id] }, boss.browser), 200),
      give(String(accounts[1]), group, second.browser.at(other)),
      expectStatus(boss.browser.send("PUT", `/shared-accounts/${accounts[2]}/employees/${member.id}`), 204),
    ]);
    expect(Object.keys(await statesOf(server, made)).sort()).toEqual(accounts.toSorted());
  });
});

describe("a shared account", () => {
  // Each of the two looked while the other was not done yet, and saw that there was another way still.
  it("taken in two ways at once is gone in both", async () => {
    const groups = [await makeGroup(), await makeGroup()];
    for (const group of groups) await expectStatus(add(group, { add: [person.id] }), 200);
    const id = await makeShared(groups);
    await expectStatus(boss.browser.send("PUT", `/accounts/${id}/resealed`, await sealedAgain(id, [key])), 200);
    await Promise.all([
      expectStatus(add(String(groups[0]), { remove: [person.id] }), 200),
      expectStatus(add(String(groups[1]), { remove: [person.id] }, boss.browser), 200),
    ]);
    expect((await statesOf(server, key))[id]).toBe("removing");
  });

  it("that somebody gets and loses while it is written is in the state that follows from what is there", async () => {
    const group = await makeGroup();
    const id = await makeShared([group]);
    await expectStatus(add(group, { add: [person.id] }), 200);
    await expectStatus(boss.browser.send("PUT", `/accounts/${id}/resealed`, await sealedAgain(id, [key])), 200);
    for (let revision = 1; revision <= 4; revision += 1) {
      const isLeaving = revision % 2 === 1;
      // Whoever joins again has the sealed part of before until then; what is written now leaves the key out.
      const write = await newSecret(id, isLeaving ? [key] : [], revision);
      const answers = await Promise.all([
        add(group, isLeaving ? { remove: [person.id] } : { add: [person.id] }),
        boss.browser.send("PUT", `/accounts/${id}/sealed`, write),
      ]);
      fine(answers);
      if (answers[1]?.status !== 200) {
        // It named a key that had lost the account by then.
        const again = await newSecret(id, [], revision);
        await expectStatus(boss.browser.send("PUT", `/accounts/${id}/sealed`, again), 200);
      }
      expect(await findOverlooked(server.hesper.db)).toEqual([]);
    }
  });

  it("that is deleted while it is given is gone everywhere, and nobody waits for nobody", async () => {
    const [first, group] = [await makeGroup(), await makeGroup()];
    for (const one of [first, group]) await expectStatus(add(one, { add: [person.id] }), 200);
    const ids = [await makeShared([first]), await makeShared([first])];
    fine(
      await Promise.all([
        ...ids.map((id) => second.browser.at(other).send("PUT", `/shared-accounts/${id}/groups/${group}`)),
        boss.browser.send("DELETE", `/accounts/${ids[0]}`),
        second.browser.at(other).send("DELETE", `/groups/${first}`),
        boss.browser.send("DELETE", `/shared-accounts/${ids[1]}/groups/${first}`),
        add(group, { remove: [person.id] }, boss.browser),
        add(group, { add: [second.id] }),
      ]),
    );
  });
});

describe("a key ends", () => {
  it("while its employee is given accounts and they are sealed: it gets nothing any more, and the others do", async () => {
    const lost = await makeKey(server, boss.browser, person.id, { name: "Lost" });
    const [group, joined] = [await makeGroup(), await makeGroup()];
    await expectStatus(add(group, { add: [person.id] }), 200);
    const ids = [await makeShared([]), await makeShared([joined]), await makeShared([group])];
    const part = await sealedAgain(String(ids[2]), [key, lost]);
    const made = await newAccount([organisation, key, lost]);
    fine(
      await Promise.all([
        setStatus(boss.browser, lost.keyId, "compromised", "stolen"),
        second.browser.at(other).send("PUT", `/shared-accounts/${ids[0]}/groups/${group}`),
        add(joined, { add: [person.id] }),
        second.browser.at(other).send("PUT", `/accounts/${ids[2]}/resealed`, part),
        second.browser.at(other).post(pathOf(), made),
        lost.at(other).send("POST", "/key/receipts", { applied: ids }),
      ]),
    );
    expect((await lost.get("/key/changes")).status).toBe(403);
  });

  it("with its employee, while their groups are given accounts", async () => {
    const leaver = await join(boss, { ...edith, email: "leaving-edith@example.org" });
    const theirs = await makeKey(server, boss.browser, leaver.id);
    const [group, joined] = [await makeGroup(), await makeGroup()];
    await expectStatus(add(group, { add: [leaver.id, person.id] }), 200);
    const ids = [await makeShared([group]), await makeShared([]), await makeShared([joined])];
    fine(
      await Promise.all([
        boss.browser.send("DELETE", `/employees/${leaver.id}`),
        second.browser.at(other).send("PUT", `/shared-accounts/${ids[1]}/groups/${group}`),
        add(joined, { add: [leaver.id] }),
        second.browser.at(other).send("DELETE", `/shared-accounts/${ids[0]}/groups/${group}`),
      ]),
    );
    expect((await theirs.get("/key/changes")).status).toBe(403);
  });
});

describe("one account, written by two", () => {
  it("administrators: one of them is told, and the key gets what the other wrote", async () => {
    const { id } = await makeAccount(boss.browser, pathOf(), [organisation, key]);
    const { revision } = await key.sync();
    const writes = await Promise.all(
      ["one", "other"].map((password) => sealFor([organisation, key], { account: id, revision: 2, password })),
    );
    const answers = await Promise.all(
      writes.map((part, at) =>
        (at === 0 ? boss.browser : second.browser.at(other)).send("PUT", `/accounts/${id}/sealed`, {
          ...{ revision: 1, changed: ["password"] },
          ...part,
        }),
      ),
    );
    expect(tally(answers)).toEqual({ "200": 1, "409 conflict": 1 });
    const [got] = (await key.sync(revision)).accounts;
    const winner = answers[0]?.status === 200 ? "one" : "other";
    expect(got && (await key.passwordOf(got))).toBe(winner);
  });

  it("keys of its employee: one of them is told which key did", async () => {
    const phone = await makeKey(server, boss.browser, person.id, { name: "Pocket" });
    const id = newAccountId();
    const write = (by: TestKey, revision: number, password: string) =>
      privateAccount([key, phone], { account: id, revision, password }).then((body) =>
        by.send("PUT", `/key/accounts/${id}`, body),
      );
    for (const revision of [0, 1]) {
      const answers = await Promise.all([
        write(key, revision, "of the laptop"),
        write(phone.at(other), revision, "of the pocket"),
      ]);
      expect(tally(answers)).toEqual({ "200": 1, "409 conflict": 1 });
      const told = String(answers.find(({ status }) => status === 409)?.body.detail);
      if (revision > 0) expect(told).toContain(answers[0]?.status === 200 ? "“Laptop” changed" : "“Pocket” changed");
    }
    const [mine, theirs] = [await key.sync(), await phone.sync()];
    expect(theirs.accounts.at(-1)).toMatchObject({ id, revision: 2 });
    expect(mine.accounts.at(-1)).toMatchObject({ id, revision: 2, sealed: theirs.accounts.at(-1)?.sealed });
  });
});

// A receipt that came while the account was edited said "delivered" of what the key had never got.
it("a receipt does not cover what was changed since", async () => {
  const { id } = await makeAccount(boss.browser, pathOf(), [organisation, key]);
  for (let edit = 1; edit <= 5; edit += 1) {
    const { revision } = await key.changes();
    const receipt = { applied: [id], revision };
    const [edited] = await Promise.all([
      boss.browser.send("PATCH", `/accounts/${id}`, { ...mailAccount, revision: edit, login: `edit-${edit}` }),
      expectStatus(key.at(other).send("POST", "/key/receipts", receipt), 204),
    ]);
    expect(edited.status).toBe(200);
    expect((await statesOf(server, key))[id]).toBe("queued");
    expect((await key.changes(revision)).accounts).toMatchObject([{ login: `edit-${edit}` }]);
  }
});

it("nobody has waited for somebody who waited for them", async ({ skip }) => {
  const { db } = server.hesper;
  if (isSqlite(db)) skip("SQLite lets one write at a time");
  const { rows } = await sql<{ deadlocks: number }>`select deadlocks from pg_stat_database
    where datname = current_database()`.execute(db);
  expect(Number(rows[0]?.deadlocks)).toBe(0);
});
