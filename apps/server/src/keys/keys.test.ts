// Keys of employees through the API: making, listing, changing and ending them, and what they say of themselves.
import { type KeyStatus, keyReasons, keyStatuses, keyTransitions, reasonsFor } from "@hesper/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { type KeyHolder, makeAccount, makeOrganisationKey, sealFor } from "../testing/accounts.ts";
import { activate, giveKey, type KeyClient, makeKey, setStatus } from "../testing/activated-keys.ts";
import { contentsOf } from "../testing/contents.ts";
import { alan, edith, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { byTurns, eventsOf, found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let elsewhere: Hesper;
let boss: Member;
let second: Member;
let person: Member;
let organisation: KeyHolder;

beforeAll(async () => {
  await server.start();
  elsewhere = await server.start();
  boss = await found(server);
  second = await (await join(boss, grace)).enrol();
  person = await join(boss, edith);
  organisation = await makeOrganisationKey(boss.browser);
});
afterAll(() => server.stop());

type Shown = { id: string; revision: number; status: KeyStatus; name: string; [field: string]: unknown };
const keyOf = async (id: string, by = boss) => (await expectStatus(by.browser.get(`/keys/${id}`), 200)).body as Shown;
const listOf = async (query = "", by = boss) =>
  (await expectStatus(by.browser.get(`/keys${query}`), 200)).body.items as Shown[];
const put = (id: string, body: unknown, by = boss) => by.browser.send("PUT", `/keys/${id}/status`, body);
const newcomer = (email: string) => join(boss, { ...edith, email, name: `Edith ${email.split("@")[0]}` });

/** Whatever was asked of it and refused has changed nothing of keys. */
const kept = async () => JSON.stringify([...(await contentsOf(server.hesper.db, ["keys", "key_accounts", "leavers"]))]);

/** A key in each status, made as it comes about. */
async function keyIn(status: KeyStatus, of = person): Promise<{ id: string; client: KeyClient | null }> {
  const { id, code } = await makeKey(boss.browser, of.id, `In ${status}`);
  if (status === "reserved") return { id, client: null };
  const client = await activate(server, code);
  if (status === "locked") await expectStatus(client.post("/key/lock", { lock: 1 }), 204);
  else if (status !== "active") {
    const reason = status === "suspended" ? "lost" : status === "deactivated" ? "broken" : "stolen";
    await expectStatus(setStatus(boss.browser, id, status, reason), 200);
  }
  return { id, client };
}

describe("the status of a key", () => {
  const wanted = ["active", "suspended", "deactivated", "compromised"] as const;
  const table = keyStatuses.flatMap((from) => wanted.map((to) => [from, to] as const));

  it.each(table)("from %s to %s, for every reason there is", async (from, to) => {
    const of = await newcomer(`${from}-${to}@example.org`);
    const key = await keyIn(from, of);
    const isAllowed = keyTransitions[from].includes(to);
    const fitting: readonly (string | null)[] = to === "active" ? [null] : reasonsFor[to];
    const before = await kept();
    const { revision } = await keyOf(key.id);
    for (const reason of [null, ...keyReasons]) {
      if (isAllowed && fitting.includes(reason)) continue;
      const answer = await put(key.id, { revision, status: to, reason });
      const expected = fitting.includes(reason) ? [409, "conflict"] : [400, "invalid_request"];
      expect([answer.status, answer.body.code, reason]).toEqual([...expected, reason]);
    }
    expect(await kept()).toBe(before);
    if (!isAllowed) return;
    const reason = fitting.at(-1) ?? null;
    const { body } = await expectStatus(put(key.id, { revision, status: to, reason }), 200);
    expect(body).toMatchObject({ status: to, reason, revision: revision + 1, activation: null });
    const events = await eventsOf(server, "key.status_changed");
    expect(events.at(-1)).toMatchObject({ actor_id: boss.id, subject_id: of.id, detail: { from, to, reason } });
    if (key.client === null) return;
    expect((await expectStatus(key.client.get("/key"), 200)).body).toMatchObject({ status: to, reason });
    const isRecipient = (await expectStatus(boss.browser.get(`/employees/${of.id}/recipients`), 200)).body.keys;
    expect((isRecipient as unknown[]).length).toBe(to === "active" ? 1 : 0);
  });

  it("changed by two administrators who see the same: one wins, the other hears who did what", async () => {
    const { id } = await keyIn("active");
    const { revision } = await keyOf(id);
    const body = (by: Member) =>
      by === boss ? { status: "suspended", reason: "lost" } : { status: "deactivated", reason: "withdrawn" };
    const answers = await byTurns(server, elsewhere, 4, (at) => {
      const by = at === elsewhere ? second : boss;
      return by.browser.at(at).send("PUT", `/keys/${id}/status`, { revision, ...body(by) });
    });
    expect(tally(answers)).toEqual({ "200": 1, "409 conflict": 3 });
    const now = await keyOf(id);
    const winner = now.status === "suspended" ? boss : second;
    for (const { body: refused } of answers.filter(({ status }) => status === 409)) {
      expect(refused.detail).toBe(
        `${winner.name} changed the status of “In active” meanwhile. Look at the key as it is now, and repeat your change.`,
      );
    }
    expect(now.revision).toBe(revision + 1);
  });
});

describe("a key that locks itself", () => {
  it("tells each lock once, whoever hears it, and is unlocked by an administrator", async () => {
    const { id, client } = await keyIn("active");
    const tell = (lock: number, at = server.hesper) => client?.post("/key/lock", { lock }, at) ?? Promise.reject();
    const answers = await byTurns(server, elsewhere, 4, (at) => tell(1, at));
    expect(tally(answers)).toEqual({ "204": 4 });
    const locked = await keyOf(id);
    expect(locked).toMatchObject({ status: "locked", reason: "wrong_pin" });
    const all = (await boss.browser.get("/keys?status=locked&limit=200")).body.items as unknown[];
    const steps = (await boss.browser.get("/next-steps")).body.items;
    expect(steps).toContainEqual({ code: "keys_locked", keys: all.length });
    const told = (await eventsOf(server, "key.locked_itself")).filter(({ detail }) => detail.key === id);
    expect(told).toMatchObject([{ actor_id: null, subject_id: person.id, detail: { lock: 1, from: "active" } }]);
    const late = await put(id, { revision: locked.revision - 1, status: "active" });
    expect(late.body.detail).toContain("locked itself meanwhile, after too many wrong PINs");
    await expectStatus(setStatus(boss.browser, id, "active"), 200);
    // The answer was lost and it is told again: the key was unlocked since, and stays so.
    expect((await tell(1)).status).toBe(204);
    expect(await keyOf(id)).toMatchObject({ status: "active", reason: null });
    await expectStatus(setStatus(boss.browser, id, "suspended", "lost"), 200);
    expect((await tell(2)).status).toBe(204);
    expect(await keyOf(id)).toMatchObject({ status: "suspended", reason: "lost" });
    expect((await client?.get("/key"))?.body).toMatchObject({ status: "suspended", lock: 2 });
    expect((await client?.post("/key/lock", { lock: 0 }))?.status).toBe(400);
  });
});

describe("a key that is to go", () => {
  it("wipes itself, once, and only then is it deleted", async () => {
    const { id, client } = await keyIn("active");
    const remove = () => boss.browser.send("DELETE", `/keys/${id}`);
    expect((await remove()).body.detail).toContain("is in use. Deactivate it first");
    expect((await client?.post("/key/wiped"))?.status).toBe(403);
    await expectStatus(setStatus(boss.browser, id, "deactivated", "broken"), 200);
    expect((await remove()).body.detail).toContain("has not confirmed that it removed everything");
    const wiped = await byTurns(server, elsewhere, 4, (at) => client?.post("/key/wiped", {}, at) ?? Promise.reject());
    expect(wiped.every(({ status }) => status === 204 || status === 401)).toBe(true);
    expect((await eventsOf(server, "key.wiped")).filter(({ detail }) => detail.key === id)).toHaveLength(1);
    expect((await client?.get("/key"))?.status).toBe(401);
    expect(await keyOf(id)).toMatchObject({ wipedAt: expect.any(String), status: "deactivated" });
    await expectStatus(remove(), 204);
    expect((await boss.browser.get(`/keys/${id}`)).status).toBe(404);
    const reserved = await keyIn("reserved");
    await expectStatus(boss.browser.send("DELETE", `/keys/${reserved.id}`), 204);
  });

  it("ends with its employee, who comes back without it", async () => {
    const leaving = await newcomer("leaving@example.org");
    const [active, reserved] = [await keyIn("active", leaving), await makeKey(boss.browser, leaving.id)];
    await expectStatus(leaving.change(boss.browser, { status: "deactivated" }), 200);
    for (const { id } of [active, reserved]) {
      expect(await keyOf(id)).toMatchObject({ status: "deactivated", reason: "withdrawn", activation: null });
    }
    const given = { activationCode: reserved.code, recipient: organisation.recipient, device: "x" };
    expect((await server.browser().post("/keys/activate", given)).body.code).toBe("invalid_code");
    const refused = await boss.browser.post(`/employees/${leaving.id}/keys`, { name: "Another" });
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining("is deactivated")]);
    await expectStatus(leaving.change(boss.browser, { status: "active" }), 200);
    expect((await active.client?.get("/key"))?.body.status).toBe("deactivated");
  });

  it("outlives an employee who is deleted, to be told, and keeps the name", async () => {
    const gone = await newcomer("gone@example.org");
    const { id, client } = await keyIn("active", gone);
    await gone.change(boss.browser, { name: "Edith Who Went" });
    const { body } = await expectStatus(boss.browser.get(`/employees/${gone.id}/deletion`), 200);
    expect(body.items).toContainEqual({ what: "keys", count: 1 });
    await expectStatus(boss.browser.send("DELETE", `/employees/${gone.id}`), 204);
    expect(await keyOf(id)).toMatchObject({ employee: null, employeeName: "Edith Who Went", status: "deactivated" });
    const state = await expectStatus(client?.get("/key") ?? Promise.reject(), 200);
    expect(state.body).toMatchObject({ status: "deactivated", employee: { name: "Edith Who Went", email: "" } });
    await expectStatus(client?.post("/key/wiped") ?? Promise.reject(), 204);
    await expectStatus(boss.browser.send("DELETE", `/keys/${id}`), 204);
  });

  // An activation that was under way while its employee was deactivated left a key that went on getting accounts.
  it("is not activated behind the back of a deactivation", async () => {
    for (let round = 0; round < 4; round += 1) {
      const leaving = await newcomer(`race-${round}@example.org`);
      const { id, code } = await makeKey(boss.browser, leaving.id);
      await Promise.all([
        activate(server, code).catch(() => null),
        leaving.change(second.browser, { status: "deactivated" }, elsewhere),
      ]);
      expect((await keyOf(id)).status).toBe("deactivated");
    }
  });
});

