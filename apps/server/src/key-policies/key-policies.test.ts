// Key policies through the API: the default one that stays, names that are their own, and two who change one at once.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { giveKey, makeKey } from "../testing/activated-keys.ts";
import { alan, edith, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { byTurns, eventsOf, found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let elsewhere: Hesper;
let boss: Member;
let second: Member;
let auditor: Member;
let person: Member;

beforeAll(async () => {
  await server.start();
  elsewhere = await server.start();
  boss = await found(server);
  second = await (await join(boss, grace)).enrol();
  auditor = await join(boss, alan);
  person = await join(boss, edith);
});
afterAll(() => server.stop());

const path = "/key-policies";
const rules = { pinMinimumLength: 8, wrongPins: 5, lockAfterMinutes: 5, offlineDays: 7 };
type Policy = { id: string; name: string; isDefault: boolean; revision: number; keys: number };
const all = async (query = "") =>
  (await expectStatus(auditor.browser.get(`${path}${query}`), 200)).body as unknown as {
    items: Policy[];
    nextCursor: string | null;
  };
const make = async (name: string) =>
  (await expectStatus(boss.browser.post(path, { name, ...rules }), 201)).body as unknown as Policy;
const put = (id: string, body: Record<string, unknown>, by = boss) =>
  by.browser.send("PUT", `${path}/${id}`, { ...rules, ...body });
const remove = (id: string) => boss.browser.send("DELETE", `${path}/${id}`);

it("there is a default one, which is changed and never deleted", async () => {
  const [policy] = (await all()).items;
  expect(policy).toMatchObject({
    ...{ name: "Default", isDefault: true, revision: 1, keys: 0 },
    ...{ pinMinimumLength: 6, wrongPins: 10, lockAfterMinutes: 15, offlineDays: 14 },
  });
  const id = policy?.id ?? "";
  const key = await giveKey(server, boss.browser, person.id, { kind: "hybrid" });
  await expectStatus(put(id, { name: "For everybody", revision: 1, wrongPins: 3 }), 200);
  expect((await key.get("/key")).body.policy).toEqual({ ...rules, wrongPins: 3 });
  const answer = await remove(id);
  expect([answer.status, answer.body.detail]).toEqual([409, expect.stringContaining("cannot be deleted")]);
  expect((await all()).items).toMatchObject([{ name: "For everybody", revision: 2, keys: 1, isDefault: true }]);
  const [event] = await eventsOf(server, "key_policy.changed");
  expect(event).toMatchObject({ actor_id: boss.id, detail: { policy: id } });
  expect(event?.detail.from).toBe("Default: pinMinimumLength 6, wrongPins 10, lockAfterMinutes 15, offlineDays 14");
});

it("named ones come after it by name, in pages that lose none", async () => {
  for (const name of ["Zebra", "äpfel", "Birch"]) await make(name);
  const names: string[] = [];
  for (let query = "?limit=1"; ; ) {
    const { items, nextCursor } = await all(query);
    names.push(...items.map(({ name }) => name));
    if (nextCursor === null) break;
    query = `?limit=1&cursor=${nextCursor}`;
  }
  expect(names).toEqual(["For everybody", "äpfel", "Birch", "Zebra"]);
  const taken = [
    boss.browser.post(path, { name: " BIRCH ", ...rules }),
    make("Cedar").then(({ id }) => put(id, { name: "zebra", revision: 1 })),
  ];
  for (const answer of await Promise.all(taken)) {
    expect([answer.status, answer.body.detail]).toEqual([409, expect.stringMatching(/^There is a key policy called/)]);
  }
});

it.each([
  { pinMinimumLength: 3 },
  { pinMinimumLength: 33 },
  { wrongPins: 2 },
  { wrongPins: 11 },
  { lockAfterMinutes: 0 },
  { lockAfterMinutes: 721 },
  { offlineDays: 0 },
  { offlineDays: 1.5 },
  { name: "" },
])("%j is refused", async (wrong) => {
  const answer = await boss.browser.post(path, { name: "Wrong", ...rules, ...wrong });
  expect(answer.body.errors).toMatchObject([{ field: `/${Object.keys(wrong)[0]}` }]);
});

describe("two administrators at once", () => {
  it("who change one: the first wins, the other hears who did", async () => {
    const { id } = await make("Shared by two");
    const answers = await byTurns(server, elsewhere, 4, (at) => {
      const by = at === elsewhere ? second : boss;
      return by.browser.at(at).send("PUT", `${path}/${id}`, { ...rules, name: `By ${by.name}`, revision: 1 });
    });
    expect(tally(answers)).toEqual({ "200": 1, "409 conflict": 3 });
    const after = (await all()).items.find((one) => one.id === id);
    const refused = answers.find(({ status }) => status === 409);
    expect(after).toMatchObject({ revision: 2 });
    expect(refused?.body.detail).toMatch(/^(Ada Lovelace|Grace Hopper) changed this key policy meanwhile\./);
    expect(after?.name).toBe(`By ${String(refused?.body.detail).split(" changed")[0]}`);
  });

  // Deleting a policy while a key was given it left a key with rules that nobody could read.
  it("of whom one gives a key what the other deletes: the key has a policy that there is", async () => {
    for (let round = 0; round < 4; round += 1) {
      const [{ id: policyId }, { id }] = [await make(`Doomed ${round}`), await makeKey(boss.browser, person.id)];
      const given = second.browser.at(elsewhere).send("PATCH", `/keys/${id}`, { revision: 1, policyId });
      const [removed, changed] = await Promise.all([remove(policyId), given]);
      expect([removed.status, [200, 400].includes(changed.status)]).toEqual([204, true]);
      expect((await expectStatus(boss.browser.get(`/keys/${id}`), 200)).body.policy).toMatchObject({ isDefault: true });
    }
    expect((await remove("01890000-0000-7000-8000-000000000000")).status).toBe(404);
  });
});
