// The end of a security key, and its suspension: nothing is on it, so that nothing is waited for, and what it had open is
// shut in every session at once.
import { sealIdentity } from "@hesper/vault";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type KeyHolder, makeAccount, makeOrganisationKey } from "../testing/accounts.ts";
import { setStatus } from "../testing/activated-keys.ts";
import { alan, edith, expectStatus, grace, TestServer } from "../testing/harness.ts";
import { statesOf } from "../testing/keys.ts";
import { eventsOf, found, join, type Member } from "../testing/people.ts";
import {
  type AddedSecurityKey,
  addSecurityKey,
  answerOf,
  beginSecurityKey,
  openSecurityKey,
  sendAtLocalhost,
  sendSecurityKey,
} from "../testing/security-keys.ts";

const server = new TestServer();
let boss: Member;
let second: Member;
let person: Member;
let organisation: KeyHolder;

beforeAll(async () => {
  await server.start();
  boss = await found(server);
  second = await (await join(boss, grace)).enrol();
  person = await join(boss, edith);
  organisation = await makeOrganisationKey(boss.browser);
});
afterAll(() => server.stop());
beforeEach(async () => {
  for (const one of [boss, second, person]) await one.logIn(one.browser);
});

const keyOf = async (id: string) => (await expectStatus(boss.browser.get(`/keys/${id}`), 200)).body;
const openingsOf = async ({ keyId }: { keyId: string }) =>
  server.hesper.db
    .selectFrom("security_key_openings")
    .selectAll()
    .where("key_id", "=", keyId as never)
    .execute();
const slotsOf = async ({ keyId }: { keyId: string }) =>
  server.hesper.db
    .selectFrom("organisation_key_security_keys")
    .selectAll()
    .where("key_id", "=", keyId as never)
    .execute();

interface Opened extends AddedSecurityKey {
  /** The account that it opens, and the one that is not sealed to it. */
  readonly has: string;
  readonly waits: string;
}

/** A key of somebody that opens one account and waits for another; open in two sessions of theirs. */
async function openedKey(of = person): Promise<Opened> {
  const path = `/employees/${of.id}/accounts`;
  const { id: waits } = await makeAccount(boss.browser, path, [organisation], { name: "Shop" });
  const key = await addSecurityKey(of.browser);
  const { id: has } = await makeAccount(boss.browser, path, [key, organisation], { name: "Mail" });
  expect(await statesOf(server, key)).toMatchObject({ [has]: "queued", [waits]: "waiting" });
  const before = of.browser;
  for (const browser of [await of.logIn(), before]) await expectStatus(openSecurityKey(browser, key), 200);
  of.browser = before;
  expect(await openingsOf(key)).toHaveLength(2);
  expect(await statesOf(server, key)).toMatchObject({ [has]: "delivered", [waits]: "waiting" });
  return { ...key, has, waits };
}

async function addSlot(of: Member, key: AddedSecurityKey): Promise<void> {
  const sealed = await sealIdentity(organisation.identity, key.recipient);
  const path = `/organisation-key/${organisation.keyId}/security-keys/${key.keyId}`;
  const sealedIdentity = Buffer.from(sealed).toString("base64");
  await expectStatus(of.browser.send("PUT", path, { sealedIdentity }), 200);
  expect(await slotsOf(key)).toHaveLength(1);
}

const fetchAccount = (of: Member, { has }: Opened) => of.browser.get(`/profile/opened-key/accounts/${has}`);

/** Sees that it opens nothing in the session in which it was open, and is not opened anew. */
async function expectShut(of: Member, key: Opened, words: string): Promise<void> {
  expect(await openingsOf(key)).toEqual([]);
  const refused = await fetchAccount(of, key);
  expect([refused.status, refused.body.code]).toEqual([403, "reauthentication_required"]);
  const again = await openSecurityKey(of.browser, key);
  expect([again.status, again.body.detail]).toEqual([409, expect.stringContaining(words)]);
}

/** Sees that nothing of it is left, and nothing waited for. */
async function expectGone(key: Opened): Promise<void> {
  const { status, statusChangedAt, wipedAt, accounts } = await keyOf(key.keyId);
  expect(["deactivated", "compromised"]).toContain(status);
  expect(wipedAt).not.toBeNull();
  expect(new Date(String(wipedAt)).getTime()).toBeLessThanOrEqual(new Date(String(statusChangedAt)).getTime());
  expect(accounts).toEqual({ waiting: 0, queued: 0, delivered: 0, removing: 0 });
  // What it never could open it need not be told to remove.
  expect(await statesOf(server, key)).toEqual({ [key.has]: "removed" });
  expect([await openingsOf(key), await slotsOf(key)]).toEqual([[], []]);
}

it("reported lost, it opens nothing in any session; unlocking goes on once it is active again", async () => {
  const key = await openedKey(boss);
  await addSlot(boss, key);
  expect((await fetchAccount(boss, key)).status).toBe(200);
  const { revision } = await keyOf(key.keyId);
  const lost = await expectStatus(boss.browser.post(`/profile/keys/${key.keyId}/lost`, { revision }), 200);
  expect(lost.body).toMatchObject({ status: "suspended", reason: "lost", wipedAt: null });
  await expectShut(boss, key, "is suspended, and opens nothing");
  // The slot stays, and is not offered.
  expect(await slotsOf(key)).toHaveLength(1);
  expect(await statesOf(server, key)).toMatchObject({ [key.has]: "delivered", [key.waits]: "waiting" });
  await expectStatus(setStatus(second.browser, key.keyId, "active"), 200);
  expect(await openingsOf(key)).toEqual([]);
  await expectStatus(openSecurityKey(boss.browser, key), 200);
  expect((await fetchAccount(boss, key)).status).toBe(200);
  await expectStatus(setStatus(boss.browser, key.keyId, "deactivated", "broken"), 200);
  await expectGone(key);
});