describe("lists and changes", () => {
  it("finds keys by status, by person, and by what waits for them, in pages", async () => {
    const auditor = await join(boss, alan);
    const of = await newcomer("lists@example.org");
    const made: string[] = [];
    for (const name of ["One", "Two", "Three"]) made.unshift((await makeKey(boss.browser, of.id, name)).id);
    const found = await listOf("?search=lists", auditor);
    expect(found.map(({ id }) => id)).toEqual(made);
    expect(await listOf("?search=lists&status=active")).toEqual([]);
    expect(await listOf("?search=nobody+of+that+name")).toEqual([]);
    expect((await boss.browser.get("/keys?cursor=x")).body.errors).toMatchObject([{ field: "/cursor" }]);
    const first = await expectStatus(auditor.browser.get("/keys?status=reserved&limit=2"), 200);
    const next = await listOf(`?status=reserved&limit=2&cursor=${first.body.nextCursor}`);
    expect([...(first.body.items as Shown[]), ...next].map(({ id }) => id).slice(0, 3)).toEqual(made);
    const ofEmployee = await expectStatus(auditor.browser.get(`/employees/${of.id}/keys?limit=1`), 200);
    expect([(ofEmployee.body.items as Shown[])[0]?.id, ofEmployee.body.nextCursor]).toEqual([made[0], made[0]]);
    expect((await boss.browser.get("/employees/01890000-0000-7000-8000-000000000000/keys")).status).toBe(404);
    await makeAccount(boss.browser, `/employees/${of.id}/accounts`, [organisation]);
    const key = await giveKey(server, boss.browser, of.id);
    const [waiting] = await listOf("?waiting=true");
    expect(waiting).toMatchObject({ id: key.keyId, accounts: { waiting: 1, queued: 0, delivered: 0, removing: 0 } });
  });

  it("takes a new name and another policy from whoever saw the latest", async () => {
    const { id } = await keyIn("reserved");
    const policy = (await expectStatus(boss.browser.post("/key-policies", { name: "Strict", ...rules }), 201)).body;
    const change = (body: Record<string, unknown>, by = boss) => by.browser.send("PATCH", `/keys/${id}`, body);
    const after = (await expectStatus(change({ revision: 1, name: "Phone", policyId: policy.id }), 200)).body;
    expect(after).toMatchObject({ name: "Phone", policy: { name: "Strict", isDefault: false }, revision: 2 });
    const late = await change({ revision: 1, name: "Tablet" }, second);
    expect(late.body.detail).toBe(
      `${boss.name} renamed a key, which is called “Phone” now, and gave it another policy meanwhile. Look at the key as it is now, and repeat your change.`,
    );
    expect((await change({ revision: 2 })).body).toMatchObject({ revision: 2 });
    const nothing = await change({ revision: 2, policyId: id });
    expect(nothing.body.errors).toMatchObject([{ field: "/policyId" }]);
    expect((await change({ revision: 2, policyId: null })).body).toMatchObject({ policy: { isDefault: true } });
    const detail = { key: id, name: "Phone", from: "In reserved", to: "Phone" };
    expect((await eventsOf(server, "key.renamed")).at(-1)?.detail).toEqual(detail);
    expect((await eventsOf(server, "key.policy_changed")).at(-1)?.detail).toMatchObject({
      from: "Strict",
      to: "Default",
    });
  });

  it("come to an end: an employee has 20 at most that are not ended", async () => {
    const of = await newcomer("many@example.org");
    for (let count = 0; count < 20; count += 1) await makeKey(boss.browser, of.id);
    const answer = await boss.browser.post(`/employees/${of.id}/keys`, { name: "One more" });
    expect([answer.status, answer.body.detail]).toEqual([409, expect.stringContaining("has 20 keys already")]);
  });

  it("keeps when a key was last there, to the minute", async () => {
    const { id, client } = await keyIn("active");
    const since = (await keyOf(id)).lastContactAt;
    server.clock.move(59);
    await client?.get("/key");
    expect((await keyOf(id)).lastContactAt).toBe(since);
    server.clock.move(1);
    await client?.get("/key");
    const then = (await keyOf(id)).lastContactAt;
    expect(then).not.toBe(since);
    // A program that asks for nothing but its accounts is there as well.
    server.clock.move(60);
    await client?.get("/key/changes?since=0");
    expect((await keyOf(id)).lastContactAt).not.toBe(then);
  });
});

