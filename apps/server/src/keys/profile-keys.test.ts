// A person's own keys: nobody else's are seen or reported, a report suspends once whoever sends it how often, and the
// person reads what others did to their accounts and keys.
import type { KeyStatus } from "@hesper/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { type KeyHolder, makeAccount, makeOrganisationKey, newAccountId } from "../testing/accounts.ts";
import { activate, makeKey as reserve, setStatus } from "../testing/activated-keys.ts";
import { contentsOf } from "../testing/contents.ts";
import { alan, edith, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { makeKey, privateAccount, type TestKey } from "../testing/keys.ts";
import { byTurns, eventsOf, found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let elsewhere: Hesper;
let boss: Member;
let auditor: Member;
let person: Member;
let other: Member;
let organisation: KeyHolder;
let laptop: TestKey;

beforeAll(async () => {
  await server.start();
  elsewhere = await server.start();
  boss = await found(server);
  auditor = await join(boss, alan);
  person = await join(boss, edith);
  other = await join(boss, { ...grace, role: "employee" });
  organisation = await makeOrganisationKey(boss.browser);
  laptop = await makeKey(server, boss.browser, person.id);
});
afterAll(() => server.stop());

type Shown = { id: string; revision: number; status: KeyStatus; [field: string]: unknown };
const keysOf = async (by: Member, query = "") =>
  (await expectStatus(by.browser.get(`/profile/keys${query}`), 200)).body as {
    items: Shown[];
    nextCursor: string | null;
  };
const keyOf = async (id: string, by = person) => {
  const one = (await keysOf(by)).items.find((key) => key.id === id);
  if (!one) throw new Error("no such key");
  return one;
};
const report = (id: string, revision: number, by = person, at: Hesper = server.hesper) =>
  by.browser.at(at).post(`/profile/keys/${id}/lost`, { revision });
const kept = async () => JSON.stringify([...(await contentsOf(server.hesper.db, ["keys", "key_accounts"]))]);

it("a person of each role sees their own keys, without what is the administrators' alone", async () => {
  const [key] = (await keysOf(person)).items;
  expect(key).toMatchObject({ id: laptop.keyId, status: "active", reason: null, device: "Test 1.0" });
  expect(key?.policy).toEqual({ pinMinimumLength: 6, wrongPins: 10, lockAfterMinutes: 15, offlineDays: 14 });
  expect(key).not.toHaveProperty("employee");
  expect(key).not.toHaveProperty("employeeName");
  for (const nobody of [other, auditor, boss]) expect((await keysOf(nobody)).items).toEqual([]);
  const second = await reserve(boss.browser, person.id, "Phone");
  const first = await keysOf(person, "?limit=1");
  expect(first.items.map(({ id }) => id)).toEqual([second.id]);
  const rest = await keysOf(person, `?limit=1&cursor=${first.nextCursor}`);
  expect(rest.items.map(({ id }) => id)).toEqual([laptop.keyId]);
  expect((await person.browser.get("/profile/keys?cursor=x")).status).toBe(400);
});

it("what a key holds is told to the one whose it is: private accounts without a name, and nothing of others", async () => {
  const holders = [laptop, organisation];
  const { id } = await makeAccount(boss.browser, `/employees/${person.id}/accounts`, holders, { name: "Mail" });
  const account = newAccountId();
  await expectStatus(laptop.send("PUT", `/key/accounts/${account}`, await privateAccount([laptop], { account })), 200);
  const path = `/profile/keys/${laptop.keyId}/deliveries`;
  const { body } = await expectStatus(person.browser.get(path), 200);
  expect(body.items).toHaveLength(2);
  expect(body.items).toContainEqual(
    expect.objectContaining({ account: { id, name: "Mail", kind: "personal" }, status: "queued" }),
  );
  expect(body.items).toContainEqual(expect.objectContaining({ account: { id: account, name: "", kind: "private" } }));
  for (const stranger of [other, auditor, boss]) expect((await stranger.browser.get(path)).status).toBe(404);
  const accounts = (await expectStatus(person.browser.get("/profile/accounts"), 200)).body.items;
  const keys = [{ id: laptop.keyId, name: "Laptop", status: "queued" }];
  expect(accounts).toEqual([expect.objectContaining({ id, keys })]);
});

it("reported lost 16 times at once over two servers, it is suspended once; nobody else can report it", async () => {
  const { revision } = await keyOf(laptop.keyId);
  const before = await kept();
  for (const stranger of [other, auditor, boss]) {
    expect((await report(laptop.keyId, revision, stranger)).status).toBe(404);
  }
  expect((await report(newAccountId(), revision)).status).toBe(404);
  expect((await report(laptop.keyId, revision + 1)).status).toBe(409);
  expect(await kept()).toBe(before);
  const answers = await byTurns(server, elsewhere, 16, (at) => report(laptop.keyId, revision, person, at));
  expect(tally(answers)).toEqual({ "200": 16 });
  expect(await keyOf(laptop.keyId)).toMatchObject({ status: "suspended", reason: "lost", revision: revision + 1 });
  const events = await eventsOf(server, "key.reported_lost", "key.status_changed");
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({ type: "key.reported_lost", actor_id: person.id, subject_id: person.id });
  expect(events[0]?.detail).toEqual({
    ...{ key: laptop.keyId, name: "Laptop", from: "active", to: "suspended", reason: "lost" },
  });
  expect((await laptop.get("/key/changes")).status).toBe(403);
  expect((await expectStatus(laptop.get("/key"), 200)).body).toMatchObject({ status: "suspended", reason: "lost" });
  // It is an administrator's to let it go on.
  await expectStatus(setStatus(boss.browser, laptop.keyId, "active"), 200);
});

it("a key that was changed meanwhile is not reported unseen, but one that locked itself is", async () => {
  const phone = await makeKey(server, boss.browser, person.id, { name: "Phone" });
  const seen = await keyOf(phone.keyId);
  const rename = { revision: seen.revision, name: "Old phone" };
  await expectStatus(boss.browser.send("PATCH", `/keys/${phone.keyId}`, rename), 200);
  const { body } = await expectStatus(report(phone.keyId, seen.revision), 409);
  expect(body.detail).toContain(`${boss.name} renamed a key, which is called “Old phone” now, meanwhile.`);
  await expectStatus(phone.post("/key/lock", { lock: 1 }), 204);
  const locked = await keyOf(phone.keyId);
  expect(locked.status).toBe("locked");
  expect((await expectStatus(report(phone.keyId, locked.revision), 200)).body).toMatchObject({ status: "suspended" });
});

it.each([
  ["reserved", null, "is not activated yet: nothing is on it."],
  ["suspended", "stolen", "is suspended already, and gets nothing. Tell an administrator that it is lost."],
  ["deactivated", "broken", "is deactivated already: it removes what it has."],
  ["compromised", "stolen", "is called compromised already: it removes what it has."],
])("a key that is %s is not reported, and the answer says what to do", async (status, reason, words) => {
  const { id, code } = await reserve(boss.browser, person.id, "Tablet");
  if (reason !== null) {
    await activate(server, code);
    await expectStatus(setStatus(boss.browser, id, status, reason), 200);
  }
  const before = await kept();
  const { body } = await expectStatus(report(id, (await keyOf(id)).revision), 409);
  expect(body.detail).toContain(`“Tablet” ${words}`);
  expect(await kept()).toBe(before);
});

it("the person reads who did what to their accounts and keys, and nobody else does", async () => {
  const path = "/profile/events?of=accounts_and_keys&limit=100";
  const { body } = await expectStatus(person.browser.get(path), 200);
  const items = body.items as { type: string; by: unknown; about: unknown }[];
  const types = items.map(({ type }) => type);
  expect(types.filter((type) => !/^(?:account|key)\./.test(type))).toEqual([]);
  expect(types).toContain("key.activated");
  const byBoss = { name: boss.name, isOneself: false };
  const made = items.find(({ type }) => type === "account.created");
  expect(made).toMatchObject({ by: byBoss, about: { name: "Mail", to: null, reason: null, part: null } });
  const reported = items.find(({ type }) => type === "key.reported_lost");
  expect(reported).toMatchObject({ by: { name: person.name, isOneself: true }, about: { reason: "lost" } });
  const changed = items.find(({ type }) => type === "key.status_changed");
  expect(changed).toMatchObject({ by: byBoss, about: { name: "Tablet", to: "compromised", reason: "stolen" } });
  expect(items.find(({ type }) => type === "key.locked_itself")).toMatchObject({ by: null });
  expect((await expectStatus(other.browser.get(path), 200)).body.items).toEqual([]);
  const all = (await expectStatus(person.browser.get("/profile/events?limit=100"), 200)).body.items as typeof items;
  expect(all.length).toBeGreaterThan(items.length);
  expect(all.find(({ type }) => type === "invitation.accepted")).toMatchObject({ about: null });
});
