// The organisation key through the API: one key, whoever asks at once; replaced without anything being overlooked.
import { generateIdentity, sealAccount } from "@hesper/vault";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { inTransaction } from "../database/database.ts";
import { createIds, type OrganisationKeyId } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { contentsOf } from "../testing/contents.ts";
import { type Answer, alan, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { untilBlocked } from "../testing/locks.ts";
import { lockedLookalike, madeKey } from "../testing/organisation-keys.ts";
import { byTurns, eventsOf, found, join, type Member } from "../testing/people.ts";
import { findKind, holdRecipient } from "./recipient.ts";
import { abandonReplacement, beginReplacement, finishReplacement, readState } from "./replacement.ts";
import { makeKey, type OrganisationKeyDeps } from "./service.ts";

const path = "/organisation-key";
const server = new TestServer();
let other: Hesper;
let first: Member;
let second: Member;
let auditor: Member;

beforeAll(async () => {
  await server.start();
  other = await server.start();
  first = await found(server);
  second = await (await join(first, grace)).enrol();
  auditor = await join(first, alan);
});
afterAll(() => server.stop());

interface Key {
  readonly id: string;
  readonly kind: string;
  readonly recipient: string;
  readonly revision: number;
}
const state = async () => (await expectStatus(first.browser.get(path), 200)).body;
const key = async () => (await state()).key as Key;
const put = (id: string, body: unknown, by = first) => by.browser.send("PUT", `${path}/${id}/locked-identity`, body);

describe("what is not taken", () => {
  it.each([
    ["no age file", Buffer.from("nothing of the kind, however long it may be").toString("base64")],
    ["Base64 that has another spelling", lockedLookalike().replace(/.(=*)$/, "B$1")],
    ["no Base64", "age-encryption.org/v1"],
    ["a passphrase that is tried too quickly", lockedLookalike(14)],
    ["a passphrase that is tried too slowly", lockedLookalike(22)],
    ["a work factor that is none", lockedLookalike("018")],
    ["more than one can be", Buffer.alloc(4099).toString("base64")],
    ["nothing", ""],
  ])("as a locked identity: %s", async (_, lockedIdentity) => {
    const { recipient } = await madeKey("x25519");
    const answer = await first.browser.post(path, { recipient, lockedIdentity });
    expect([answer.status, answer.body.errors]).toEqual([400, [expect.objectContaining({ field: "/lockedIdentity" })]]);
  });

  it("as a locked identity: an age file that recipients open, alone or beside a passphrase", async () => {
    const { recipient, lockedIdentity } = await madeKey("x25519");
    const payload = {
      v: 1,
      account: "01890000-0000-7000-8000-000000000000",
      revision: 1,
      password: "x",
      otp: null,
      notes: null,
    } as const;
    const sealed = Buffer.from(await sealAccount(payload, [recipient]));
    const stanza = /-> X25519 [^\n]+\n[^\n]+\n/.exec(sealed.toString("latin1"))?.[0] ?? "";
    const both = Buffer.from(lockedIdentity, "base64").toString("latin1").replace("---", `${stanza}---`);
    for (const bytes of [sealed, Buffer.from(both, "latin1")]) {
      const answer = await first.browser.post(path, { recipient, lockedIdentity: bytes.toString("base64") });
      expect([answer.status, answer.body.errors]).toEqual([
        400,
        [expect.objectContaining({ field: "/lockedIdentity" })],
      ]);
    }
  });

  it("as a recipient: an identity, a damaged one, one of a plugin", async () => {
    const { recipient, lockedIdentity } = await madeKey("x25519");
    const identity = (await generateIdentity("x25519")).reveal();
    const last = recipient.endsWith("q") ? "p" : "q";
    for (const wrong of [
      identity,
      recipient.toUpperCase(),
      `${recipient.slice(0, -1)}${last}`,
      "age1yubikey1qqqq",
      "",
    ]) {
      const answer = await first.browser.post(path, { recipient: wrong, lockedIdentity });
      expect([answer.status, answer.body.errors]).toEqual([400, [expect.objectContaining({ field: "/recipient" })]]);
      expect(answer.text).not.toContain("AGE-SECRET-KEY");
    }
    expect(await state()).toEqual({ kind: "hybrid", key: null, replacement: null });
  });
});

describe("making it", () => {
  it("at once, by two administrators over two servers: one key, and the others hear who made it", async () => {
    const answers = await byTurns(server, other, 6, async (at) => {
      const by = at === other ? second : first;
      return by.browser.at(at).post(path, await madeKey());
    });
    expect(tally(answers)).toEqual({ "201": 1, "409 conflict": 5 });
    const refused = answers.find(({ status }) => status === 409) as Answer;
    expect(refused.body.detail).toMatch(
      /^There is an organisation key already\. (Ada Lovelace|Grace Hopper) made it\.$/,
    );
    expect(await key()).toMatchObject({ kind: "hybrid", revision: 1 });
    const [event, ...more] = await eventsOf(server, "organisation_key.made");
    expect([event?.detail, more]).toEqual([{ key: (await key()).id, kind: "hybrid" }, []]);
  });

  it("is seen by auditors, without the identity", async () => {
    const { body, text } = await expectStatus(auditor.browser.get(path), 200);
    expect(body).toEqual(await state());
    expect(text).not.toContain("ockedIdentity");
    const { id } = await key();
    expect((await auditor.browser.get(`${path}/${id}/locked-identity`)).status).toBe(403);
  });

  it("gives the locked identity to administrators; each time is on record, and it is in no log", async () => {
    const { id } = await key();
    const { body } = await expectStatus(second.browser.get(`${path}/${id}/locked-identity`), 200);
    const locked = String(body.lockedIdentity);
    expect(Buffer.from(locked, "base64").toString("latin1")).toMatch(/^age-encryption\.org\/v1\n-> scrypt /);
    const events = await eventsOf(server, "organisation_key.handed_out");
    expect(events).toMatchObject([{ actor_id: second.id, detail: { key: id } }]);
    const contents = await contentsOf(server.hesper.db);
    const holding = [...contents].filter(([, rows]) => rows.some((row) => row.includes(locked))).map(([name]) => name);
    expect(holding).toEqual(["organisation_keys"]);
    expect(server.logs.join("")).not.toContain(locked.slice(40, 80));
    expect((await first.browser.get(`${path}/${crypto.randomUUID()}/locked-identity`)).status).toBe(404);
  });
});

describe("another passphrase", () => {
  it("set at once by several: one wins, and what was seen before is refused with who did it", async () => {
    const { id, revision } = await key();
    const answers = await byTurns(server, other, 6, (at) =>
      first.browser
        .at(at)
        .send("PUT", `${path}/${id}/locked-identity`, { revision, lockedIdentity: lockedLookalike() }),
    );
    expect(tally(answers)).toEqual({ "200": 1, "409 conflict": 5 });
    const late = await put(id, { revision, lockedIdentity: lockedLookalike() }, second);
    expect(late.body.detail).toContain("Ada Lovelace changed the passphrase meanwhile.");
    expect((await key()).revision).toBe(revision + 1);
    expect(await eventsOf(server, "organisation_key.passphrase_changed")).toHaveLength(1);
    const weak = await put(id, { revision: revision + 1, lockedIdentity: lockedLookalike(10) });
    expect(weak.status).toBe(400);
  });
});

describe("replacing it", () => {
  it("is begun by one of many, and given up", async () => {
    const old = await key();
    const begun = await byTurns(server, other, 4, async (at) =>
      first.browser.at(at).post(`${path}/replacement`, { replaces: old.id, ...(await madeKey("x25519")) }),
    );
    expect(tally(begun)).toEqual({ "201": 1, "409 conflict": 3 });
    expect(await state()).toMatchObject({
      kind: "x25519",
      key: { kind: "x25519" },
      replacement: { replaced: { id: old.id }, total: 0, done: 0 },
    });
    await expectStatus(first.browser.get(`${path}/${old.id}/locked-identity`), 200);
    const given = await byTurns(server, other, 4, (at) => second.browser.at(at).send("DELETE", `${path}/replacement`));
    expect(tally(given)).toEqual({ "204": 1, "409 conflict": 3 });
    expect(await state()).toMatchObject({ kind: "hybrid", key: { id: old.id }, replacement: null });
  });

  it("is finished by one of many; of the old key nothing is left to unlock", async () => {
    const old = await key();
    const made = await madeKey();
    await expectStatus(first.browser.post(`${path}/replacement`, { replaces: old.id, ...made }), 201);
    const wrong = await first.browser.post(`${path}/replacement/finish`, { replaced: (await key()).id });
    expect(wrong.status).toBe(409);
    const ended = await byTurns(server, other, 4, (at) =>
      second.browser.at(at).post(`${path}/replacement/finish`, { replaced: old.id }),
    );
    expect(tally(ended)).toEqual({ "200": 1, "409 conflict": 3 });
    expect((await first.browser.get(`${path}/${old.id}/locked-identity`)).status).toBe(404);
    const again = await first.browser.post(`${path}/replacement`, { replaces: old.id, ...(await madeKey()) });
    expect(again.body.detail).toContain("not the organisation key any more");
    const same = await first.browser.post(`${path}/replacement`, { replaces: (await key()).id, ...made });
    expect(same.body.detail).toContain("This very key is or was the organisation key");
    const rows = await server.hesper.db.selectFrom("organisation_keys").selectAll().execute();
    expect(rows.filter((row) => row.locked_identity !== null)).toHaveLength(1);
  });
});

describe("with accounts that are sealed to it", () => {
  /** How many accounts are sealed to which key. */
  const sealed = new Map<string, number>();
  let othersOfKind = 0;
  const deps = (): OrganisationKeyDeps => ({
    db: server.hesper.db,
    ids: createIds(server.clock, systemRandom),
    sealed: [{ countSealedTo: async (_, id) => sealed.get(id) ?? 0 }],
    employeeKeys: [{ countOfOtherKind: async () => othersOfKind, hasRecipient: async () => false }],
  });
  const caller = async () => {
    const { db } = server.hesper;
    const session = await db
      .selectFrom("sessions")
      .select("id")
      .where("employee_id", "=", first.id as never)
      .executeTakeFirstOrThrow();
    return {
      employee: { id: first.id, name: first.name },
      session,
      origin: { address: "test", userAgent: "" },
    } as never;
  };
  const begin = async (kind: "hybrid" | "x25519" = "hybrid") =>
    beginReplacement(deps(), await caller(), {
      replaces: (await key()).id as OrganisationKeyId,
      ...(await madeKey(kind)),
    });

  it("another kind is refused while employees have keys of this one", async () => {
    othersOfKind = 2;
    expect(await begin("x25519")).toMatchObject({
      ok: false,
      code: "conflict",
      detail: expect.stringMatching(/^2 keys/),
    });
    expect(await makeKey(deps(), await caller(), await madeKey())).toMatchObject({ code: "conflict" });
    othersOfKind = 0;
    expect(await findKind(server.hesper.db)).toBe("hybrid");
  });

  it("is not finished while one is sealed to the old key, and not given up once one is sealed to the new one", async () => {
    const old = (await key()).id as OrganisationKeyId;
    sealed.set(old, 3);
    expect(await begin()).toMatchObject({ ok: true });
    const now = (await key()).id;
    expect((await readState(deps())).progress).toEqual({ total: 3, done: 0 });
    expect(await finishReplacement(deps(), await caller(), old)).toMatchObject({
      code: "conflict",
      detail: expect.stringMatching(/^3 accounts are still sealed to the old key/),
    });
    sealed.set(old, 2).set(now, 1);
    expect((await readState(deps())).progress).toEqual({ total: 3, done: 1 });
    expect(await abandonReplacement(deps(), await caller())).toMatchObject({
      code: "conflict",
      detail: expect.stringMatching(/^1 account is sealed to the new key already/),
    });
    sealed.set(old, 0).set(now, 3);
    expect(await finishReplacement(deps(), await caller(), old)).toMatchObject({ ok: true });
  });

  // Seen before: an account was sealed to the old key between the count and the end, and nobody could open it any more.
  it("an account that is being stored is waited for before what is left is counted", async () => {
    const old = (await key()).id as OrganisationKeyId;
    const by = await caller();
    let ending: Promise<unknown> = Promise.resolve();
    await inTransaction(server.hesper.db, async (tx) => {
      const held = await holdRecipient(tx);
      expect(held?.keyId).toBe(old);
      // From the other server: this one may have a single connection.
      const elsewhere = { ...deps(), db: other.db };
      const replacing = { replaces: old, ...(await madeKey()) };
      ending = beginReplacement(elsewhere, by, replacing).then(() => finishReplacement(elsewhere, by, old));
      await untilBlocked(tx, 1);
      sealed.set(old, 1);
    });
    expect(await ending).toMatchObject({ code: "conflict", detail: expect.stringMatching(/^1 account is/) });
    sealed.clear();
    expect(await finishReplacement(deps(), by, old)).toMatchObject({ ok: true });
  });
});
