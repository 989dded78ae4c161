// What a key gets, has and loses, through every change that makes it so.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccountId } from "../security/ids.ts";
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
import { type Answer, alan, edith, expectStatus, TestServer } from "../testing/harness.ts";
import { makeKey, statesOf, type TestKey } from "../testing/keys.ts";
import { eventsOf, found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let boss: Member;
let auditor: Member;
let organisation: KeyHolder;
let joined = 0;

beforeAll(async () => {
  await server.start();
  boss = await found(server);
  auditor = await join(boss, alan);
  organisation = await makeOrganisationKey(boss.browser);
});
afterAll(() => server.stop());

/** Somebody new, with an active key. */
async function somebody(): Promise<{ person: Member; key: TestKey }> {
  joined += 1;
  const person = await join(boss, { ...edith, email: `edith-${joined}@example.org` });
  return { person, key: await makeKey(server, boss.browser, person.id) };
}

const pathOf = ({ id }: Member) => `/employees/${id}/accounts`;
const act = (method: "PUT" | "DELETE", path: string) => expectStatus(boss.browser.send(method, path), 204);
const itemsOf = async (path: string, by = boss) => {
  const { body } = await expectStatus(by.browser.get(path), 200);
  return body.items as Record<string, unknown>[];
};

async function edit(id: string, revision: number, change: Record<string, unknown>) {
  const all = { revision, ...mailAccount, ...change };
  return expectStatus(boss.browser.send("PATCH", `/accounts/${id}`, all), 200);
}

async function setPassword(id: string, revision: number, holders: Omit<KeyHolder, "identity">[], password: string) {
  const part = await sealFor(holders, { account: id, revision: revision + 1, password });
  const change = { revision, ...part, changed: ["password"] };
  return expectStatus(boss.browser.send("PUT", `/accounts/${id}/sealed`, change), 200);
}

interface Waiting {
  readonly id: string;
  readonly sealedRevision: number;
  readonly recipients: { keyId: string; recipient: string }[];
}

/** The same content for all whom the server names, as whoever could open it would send it. */
async function sealedAgain({ id, sealedRevision, recipients }: Waiting, password = "correct horse") {
  const part = await sealFor(recipients, { account: id, revision: sealedRevision, password });
  return { sealedRevision, ...part };
}

async function deliver(query: string): Promise<Waiting[]> {
  const items = (await itemsOf(`/deliveries/waiting?${query}`)) as unknown as Waiting[];
  for (const one of items) {
    await expectStatus(boss.browser.send("PUT", `/accounts/${one.id}/resealed`, await sealedAgain(one)), 200);
  }
  return items;
}

describe("a personal account", () => {
  it("comes to the key that it is sealed to, again when it is changed, and goes when it is deleted", async () => {
    const { person, key } = await somebody();
    const { id } = await makeAccount(boss.browser, pathOf(person), [organisation, key]);
    const first = await key.changes();
    expect(first).toMatchObject({ removed: [], revision: 1, hasMore: false, waiting: false });
    expect(first.accounts).toMatchObject([{ id, kind: "personal", ...mailAccount, revision: 1, sealedRevision: 1 }]);
    expect(await statesOf(server, key)).toEqual({ [id]: "queued" });
    await key.sync();
    expect(await statesOf(server, key)).toEqual({ [id]: "delivered" });
    expect(await key.changes(1)).toMatchObject({ accounts: [], removed: [], revision: 1 });

    await edit(id, 1, { login: "another" });
    expect(await statesOf(server, key)).toEqual({ [id]: "queued" });
    expect((await key.sync(1)).accounts).toMatchObject([{ id, login: "another", revision: 2, sealedRevision: 1 }]);
    await setPassword(id, 2, [organisation, key], "another");
    const [changed] = (await key.sync(2)).accounts;
    expect(changed && (await key.passwordOf(changed))).toBe("another");

    await act("DELETE", `/accounts/${id}`);
    expect(await statesOf(server, key)).toEqual({ [id]: "removing" });
    expect(await key.sync(3)).toMatchObject({ accounts: [], removed: [id], revision: 4 });
    expect(await statesOf(server, key)).toEqual({ [id]: "removed" });
    expect(await itemsOf(`/keys/${key.keyId}/deliveries`, auditor)).toMatchObject([
      { account: { id, name: mailAccount.name, kind: "personal" }, status: "removed", deliveredAt: expect.any(String) },
    ]);
  });

  it("waits where it is not sealed to the key, and is forgotten where the key never heard of it", async () => {
    const { person, key } = await somebody();
    const [kept, gone] = [await newAccount([organisation]), await newAccount([organisation])];
    for (const made of [kept, gone]) await expectStatus(boss.browser.post(pathOf(person), made), 201);
    expect(await statesOf(server, key)).toEqual({ [kept.id]: "waiting", [gone.id]: "waiting" });
    expect(await key.changes()).toMatchObject({ accounts: [], removed: [], revision: 0 });
    await act("DELETE", `/accounts/${gone.id}`);
    expect(await statesOf(server, key)).toEqual({ [kept.id]: "waiting" });

    const count = await expectStatus(auditor.browser.get(`/deliveries/waiting/count?employeeId=${person.id}`), 200);
    expect(count.body).toEqual({ accounts: 1, keys: 1 });
    const [waiting] = await deliver(`keyId=${key.keyId}`);
    const { keyId, recipient } = key;
    const named = { keyId: organisation.keyId, recipient: organisation.recipient };
    expect(waiting).toMatchObject({ id: kept.id, name: mailAccount.name, kind: "personal", waiting: 1, leftOut: 0 });
    expect(waiting?.recipients).toEqual([{ keyId, recipient }, named]);
    const [delivered] = (await key.sync()).accounts;
    expect(delivered && (await key.passwordOf(delivered))).toBe("correct horse");
    expect(await itemsOf(`/deliveries/waiting?employeeId=${person.id}`)).toEqual([]);
    const [event] = await eventsOf(server, "accounts.opened_for_delivery");
    expect(event).toMatchObject({ actor_id: boss.id, detail: { accounts: 1 } });
    // Sealed again for somebody else, it is not told again.
    await expectStatus(
      boss.browser.send("PUT", `/accounts/${kept.id}/resealed`, waiting && (await sealedAgain(waiting))),
      200,
    );
    expect(await key.changes(1)).toMatchObject({ accounts: [], revision: 1 });
  });

  it("waits again when it is written without the key, which is told that it is gone only when it is", async () => {
    const { person, key } = await somebody();
    const { id } = await makeAccount(boss.browser, pathOf(person), [organisation, key]);
    await key.sync();
    await setPassword(id, 1, [organisation], "not for this key");
    expect(await statesOf(server, key)).toEqual({ [id]: "waiting" });
    expect(await key.changes(1)).toMatchObject({ accounts: [], removed: [], revision: 1 });
    expect(await key.changes()).toMatchObject({ accounts: [] });
    await act("DELETE", `/accounts/${id}`);
    expect(await key.changes(1)).toMatchObject({ removed: [id], revision: 2 });
  });

  it("stands on the employee's page with each key that is not ended", async () => {
    const { person, key } = await somebody();
    const second = await makeKey(server, boss.browser, person.id, { name: "Phone" });
    const { id } = await makeAccount(boss.browser, pathOf(person), [organisation, second]);
    const [listed] = await itemsOf(pathOf(person), auditor);
    expect(listed?.keys).toEqual([
      { id: key.keyId, name: "Laptop", status: "waiting" },
      { id: second.keyId, name: "Phone", status: "queued" },
    ]);
    const rows = await itemsOf(`/accounts/${id}/deliveries`, auditor);
    expect(rows.map((row) => [row.key, row.status])).toEqual([
      [{ id: key.keyId, name: "Laptop", status: "active" }, "waiting"],
      [{ id: second.keyId, name: "Phone", status: "active" }, "queued"],
    ]);
    expect(rows[0]?.employee).toMatchObject({ id: person.id });
    expect(await itemsOf(`/accounts/${id}/deliveries?status=queued&limit=1`)).toHaveLength(1);
    expect(await itemsOf(`/keys/${key.keyId}/deliveries?status=queued`)).toEqual([]);
    for (const path of [`/keys/${newAccountId()}/deliveries`, `/accounts/${newAccountId()}/deliveries`]) {
      expect((await boss.browser.get(path)).status).toBe(404);
    }
  });
});

describe("a shared account", () => {
  async function makeShared(holders: Omit<KeyHolder, "identity">[] = [organisation]): Promise<string> {
    return (await makeAccount(boss.browser, "/shared-accounts", holders)).id;
  }
  async function makeGroup(): Promise<string> {
    const { body } = await expectStatus(boss.browser.post("/groups", { name: `Group ${newAccountId()}` }), 201);
    return String(body.id);
  }
  const change = (group: string, members: { add?: string[]; remove?: string[] }) =>
    expectStatus(boss.browser.send("PATCH", `/groups/${group}/members`, members), 200);

  it("comes with what it is given by, stays while there is another way, and comes again", async () => {
    const { person, key } = await somebody();
    const [id, group, second] = [await makeShared(), await makeGroup(), await makeGroup()];
    await act("PUT", `/shared-accounts/${id}/employees/${person.id}`);
    expect(await statesOf(server, key)).toEqual({ [id]: "waiting" });
    await deliver(`keyId=${key.keyId}`);
    await key.sync();
    expect(await statesOf(server, key)).toEqual({ [id]: "delivered" });

    // By two groups as well: given, joined. It is not told again.
    await change(group, { add: [person.id] });
    await act("PUT", `/shared-accounts/${id}/groups/${group}`);
    await act("PUT", `/shared-accounts/${id}/groups/${second}`);
    await change(second, { add: [person.id] });
    await act("DELETE", `/shared-accounts/${id}/employees/${person.id}`);
    await act("DELETE", `/shared-accounts/${id}/groups/${group}`);
    expect(await statesOf(server, key)).toEqual({ [id]: "delivered" });
    await change(second, { remove: [person.id] });
    expect(await key.sync(1)).toMatchObject({ accounts: [], removed: [id], revision: 2 });
    expect(await statesOf(server, key)).toEqual({ [id]: "removed" });

    // It is still sealed to the key, and so comes at once.
    await change(second, { add: [person.id] });
    expect((await key.sync(2)).accounts).toMatchObject([{ id, kind: "shared", name: mailAccount.name }]);
    await act("DELETE", `/groups/${second}`);
    expect(await statesOf(server, key)).toEqual({ [id]: "removing" });
    await act("PUT", `/shared-accounts/${id}/employees/${person.id}`);
    expect(await statesOf(server, key)).toEqual({ [id]: "queued" });
    await key.sync(3);
    await act("DELETE", `/accounts/${id}`);
    expect(await statesOf(server, key)).toEqual({ [id]: "removing" });
  });

  it("of a group goes to all keys of who is in it, and of who joins and leaves at once", async () => {
    const [one, other] = [await somebody(), await somebody()];
    const third = await makeKey(server, boss.browser, other.person.id, { name: "Phone" });
    const [first, second, group] = [await makeShared(), await makeShared(), await makeGroup()];
    await change(group, { add: [one.person.id] });
    for (const id of [first, second]) await act("PUT", `/shared-accounts/${id}/groups/${group}`);
    expect(await statesOf(server, one.key)).toEqual({ [first]: "waiting", [second]: "waiting" });
    await change(group, { add: [other.person.id], remove: [one.person.id] });
    expect(await statesOf(server, one.key)).toEqual({});
    for (const key of [other.key, third]) {
      expect(await statesOf(server, key)).toEqual({ [first]: "waiting", [second]: "waiting" });
    }
    expect(await deliver(`employeeId=${other.person.id}`)).toHaveLength(2);
    for (const key of [other.key, third]) expect((await key.sync()).accounts).toHaveLength(2);
    // An edit is told to all who have it.
    await edit(first, 1, { name: "Renamed" });
    for (const key of [other.key, third]) expect((await key.sync(2)).accounts).toMatchObject([{ name: "Renamed" }]);
  });

  it("is sealed to active keys of those who have it, whatever else it was sealed to", async () => {
    const { person, key } = await somebody();
    const ended = await makeKey(server, boss.browser, person.id, { name: "Lost" });
    const id = await makeShared();
    await act("PUT", `/shared-accounts/${id}/employees/${person.id}`);
    await deliver(`keyId=${key.keyId}`);
    await setStatus(boss.browser, ended.keyId, "suspended", "lost");
    const { body } = await expectStatus(boss.browser.get(`/accounts/${id}/recipients`), 200);
    expect((body.keys as { keyId: string }[]).map(({ keyId }) => keyId)).toEqual([key.keyId]);
    const part = { sealedRevision: 1, ...(await sealFor([organisation, ended], { account: id })) };
    const refused = await boss.browser.send("PUT", `/accounts/${id}/resealed`, part);
    expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining("keys have changed") } });
    // What is changed meanwhile waits for the suspended one, and it gets it when it is active again.
    await setPassword(id, 1, [organisation, key], "changed");
    expect(await statesOf(server, ended)).toEqual({ [id]: "waiting" });
    expect((await ended.get("/key/changes")).status).toBe(403);
    expect((await expectStatus(boss.browser.get(`/deliveries/waiting/count?keyId=${ended.keyId}`), 200)).body).toEqual({
      accounts: 0,
      keys: 0,
    });
    await setStatus(boss.browser, ended.keyId, "active");
    const [waiting] = (await itemsOf(`/deliveries/waiting?keyId=${ended.keyId}`)) as unknown as Waiting[];
    const again = waiting && (await sealedAgain(waiting, "changed"));
    await expectStatus(boss.browser.send("PUT", `/accounts/${id}/resealed`, again), 200);
    expect((await ended.sync()).accounts).toHaveLength(1);
  });
});

