// What an open security key gets: accounts that its person has and that are sealed to it, nothing else, and nothing
// without it; and what it seals to the person's other keys.
import { openAccount } from "@hesper/vault";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type KeyHolder,
  mailAccount,
  makeAccount,
  makeOrganisationKey,
  newAccountId,
  sealFor,
} from "../testing/accounts.ts";
import { setStatus } from "../testing/activated-keys.ts";
import { findOverlooked } from "../testing/deliveries.ts";
import { type Answer, type Browser, edith, expectStatus, grace, TestServer } from "../testing/harness.ts";
import { makeKey, privateAccount, statesOf, type TestKey } from "../testing/keys.ts";
import { eventsOf, found, join, type Member } from "../testing/people.ts";
import { type AddedSecurityKey, addSecurityKey } from "../testing/security-keys.ts";
import { openWith } from "../testing/touches.ts";

const server = new TestServer();
let boss: Member;
let person: Member;
let stranger: Member;
let organisation: KeyHolder;
let laptop: TestKey;
let key: AddedSecurityKey;
let strangers: AddedSecurityKey;

beforeAll(async () => {
  await server.start();
  boss = await found(server);
  organisation = await makeOrganisationKey(boss.browser);
  person = await join(boss, edith);
  stranger = await join(boss, { ...grace, role: "employee" });
  laptop = await makeKey(server, boss.browser, person.id);
  key = await addSecurityKey(person.browser);
  strangers = await addSecurityKey(stranger.browser);
});
beforeEach(async () => {
  await expectStatus(openWith(person.browser, key), 200);
});
afterAll(async () => {
  expect(await findOverlooked(server.hesper.db)).toEqual([]);
  await server.stop();
});

const opened = "/profile/opened-key";
const pathOf = ({ id }: Member) => `/employees/${id}/accounts`;
const get = (id: string, browser = person.browser) => browser.get(`${opened}/accounts/${id}`);
const reseal = (id: string, body: unknown, browser = person.browser) =>
  browser.send("PUT", `${opened}/accounts/${id}/sealed`, body);
const why = ({ status, body }: Answer) =>
  `${status} ${(body.errors as { field: string }[] | undefined)?.[0]?.field ?? body.code ?? ""}`;
const notOpen = "403 reauthentication_required";

interface Item {
  readonly id: string;
  readonly sealed: string;
  readonly sealedRevision: number;
}
const passwordOf = async ({ id, sealed, sealedRevision }: Item) => {
  const expected = { account: id, revisionAtLeast: sealedRevision };
  return (await openAccount(Buffer.from(sealed, "base64"), key.identity, expected)).password;
};
/** As the person's software key writes one. */
async function writePrivate(holders: readonly Omit<KeyHolder, "identity">[]): Promise<string> {
  const id = newAccountId();
  const body = await privateAccount(holders, { account: id, password: "only mine" });
  await expectStatus(laptop.send("PUT", `/key/accounts/${id}`, body), 200);
  return id;
}
/** Every page of a list. */
async function all(path: string, limit: number, browser: Browser = person.browser): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: unknown = ""; cursor !== null; ) {
    const more = cursor === "" ? "" : `&cursor=${cursor}`;
    const { body } = await expectStatus(browser.get(`${opened}/${path}?limit=${limit}${more}`), 200);
    items.push(...(body.items as Item[]));
    cursor = body.nextCursor;
  }
  return items;
}