const rules = { pinMinimumLength: 8, wrongPins: 5, lockAfterMinutes: 5, offlineDays: 7 };

it("the loss of a key is what nothing else can open", async () => {
  const of = await newcomer("loss@example.org");
  const [key, other] = [await giveKey(server, boss.browser, of.id), await giveKey(server, boss.browser, of.id)];
  const loss = async () => (await expectStatus(boss.browser.get(`/keys/${key.keyId}/loss`), 200)).body;
  const path = `/employees/${of.id}/accounts`;
  const { id } = await makeAccount(boss.browser, path, [organisation, key]);
  await makeAccount(boss.browser, path, [organisation, key, other]);
  expect(await loss()).toEqual({ privateAccounts: 0, unopenable: 0, accounts: 2 });
  // As if there were no organisation key when it was written.
  await server.hesper.db
    .deleteFrom("account_sealed_to")
    .where("key_id", "=", organisation.keyId as never)
    .execute();
  expect(await loss()).toMatchObject({ unopenable: 1 });
  await expectStatus(setStatus(boss.browser, other.keyId, "deactivated", "lost"), 200);
  expect(await loss()).toMatchObject({ unopenable: 2 });
  const part = await sealFor([organisation, key], { account: id, revision: 1 });
  await expectStatus(boss.browser.send("PUT", `/accounts/${id}/resealed`, { sealedRevision: 1, ...part }), 200);
  expect(await loss()).toMatchObject({ unopenable: 1 });
});