it("deactivated, it has nothing at once, is never asked to say so, and can be deleted", async () => {
  const key = await openedKey();
  await expectStatus(setStatus(boss.browser, key.keyId, "deactivated", "lost"), 200);
  await expectGone(key);
  await expectShut(person, key, "no security key that is active");
  expect(await eventsOf(server, "key.wiped")).toEqual([]);
  const wipedAt = (await keyOf(key.keyId)).wipedAt;
  // Called compromised afterwards, it was empty before; what was on it is to be changed.
  server.clock.move(60);
  await expectStatus(setStatus(boss.browser, key.keyId, "compromised", "stolen"), 200);
  expect(await keyOf(key.keyId)).toMatchObject({ status: "compromised", wipedAt });
  const [opened] = (await eventsOf(server, "leaver.opened_for_key")).slice(-1);
  expect(opened?.detail).toMatchObject({ key: key.keyId, accounts: 1 });
  const { revision } = await keyOf(key.keyId);
  const report = await person.browser.post(`/profile/keys/${key.keyId}/lost`, { revision });
  expect([report.status, report.body.detail]).toEqual([409, expect.stringContaining("it opens nothing any more")]);
  await expectStatus(boss.browser.send("DELETE", `/keys/${key.keyId}`), 204);
  const row = server.hesper.db
    .selectFrom("security_keys")
    .select("key_id")
    .where("key_id", "=", key.keyId as never);
  expect(await row.execute()).toEqual([]);
});

it("another one of the person gets what the ended one had, and a touch of the old one is no touch of the new", async () => {
  const old = await openedKey();
  const next = await addSecurityKey(person.browser);
  expect(await statesOf(server, next)).toMatchObject({ [old.has]: "waiting" });
  await expectStatus(setStatus(boss.browser, old.keyId, "compromised", "lost"), 200);
  await expectGone(old);
  const refused = await openSecurityKey(person.browser, { authenticator: old.authenticator });
  expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining("called compromised")]);
  expect(await openingsOf(next)).toEqual([]);
  await expectStatus(openSecurityKey(person.browser, next), 200);
  await expectStatus(setStatus(boss.browser, next.keyId, "deactivated", "withdrawn"), 200);
});

it("ended while it is being opened, it is told what it is, and nothing is open", async () => {
  const key = await openedKey();
  const asked = await expectStatus(
    sendAtLocalhost(person.browser, "/profile/security-keys/use/options", { use: "accounts" }),
    200,
  );
  const response = key.authenticator.get(asked.body.options as Record<string, unknown>, { userHandle: null });
  await expectStatus(setStatus(boss.browser, key.keyId, "deactivated", "lost"), 200);
  const answer = await sendAtLocalhost(person.browser, "/profile/security-keys/use", { response });
  expect([answer.status, answer.body.detail]).toEqual([409, "This key is deactivated: it opens nothing any more."]);
  expect(await openingsOf(key)).toEqual([]);
});

it("with a session that ends, what was open in it is shut, and only there", async () => {
  const key = await openedKey();
  await expectStatus(person.browser.post("/logout"), 204);
  expect(await openingsOf(key)).toHaveLength(1);
  await person.logIn();
  expect((await fetchAccount(person, key)).status).toBe(403);
  await expectStatus(setStatus(boss.browser, key.keyId, "deactivated", "withdrawn"), 200);
});

describe("with its employee", () => {
  it("who is deactivated, it ends; reactivated, they add a new one, and the old one stays ended", async () => {
    const leaver = await join(boss, alan);
    const key = await openedKey(leaver);
    await expectStatus(leaver.change(boss.browser, { status: "deactivated" }), 200);
    await expectGone(key);
    await expectStatus(leaver.change(boss.browser, { status: "active" }), 200);
    await leaver.logIn(leaver.browser);
    const { body } = await answerOf(key.authenticator, await beginSecurityKey(leaver.browser));
    expect((await sendSecurityKey(leaver.browser, body)).status).toBe(409);
    const next = await addSecurityKey(leaver.browser);
    // Deleted with their accounts, they leave ended keys that can be deleted too.
    await expectStatus(boss.browser.send("DELETE", `/employees/${leaver.id}`), 204);
    for (const { keyId } of [key, next]) {
      expect(await keyOf(keyId)).toMatchObject({ employee: null, employeeName: alan.name, status: "deactivated" });
      expect((await keyOf(keyId)).wipedAt).not.toBeNull();
      await expectStatus(boss.browser.send("DELETE", `/keys/${keyId}`), 204);
    }
  });

  it("who is no administrator any more, it unlocks the organisation key no longer, and opens their accounts", async () => {
    const key = await openedKey(second);
    await addSlot(second, key);
    await expectStatus(second.change(boss.browser, { role: "employee" }), 200);
    expect(await slotsOf(key)).toEqual([]);
    await second.logIn(second.browser);
    await expectStatus(openSecurityKey(second.browser, key), 200);
    // An administrator again, they add it again.
    await expectStatus(second.change(boss.browser, { role: "administrator" }), 200);
    expect(await slotsOf(key)).toEqual([]);
    await second.logIn(second.browser);
    await addSlot(second, key);
    await expectStatus(second.change(boss.browser, { status: "deactivated" }), 200);
    await expectGone(key);
  });
});