describe("an employee's second key", () => {
  const list = async (key: TestKey, query = "") => (await expectStatus(key.get(`/key/waiting${query}`), 200)).body;

  it("is served by the first, which is told that it is wanted", async () => {
    const { person, key } = await somebody();
    const ids: string[] = [];
    for (let at = 0; at < 3; at += 1) {
      ids.push((await makeAccount(boss.browser, pathOf(person), [organisation, key])).id);
    }
    // The first cannot open this one.
    const locked = (await makeAccount(boss.browser, pathOf(person), [organisation])).id;
    expect((await key.sync()).waiting).toBe(false);
    const second = await makeKey(server, boss.browser, person.id, { name: "Phone" });
    expect(Object.values(await statesOf(server, second))).toEqual(Array(4).fill("waiting"));
    expect((await key.changes(3)).waiting).toBe(true);
    expect((await second.changes()).waiting).toBe(false);
    expect(await list(second)).toEqual({ items: [], nextCursor: null });
    const served: string[] = [];
    for (let cursor: unknown = ""; cursor !== null; ) {
      const page = await list(key, `?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
      for (const one of page.items as Waiting[]) {
        expect(one.recipients.map(({ keyId }) => keyId)).toEqual([key.keyId, second.keyId, organisation.keyId]);
        const { body } = await expectStatus(key.send("PUT", `/key/accounts/${one.id}`, await sealedAgain(one)), 200);
        expect(body).toEqual({ id: one.id, revision: 1, sealedRevision: 1 });
        served.push(one.id);
      }
      cursor = page.nextCursor;
    }
    expect(served).toEqual(ids);
    const got = await second.sync();
    expect(got.accounts.map(({ id }) => id).sort()).toEqual(ids);
    expect(await statesOf(server, second)).toMatchObject({ [locked]: "waiting", [String(ids[0])]: "delivered" });
    expect(await key.changes(3)).toMatchObject({ accounts: [], revision: 3, waiting: false });
    const events = await eventsOf(server, "account.resealed_by_key");
    expect(events.at(-1)).toMatchObject({ actor_id: person.id, detail: { key: key.keyId, keys: 3 } });
  });

  it("is given nothing else by it: a key seals what it has, as it is, for everybody who had it", async () => {
    const { person, key } = await somebody();
    const second = await makeKey(server, boss.browser, person.id, { name: "Phone" });
    const stranger = await somebody();
    const { id } = await makeAccount(boss.browser, pathOf(person), [organisation, key]);
    const all = [key, second, organisation];
    const put = async (by: TestKey, holders: Omit<KeyHolder, "identity">[], more = {}) => {
      const part = { sealedRevision: 1, ...(await sealFor(holders, { account: id })), ...more };
      const { status, body } = await by.send("PUT", `/key/accounts/${id}`, part);
      return `${status} ${(body.errors as { field: string }[] | undefined)?.[0]?.field ?? body.code ?? ""}`;
    };
    expect(await put(stranger.key, [stranger.key, organisation])).toBe("404 not_found");
    expect(await put(second, all)).toBe("404 not_found");
    expect(await put(key, all, { sealedRevision: 2 })).toBe("409 conflict");
    expect(await put(key, [key, second])).toBe("409 conflict");
    expect(await put(key, [second, organisation])).toBe("400 /sealedTo");
    expect(await put(key, [key, organisation, stranger.key])).toBe("409 conflict");
    expect(await put(key, all, { details: (await sealFor(all, { account: id })).sealed })).toBe("404 not_found");
    expect(await put(key, all, { sealed: (await sealFor([key], { account: id })).sealed })).toBe("400 /sealedTo");
    expect(await put(key, all)).toBe("200 ");
    // And takes it from nobody who can open it.
    expect(await put(key, [key, organisation])).toBe("409 conflict");
    expect(await put(second, all)).toBe("200 ");
  });
});

describe("receipts", () => {
  const send = (key: TestKey, body: object) => expectStatus(key.send("POST", "/key/receipts", body), 204);

  it("say what was stored up to a revision: what changed since stays queued", async () => {
    const { person, key } = await somebody();
    const { id } = await makeAccount(boss.browser, pathOf(person), [organisation, key]);
    const { revision } = await key.changes();
    await edit(id, 1, { login: "another" });
    await send(key, { applied: [id], revision });
    expect(await statesOf(server, key)).toEqual({ [id]: "queued" });
    await send(key, { applied: [id] });
    expect(await statesOf(server, key)).toEqual({ [id]: "delivered" });
    await act("DELETE", `/accounts/${id}`);
    await send(key, { removed: [id], revision: 2 });
    await send(key, { applied: [id], revision: 3 });
    expect(await statesOf(server, key)).toEqual({ [id]: "removing" });
    await send(key, { removed: [id], revision: 3 });
    expect(await statesOf(server, key)).toEqual({ [id]: "removed" });
  });

  it("change nothing when they are said again, of what is unknown, or of what is somebody else's", async () => {
    const [one, other] = [await somebody(), await somebody()];
    const { id } = await makeAccount(boss.browser, pathOf(one.person), [organisation, one.key]);
    await send(other.key, { applied: [id, newAccountId()], removed: [id, newAccountId()] });
    expect([await statesOf(server, one.key), await statesOf(server, other.key)]).toEqual([{ [id]: "queued" }, {}]);
    await one.key.sync();
    const row = () =>
      server.hesper.db
        .selectFrom("key_accounts")
        .selectAll()
        .where("account_id", "=", id as AccountId)
        .executeTakeFirst();
    const before = await row();
    server.clock.move(5);
    await send(one.key, { applied: [id], revision: 1 });
    await send(one.key, { removed: [id] });
    expect(await row()).toEqual(before);
  });
});

describe("changes come in pages", () => {
  const changesOf = (key: TestKey, query: string): Promise<Answer> => key.get(`/key/changes?${query}`);

  it("by revision, accounts and removals alike, until there is no more", async () => {
    const { person, key } = await somebody();
    const ids: string[] = [];
    for (let at = 0; at < 5; at += 1) {
      ids.push((await makeAccount(boss.browser, pathOf(person), [organisation, key])).id);
    }
    await key.sync();
    await act("DELETE", `/accounts/${ids[1]}`);
    await edit(String(ids[0]), 1, { login: "another" });
    const seen: string[] = [];
    let [since, isMore] = [0, true];
    while (isMore) {
      const page = await key.changes(since, "&limit=2");
      expect(page.accounts.length + page.removed.length).toBeLessThanOrEqual(2);
      seen.push(...page.accounts.map(({ id }) => id), ...page.removed.map((id) => `-${id}`));
      [since, isMore] = [page.revision, page.hasMore];
    }
    expect(seen).toEqual([ids[2], ids[3], ids[4], `-${ids[1]}`, ids[0]]);
    expect(since).toBe(7);
  });

  it("of a database that went back the key begins again", async () => {
    const { person, key } = await somebody();
    await makeAccount(boss.browser, pathOf(person), [organisation, key]);
    const refused = await changesOf(key, "since=2");
    expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining("since=0") } });
    expect((await changesOf(key, "since=1")).status).toBe(200);
    for (const query of ["since=-1", "since=x", "limit=0", "limit=201"]) {
      expect((await changesOf(key, query)).status).toBe(400);
    }
  });

  it("and are cut where they would be large", async () => {
    const { person, key } = await somebody();
    const ids: string[] = [];
    for (let at = 0; at < 4; at += 1) {
      ids.push((await makeAccount(boss.browser, pathOf(person), [organisation, key])).id);
    }
    const large = { sealed: "A".repeat(1_900_000) };
    const parts = server.hesper.db.updateTable("account_sealed_parts").set(large);
    await parts.where("account_id", "in", ids as AccountId[]).execute();
    const first = await key.changes();
    expect([first.accounts.length, first.revision, first.hasMore]).toEqual([2, 2, true]);
    const second = await key.changes(2);
    expect([second.accounts.length, second.revision, second.hasMore]).toEqual([2, 4, false]);
  });
});