describe("the open key gets", () => {
  it("an account that is sealed to it, as it is now, and it is delivered with the opening", async () => {
    const made = await makeAccount(boss.browser, pathOf(person), [organisation, laptop, key]);
    expect(await statesOf(server, key)).toMatchObject({ [made.id]: "queued" });
    const { body } = await expectStatus(get(made.id), 200);
    expect(body).toMatchObject({ kind: "personal", id: made.id, ...mailAccount, revision: 1, sealedRevision: 1 });
    expect(await passwordOf(body as unknown as Item)).toBe("correct horse");
    await expectStatus(openWith(person.browser, key), 200);
    expect(await statesOf(server, key)).toMatchObject({ [made.id]: "delivered" });
    // Of others it is not told.
    expect(await statesOf(server, laptop)).toMatchObject({ [made.id]: "queued" });
    const holders = [organisation, laptop, key];
    const part = await sealFor(holders, { account: made.id, revision: 2, password: "new" });
    const change = { revision: 1, ...part, changed: ["password"] };
    await expectStatus(boss.browser.send("PUT", `/accounts/${made.id}/sealed`, change), 200);
    expect(await passwordOf((await expectStatus(get(made.id), 200)).body as unknown as Item)).toBe("new");
  });

  it("a shared account while the person has it, and no longer", async () => {
    const { id } = await makeAccount(boss.browser, "/shared-accounts", [organisation]);
    const path = `/shared-accounts/${id}/employees/${person.id}`;
    expect(why(await get(id))).toBe("404 not_found");
    await expectStatus(boss.browser.send("PUT", path), 204);
    expect(why(await get(id))).toBe("409 conflict");
    expect((await get(id)).body.detail).toContain("not sealed to this security key yet");
    const part = await sealFor([organisation, laptop, key], { account: id, password: "shared" });
    await expectStatus(boss.browser.send("PUT", `/accounts/${id}/resealed`, { sealedRevision: 1, ...part }), 200);
    expect(await passwordOf((await expectStatus(get(id), 200)).body as unknown as Item)).toBe("shared");
    await expectStatus(boss.browser.send("DELETE", path), 204);
    // What is sealed still names the key: that does not matter.
    expect(why(await get(id))).toBe("404 not_found");
    expect(await statesOf(server, key)).toMatchObject({ [id]: "removing" });
    await expectStatus(openWith(person.browser, key), 200);
    expect(await statesOf(server, key)).toMatchObject({ [id]: "removed" });
  });

  it("private accounts of the person that are sealed to it, page by page, and nobody else's", async () => {
    const both = [await writePrivate([laptop, key]), await writePrivate([laptop, key])];
    const without = await writePrivate([laptop]);
    const pages = await all("private-accounts", 1);
    expect(pages.map(({ id }) => id)).toEqual(both.toSorted());
    for (const one of pages) {
      expect(one).toEqual({ kind: "private", revision: 1, ...anyPrivate, id: one.id });
      expect(await passwordOf(one)).toBe("only mine");
      expect((await expectStatus(get(one.id), 200)).body).toEqual(one);
    }
    expect(why(await get(without))).toBe("409 conflict");
    await expectStatus(openWith(stranger.browser, strangers), 200);
    expect(await all("private-accounts", 50, stranger.browser)).toEqual([]);
    for (const id of [...both, without]) expect(why(await get(id, stranger.browser))).toBe("404 not_found");
    await expectStatus(laptop.send("DELETE", `/key/accounts/${both[0]}?revision=1`), 204);
    expect(why(await get(String(both[0])))).toBe("404 not_found");
    expect((await all("private-accounts", 50)).map(({ id }) => id)).toEqual([both[1]]);
  });
  const anyPrivate = {
    sealedRevision: 1,
    sealed: expect.any(String),
    details: expect.any(String),
    updatedAt: expect.any(String),
  };

  it("no account of anybody else, not even one that names it as a recipient", async () => {
    const { id } = await makeAccount(boss.browser, pathOf(stranger), [organisation, strangers]);
    // As only a fault of the server could leave it.
    const row = { account_id: id, key_id: key.keyId };
    await server.hesper.db
      .insertInto("account_sealed_to")
      .values(row as never)
      .execute();
    expect(why(await get(id))).toBe("404 not_found");
    const { sealed, sealedTo } = await sealFor([organisation, key], { account: id });
    expect(why(await reseal(id, { sealedRevision: 1, sealed, sealedTo }))).toBe("404 not_found");
    await server.hesper.db
      .deleteFrom("account_sealed_to")
      .where("account_id", "=", id as never)
      .where("key_id", "=", key.keyId as never)
      .execute();
    expect(why(await get(newAccountId()))).toBe("404 not_found");
  });
});

