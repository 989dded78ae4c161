// What a key gets, has and loses, through every change that makes it so.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type KeyHolder,
  mailAccount,
  makeAccount,
  makeOrganisationKey,
  newAccount,
  sealFor,
} from "../testing/accounts.ts";
import { alan, edith, expectStatus, TestServer } from "../testing/harness.ts";
import { makeKey, statesOf, type TestKey } from "../testing/keys.ts";
import { eventsOf, found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let boss: Member;
let auditor: Member;
let organisation: KeyHolder;
const joined: Member[] = [];

beforeAll(async () => {
  await server.start();
  boss = await found(server);
  auditor = await join(boss, alan);
  organisation = await makeOrganisationKey(boss.browser);
});
afterAll(() => server.stop());

/** Somebody new, with an active key. */
async function somebody(): Promise<{ person: Member; key: TestKey }> {
  const email = `edith-${joined.length}@example.org`;
  const person = await join(boss, { ...edith, email });
  joined.push(person);
  return { person, key: await makeKey(server, person.id) };
}

const pathOf = ({ id }: Member) => `/employees/${id}/accounts`;

async function edit(id: string, revision: number, change: Record<string, unknown>) {
  const { name, urls, apps, loginType, login } = mailAccount;
  const all = { name, urls, apps, loginType, login };
  return expectStatus(boss.browser.send("PATCH", `/accounts/${id}`, { revision, ...all, ...change }), 200);
}

async function setPassword(id: string, revision: number, holders: Omit<KeyHolder, "identity">[], password: string) {
  const part = await sealFor(holders, { account: id, revision: revision + 1, password });
  const change = { revision, ...part, changed: ["password"] };
  return expectStatus(boss.browser.send("PUT", `/accounts/${id}/sealed`, change), 200);
}

describe("a personal account", () => {
  it("comes to the key that it is sealed to, changed as often as it is changed, and goes", async () => {
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

    await expectStatus(boss.browser.send("DELETE", `/accounts/${id}`), 204);
    expect(await statesOf(server, key)).toEqual({ [id]: "removing" });
    expect(await key.sync(3)).toMatchObject({ accounts: [], removed: [id], revision: 4 });
    expect(await statesOf(server, key)).toEqual({ [id]: "removed" });
    const path = `/keys/${key.keyId}/deliveries`;
    const { body } = await expectStatus(auditor.browser.get(path), 200);
    expect(body.items).toMatchObject([
      { account: { id, name: mailAccount.name, kind: "personal" }, status: "removed" },
    ]);
  });
});
void eventsOf;
void newAccount;
