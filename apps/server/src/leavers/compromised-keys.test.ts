// A compromised key: the list of every account that is or was on it, through the API.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type KeyHolder, makeAccount, makeOrganisationKey, sealFor } from "../testing/accounts.ts";
import { giveKey, type KeyClient, setStatus } from "../testing/activated-keys.ts";
import { edith, expectStatus, TestServer } from "../testing/harness.ts";
import { eventsOf, found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let boss: Member;
let person: Member;
let organisation: KeyHolder;
let key: KeyClient;
let other: KeyClient;
/** By what they are called. */
const ids = new Map<string, string>();
const idOf = (name: string) => ids.get(name) ?? "";

beforeAll(async () => {
  await server.start();
  boss = await found(server);
  person = await join(boss, edith);
  organisation = await makeOrganisationKey(boss.browser);
  key = await giveKey(server, boss.browser, person.id, { name: "Phone" });
  other = await giveKey(server, boss.browser, person.id, { name: "Laptop" });
});
afterAll(() => server.stop());

interface List {
  readonly id: string;
  readonly [field: string]: unknown;
}
const lists = async (query = "?state=all") =>
  (await expectStatus(boss.browser.get(`/leavers${query}`), 200)).body.items as List[];
const entries = async (id = "") =>
  (await expectStatus(boss.browser.get(`/leavers/${id}/entries`), 200)).body.items as {
    name: string;
    seenUntil: string | null;
    done: { how: string } | null;
  }[];

/** Given to the person, and sealed to these keys. */
async function make(name: string, to: readonly KeyHolder[], of = person.id): Promise<void> {
  const made = await makeAccount(boss.browser, "/shared-accounts", [organisation], { name });
  ids.set(name, made.id);
  await expectStatus(boss.browser.send("PUT", `/shared-accounts/${made.id}/employees/${of}`), 204);
  if (to.length > 0) await seal(name, to);
}

async function seal(name: string, to: readonly KeyHolder[]): Promise<void> {
  const { sealedRevision } = (await expectStatus(boss.browser.get(`/accounts/${idOf(name)}/sealed?purpose=edit`), 200))
    .body as { sealedRevision: number };
  const part = await sealFor([organisation, ...to], { account: idOf(name), revision: sealedRevision });
  const path = `/accounts/${idOf(name)}/resealed`;
  await expectStatus(boss.browser.send("PUT", path, { sealedRevision, ...part }), 200);
}

async function change(name: string, changed: readonly string[], to: readonly KeyHolder[] = []): Promise<void> {
  server.clock.move(1);
  const id = idOf(name);
  const { revision } = (await expectStatus(boss.browser.get(`/accounts/${id}`), 200)).body as { revision: number };
  const secrets = { account: id, revision: revision + 1, password: "another one" };
  const part = await sealFor([organisation, ...to], secrets);
  await expectStatus(boss.browser.send("PUT", `/accounts/${id}/sealed`, { revision, ...part, changed }), 200);
  server.clock.move(1);
}
const take = (name: string) =>
  expectStatus(boss.browser.send("DELETE", `/shared-accounts/${idOf(name)}/employees/${person.id}`), 204);

it("opens a list of what it has, and of what it had and is as it was; not of what it never got", async () => {
  for (const name of ["Has", "Had", "Had, then half changed", "Had, then changed", "Deleted"]) await make(name, [key]);
  await make("Only on the other", [other]);
  await make("Waits for it", []);
  server.clock.move(1);
  for (const name of ["Had", "Had, then half changed", "Had, then changed"]) await take(name);
  await change("Had, then half changed", ["password"]);
  await change("Had, then changed", ["password", "otp"]);
  await expectStatus(boss.browser.send("DELETE", `/accounts/${idOf("Deleted")}`), 204);
  const { body: loss } = await expectStatus(boss.browser.get(`/keys/${key.keyId}/loss`), 200);
  expect(loss.accounts).toBe(3);
  await expectStatus(setStatus(boss.browser, key.keyId, "compromised", "stolen"), 200);
  const [list, ...more] = await lists();
  expect(more).toEqual([]);
  expect(list).toMatchObject({
    ...{ cause: "key_compromised", key: { id: key.keyId, name: "Phone" }, name: person.name, state: "open" },
    ...{ employee: { id: person.id }, accounts: 3, open: 3 },
  });
  const rows = await entries(list?.id);
  expect(rows.map(({ name, seenUntil }) => [name, seenUntil === null])).toEqual([
    ["Had", false],
    ["Had, then half changed", false],
    ["Has", true],
  ]);
  const [event] = await eventsOf(server, "leaver.opened_for_key");
  const detail = { leaver: list?.id, key: key.keyId, keyName: "Phone", accounts: 3 };
  expect(event).toMatchObject({ actor_id: boss.id, subject_id: person.id, detail });
  const { items } = (await expectStatus(boss.browser.get("/next-steps"), 200)).body as { items: unknown[] };
  const step = { code: "leaver", leaver: list?.id, name: person.name, key: "Phone", open: 3, accounts: 3 };
  expect(items).toContainEqual(step);
});

it("is ticked off by what is changed, and stands beside the list of the person, who leaves", async () => {
  const [ofKey] = await lists();
  await change("Has", ["password", "otp"]);
  expect((await entries(ofKey?.id)).find(({ name }) => name === "Has")?.done).toMatchObject({ how: "changed" });
  await expectStatus(person.change(boss.browser, { status: "deactivated" }), 200);
  const [ofPerson, same, ...more] = await lists();
  expect([more, same?.id, ofPerson?.cause]).toEqual([[], ofKey?.id, "left"]);
  // What was done for the key is open again for the person, who had the new one.
  expect((await entries(ofPerson?.id)).map(({ name }) => name)).toContain("Has");
  await change("Has", ["password", "otp"]);
  await expectStatus(boss.browser.send("DELETE", `/accounts/${idOf("Had")}`), 204);
  for (const { id } of [ofKey, ofPerson].flatMap((one) => one ?? [])) {
    const done = (await entries(id)).filter((entry) => entry.done !== null).map(({ name }) => name);
    expect(done).toEqual(["Had", "Has"]);
  }
});

it("of somebody who was deleted, or with nothing on it, is still followed", async () => {
  const gone = await join(boss, { ...edith, email: "gone@example.org", name: "Edith Who Went" });
  const [one, empty] = [await giveKey(server, boss.browser, gone.id), await giveKey(server, boss.browser, gone.id)];
  await make("Of the one who went", [one], gone.id);
  await expectStatus(boss.browser.send("DELETE", `/employees/${gone.id}`), 204);
  const before = (await lists()).length;
  await expectStatus(setStatus(boss.browser, empty.keyId, "compromised", "lost"), 200);
  expect(await lists()).toHaveLength(before);
  await expectStatus(setStatus(boss.browser, one.keyId, "compromised", "lost"), 200);
  const [list] = await lists("");
  expect(list).toMatchObject({ cause: "key_compromised", name: "Edith Who Went", employee: null, open: 1 });
});

// A key was suspended, what was on it got other passwords, and the key was called compromised then: all of it was listed
// again. What was changed when the key could not open it any more is done; what only lost its notes is not.
it("does not list what was changed while the key was suspended", async () => {
  const lost = await giveKey(server, boss.browser, boss.id, { name: "Lost" });
  const names = ["Changed since", "Notes since", "Kept"];
  for (const name of names) await make(name, [lost], boss.id);
  await change("Notes since", ["password", "otp"], [lost]);
  await expectStatus(setStatus(boss.browser, lost.keyId, "suspended", "lost"), 200);
  await change("Changed since", ["password", "otp"]);
  await change("Notes since", ["notes"]);
  expect((await boss.browser.get(`/keys/${lost.keyId}/loss`)).body.accounts).toBe(2);
  await expectStatus(setStatus(boss.browser, lost.keyId, "compromised", "lost"), 200);
  const [list] = await lists("");
  expect((await entries(list?.id)).map(({ name }) => name)).toEqual(["Kept", "Notes since"]);
});

it("of an administrator is ticked off by the same one: somebody else has it", async () => {
  const own = await giveKey(server, boss.browser, boss.id);
  await make("Of the administrator", [own], boss.id);
  await expectStatus(setStatus(boss.browser, own.keyId, "compromised", "stolen"), 200);
  const [list] = await lists("");
  const tick = boss.browser.post(`/leavers/${list?.id}/entries/${idOf("Of the administrator")}/tick`);
  expect((await expectStatus(tick, 200)).body.done).toMatchObject({ how: "by_hand" });
});