it("without an open key nothing that is sealed leaves the server to a browser of the person", async () => {
  const { id } = await makeAccount(boss.browser, pathOf(person), [organisation, laptop, key]);
  const { sealed } = (await expectStatus(get(id), 200)).body as unknown as Item;
  const own = await writePrivate([laptop, key]);
  const mine = person.browser;
  const second = await person.logIn();
  person.browser = mine;
  await expectStatus(mine.send("DELETE", opened), 204);
  const part = await sealFor([organisation, laptop, key], { account: id });
  for (const browser of [mine, second, boss.browser]) {
    for (const end of ["private-accounts", "waiting", `accounts/${id}`, `accounts/${own}`]) {
      expect(why(await browser.get(`${opened}/${end}`))).toBe(notOpen);
    }
    expect(why(await reseal(id, { sealedRevision: 1, ...part }, browser))).toBe(notOpen);
  }
  for (const path of ["/profile/accounts", `/profile/accounts/${id}`, "/profile/keys"]) {
    const { text } = await expectStatus(second.get(path), 200);
    expect(text).not.toContain(sealed.slice(0, 60));
    expect(text).not.toContain('"sealed"');
  }
});

describe("the open key seals to others of the person", () => {
  let phone: TestKey;
  beforeAll(async () => {
    phone = await makeKey(server, boss.browser, person.id, { name: "Phone" });
  });
  const everybody = () => [organisation, laptop, key, phone];
  const waitingIds = async () => (await all("waiting", 1)).map(({ id }) => id);

  it("what it can open and they wait for, and is told of it when it is opened", async () => {
    const { id } = await makeAccount(boss.browser, pathOf(person), [organisation, laptop, key]);
    const other = await makeAccount(boss.browser, pathOf(person), [organisation, laptop]);
    expect((await expectStatus(openWith(person.browser, key), 200)).body.waiting).toBe(true);
    const ids = await waitingIds();
    expect(ids).toContain(id);
    // That one it cannot open.
    expect(ids).not.toContain(other.id);
    const item = (await all("waiting", 50)).find((one) => one.id === id);
    const keys = [laptop, key, phone].toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1));
    const recipients = [...keys, organisation].map(({ keyId, recipient }) => ({ keyId, recipient }));
    expect(item).toMatchObject({ kind: "personal", sealedRevision: 1, details: null, recipients });
    expect(item && (await passwordOf(item))).toBe("correct horse");

    const part = { sealedRevision: 1, ...(await sealFor(everybody(), { account: id, password: "correct horse" })) };
    const answer = await expectStatus(reseal(id, part), 200);
    expect(answer.body).toEqual({ id, revision: 1, sealedRevision: 1 });
    const got = (await phone.sync()).accounts.find((one) => one.id === id);
    expect(got && (await phone.passwordOf(got))).toBe("correct horse");
    expect(await waitingIds()).not.toContain(id);
    const event = (await eventsOf(server, "account.resealed_by_key")).at(-1);
    expect(event).toMatchObject({ actor_id: person.id, subject_id: person.id });
    expect(event?.detail).toMatchObject({ account: id, key: key.keyId, keys: 4 });
  });

  it("as it is at that moment: what was changed meanwhile, or would lose a key, is refused", async () => {
    const { id } = await makeAccount(boss.browser, pathOf(person), [organisation, laptop, key]);
    const sealedTo = async (holders: readonly Omit<KeyHolder, "identity">[], sealedRevision = 1) => ({
      sealedRevision,
      ...(await sealFor(holders, { account: id, revision: sealedRevision })),
    });
    expect(why(await reseal(id, await sealedTo([organisation, laptop, phone])))).toBe("400 /sealedTo");
    expect(why(await reseal(id, await sealedTo([organisation, key, phone])))).toBe("409 conflict");
    expect(why(await reseal(id, await sealedTo([laptop, key, phone])))).toBe("409 conflict");
    expect(why(await reseal(id, await sealedTo([...everybody(), strangers])))).toBe("409 conflict");
    expect(why(await reseal(id, await sealedTo(everybody(), 2)))).toBe("409 conflict");
    const part = await sealFor([organisation, laptop, key], { account: id, revision: 2, password: "new" });
    const change = { revision: 1, ...part, changed: ["password"] };
    await expectStatus(boss.browser.send("PUT", `/accounts/${id}/sealed`, change), 200);
    const stale = await reseal(id, await sealedTo(everybody()));
    expect([why(stale), stale.body.detail]).toEqual(["409 conflict", expect.stringContaining("changed meanwhile")]);
    expect(await statesOf(server, phone)).toMatchObject({ [id]: "waiting" });
    await expectStatus(reseal(id, await sealedTo(everybody(), 2)), 200);
    expect(await statesOf(server, phone)).toMatchObject({ [id]: "queued" });
  });

  it("both parts of a private account, to keys of the person alone", async () => {
    const id = await writePrivate([laptop, key]);
    const keys = [laptop, key, phone];
    const { revision: _, ...both } = await privateAccount(keys, { account: id, password: "only mine" });
    const { details: __, ...one } = both;
    expect(await waitingIds()).toContain(id);
    expect(why(await reseal(id, { sealedRevision: 1, ...one }))).toBe("400 /details");
    expect(why(await reseal(id, { sealedRevision: 2, ...both }))).toBe("409 conflict");
    const { revision: ___, ...withOrganisation } = await privateAccount([...keys, organisation], { account: id });
    expect(why(await reseal(id, { sealedRevision: 1, ...withOrganisation }))).toBe("409 conflict");
    await expectStatus(openWith(stranger.browser, strangers), 200);
    const { revision: ____, ...theirs } = await privateAccount([strangers], { account: id });
    expect(why(await reseal(id, { sealedRevision: 1, ...theirs }, stranger.browser))).toBe("404 not_found");
    await expectStatus(reseal(id, { sealedRevision: 1, ...both }), 200);
    const got = (await phone.sync()).accounts.find((account) => account.id === id);
    expect(got && (await phone.passwordOf(got))).toBe("only mine");
  });

  it("and the other way round: a key that waits opens what another one has sealed to it", async () => {
    const { id } = await makeAccount(boss.browser, pathOf(person), [organisation, laptop]);
    expect(why(await get(id))).toBe("409 conflict");
    const part = { sealedRevision: 1, ...(await sealFor(everybody(), { account: id, password: "handed on" })) };
    await expectStatus(laptop.send("PUT", `/key/accounts/${id}`, part), 200);
    expect(await passwordOf((await expectStatus(get(id), 200)).body as unknown as Item)).toBe("handed on");
  });

  it("nothing once it is suspended", async () => {
    const { id } = await makeAccount(boss.browser, pathOf(person), [organisation, laptop, key]);
    const part = { sealedRevision: 1, ...(await sealFor(everybody(), { account: id })) };
    await expectStatus(setStatus(boss.browser, key.keyId, "suspended", "lost"), 200);
    for (const answer of [await get(id), await reseal(id, part)]) expect(why(answer)).toBe(notOpen);
    // Also where the row of the opening were still there.
    const session = await server.hesper.db.selectFrom("sessions").select("id").orderBy("id").execute();
    const times = { opened_at: 0, expires_at: server.clock.nowMs() + 60_000 };
    const rows = session.map((one) => ({ session_id: one.id, key_id: key.keyId as never, ...times }));
    await server.hesper.db.deleteFrom("security_key_openings").execute();
    await server.hesper.db.insertInto("security_key_openings").values(rows).execute();
    for (const answer of [await get(id), await reseal(id, part)]) expect(why(answer)).toBe(notOpen);
    await expectStatus(setStatus(boss.browser, key.keyId, "active"), 200);
    await server.hesper.db.deleteFrom("security_key_openings").execute();
    expect(await statesOf(server, phone)).toMatchObject({ [id]: "waiting" });
  });
});
