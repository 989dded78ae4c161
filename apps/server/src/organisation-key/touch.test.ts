// The organisation key by touch: whose security keys unlock it, what is kept for each, and when one does so no longer.
import { openIdentity, recipientOf, sealAccount, sealIdentity } from "@hesper/vault";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { type KeyHolder, makeHolder, makeOrganisationKey, newAccountId } from "../testing/accounts.ts";
import { giveKey, setStatus } from "../testing/activated-keys.ts";
import { type Answer, alan, edith, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { lockedLookalike } from "../testing/organisation-keys.ts";
import { byTurns, eventsOf, found, join, type Member } from "../testing/people.ts";
import { type AddedSecurityKey, addSecurityKey, sendAtLocalhost } from "../testing/security-keys.ts";
import type { Faults } from "../testing/software-passkey.ts";
import { askForTouch, openWith, sendTouch, sendUnlock, unlockingOf, unlockWith } from "../testing/touches.ts";

const server = new TestServer();
let other: Hesper;
let boss: Member;
let second: Member;
let auditor: Member;
let person: Member;
let organisation: KeyHolder;
let mine: AddedSecurityKey;
let seconds: AddedSecurityKey;

beforeAll(async () => {
  await server.start();
  other = await server.start();
  boss = await found(server);
  second = await (await join(boss, grace)).enrol();
  auditor = await join(boss, alan);
  person = await join(boss, edith);
  organisation = await makeOrganisationKey(boss.browser, { kind: "hybrid" });
  mine = await addSecurityKey(boss.browser);
  seconds = await addSecurityKey(second.browser);
});
// Everybody's proof is fresh, and no code is used twice.
beforeEach(async () => {
  for (const one of [boss, second, auditor, person]) await one.logIn();
});
afterAll(() => server.stop());

const slot = (keyId: string, id = organisation.keyId) => `/organisation-key/${id}/security-keys/${keyId}`;
const sealedFor = async (recipient: string, { identity } = organisation) =>
  Buffer.from(await sealIdentity(identity, recipient)).toString("base64");
async function add(by: Member, key: Pick<KeyHolder, "keyId" | "recipient">, of = organisation, at?: Hesper) {
  const browser = at ? by.browser.at(at) : by.browser;
  return browser.send("PUT", slot(key.keyId, of.keyId), { sealedIdentity: await sealedFor(key.recipient, of) });
}
const state = async () => (await expectStatus(auditor.browser.get("/organisation-key"), 200)).body;
const shown = async () => ((await state()).key as { securityKeys: Record<string, unknown>[] }).securityKeys;
const why = ({ status, body }: Answer) =>
  `${status} ${(body.errors as { field: string }[] | undefined)?.[0]?.field ?? body.code ?? ""}`;

async function expectUnlocked(answer: Answer, { keyId, identity }: AddedSecurityKey, of = organisation) {
  expect(answer.status, answer.text).toBe(200);
  expect(answer.body.keyId).toBe(keyId);
  const opened = await openIdentity(Buffer.from(String(answer.body.sealedIdentity), "base64"), identity);
  expect(await recipientOf(opened)).toBe(of.recipient);
}

describe("what is sealed to a security key", () => {
  it.each<[string, () => Promise<string>]>([
    ["is no age file", async () => Buffer.from("nothing of the kind, however long").toString("base64")],
    ["is no Base64", async () => "age-encryption.org/v1"],
    ["has another spelling", async () => otherSpelling(await sealedFor(mine.recipient))],
    ["is locked with a passphrase", async () => lockedLookalike()],
    ["is more than one can be", async () => Buffer.alloc(4200).toString("base64")],
    ["is nothing", async () => ""],
    ["is sealed to a key of the other kind", async () => sealedFor((await makeHolder("x25519")).recipient)],
    ["is sealed to somebody else beside", async () => sealedToTwo()],
  ])("is refused when it %s", async (_, make) => {
    const answer = await boss.browser.send("PUT", slot(mine.keyId), { sealedIdentity: await make() });
    expect(why(answer)).toBe("400 /sealedIdentity");
    expect(await unlockingOf(server, organisation.keyId)).toEqual([]);
  });

  /** The bits that are left over in the last letter are not zero. */
  function otherSpelling(base64: string): string {
    const bytes = Buffer.from(base64, "base64");
    const longer = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 3)) % 3)]);
    return longer.toString("base64").replace(/.==$/, "B==");
  }

  async function sealedToTwo(): Promise<string> {
    const empty = { revision: 1, password: null, otp: null, notes: null } as const;
    const recipients = [mine.recipient, seconds.recipient];
    return Buffer.from(await sealAccount({ v: 1, account: newAccountId(), ...empty }, recipients)).toString("base64");
  }
});

describe("a security key is added", () => {
  it("by the administrator whose active security key it is, and by nobody else", async () => {
    expect(why(await add(boss, seconds))).toBe("404 not_found");
    expect(why(await add(boss, { ...mine, keyId: newAccountId() }))).toBe("404 not_found");
    expect(why(await add(boss, mine, { ...organisation, keyId: newAccountId() }))).toBe("404 not_found");
    const software = await giveKey(server, boss.browser, boss.id, { kind: "hybrid" });
    expect(why(await add(boss, software))).toBe("409 conflict");
    const persons = await addSecurityKey(person.browser);
    for (const by of [person, auditor]) expect(why(await add(by, persons))).toBe("403 forbidden");
    await expectStatus(setStatus(second.browser, mine.keyId, "suspended", "lost"), 200);
    expect(why(await add(boss, mine))).toBe("409 conflict");
    await expectStatus(setStatus(second.browser, mine.keyId, "active"), 200);
    server.clock.move(601);
    expect(why(await add(boss, mine))).toBe("403 reauthentication_required");
    expect(await unlockingOf(server, organisation.keyId)).toEqual([]);
    expect(await eventsOf(server, "organisation_key.security_key_added")).toEqual([]);
  });

  it("and everybody who may see the organisation key sees it, without what is sealed", async () => {
    const answer = await expectStatus(add(boss, mine), 200);
    const addedAt = new Date(server.clock.nowMs()).toISOString();
    const whose = { employee: { id: boss.id, name: boss.name }, addedAt, lastUsedAt: null };
    expect(await shown()).toEqual([{ keyId: mine.keyId, name: "Security key", status: "active", ...whose }]);
    expect(answer.body).toEqual(await state());
    expect(answer.text).not.toContain("ealedIdentity");
    const [event] = await eventsOf(server, "organisation_key.security_key_added");
    expect(event).toMatchObject({ actor_id: boss.id, subject_id: null });
    const about = { key: organisation.keyId, securityKey: mine.keyId, name: "Security key" };
    expect(event?.detail).toEqual(about);
  });
});

describe("unlocking", () => {
  it("gives what is sealed to the key that was touched, without another proof, and is on record each time", async () => {
    server.clock.move(601);
    expect(why(await boss.browser.get(`/organisation-key/${organisation.keyId}/locked-identity`))).toBe(
      "403 reauthentication_required",
    );
    await expectUnlocked(await unlockWith(boss.browser, mine, organisation.keyId), mine);
    await expectUnlocked(await unlockWith(boss.browser, mine, organisation.keyId), mine);
    expect(await shown()).toMatchObject([{ lastUsedAt: new Date(server.clock.nowMs()).toISOString() }]);
    const events = await eventsOf(server, "organisation_key.unlocked_by_security_key");
    expect(events).toHaveLength(2);
    const about = { key: organisation.keyId, securityKey: mine.keyId, name: "Security key" };
    expect(events[0]).toMatchObject({ actor_id: boss.id, detail: about });
    // It opened no accounts.
    expect(why(await boss.browser.get("/profile/opened-key/waiting"))).toBe("403 reauthentication_required");
  });

  it.each<[string, Faults]>([
    ["has not verified the person (E-23)", { flags: 0x01 }],
    ["is of another origin (E-22)", { origin: "http://localhost:81" }],
    ["has a wrong signature (E-25)", { breakSignature: true }],
    ["has a count that went back (E-26)", { signCount: 1 }],
    ["is of nobody's credential (E-29)", { credentialId: Buffer.alloc(32).toString("base64url") }],
  ])("is refused when the answer %s", async (_, faults) => {
    const answer = await unlockWith(boss.browser, mine, organisation.keyId, faults);
    expect(why(answer)).toBe("401 invalid_code");
    expect(answer.text).not.toContain("ealedIdentity");
  });

  it("is refused with what the PRF gave, which is not logged (E-45)", async () => {
    const extensions = { prf: { results: { first: "planted-prf-secret" } } };
    const answer = await unlockWith(boss.browser, mine, organisation.keyId, { extensions });
    expect(why(answer)).toBe("400 /response/clientExtensionResults/prf");
    expect(server.logs.join("")).not.toContain("planted-prf-secret");
  });

  it("takes no touch that was meant for accounts, and accounts none that was meant for this (V6.7.2)", async () => {
    const accounts = await askForTouch(boss.browser);
    const wrong = await sendUnlock(boss.browser, organisation.keyId, mine.authenticator.get(accounts.options));
    expect(why(wrong)).toBe("401 invalid_code");
    const unlocking = await askForTouch(boss.browser, "organisation_key");
    expect(why(await sendTouch(boss.browser, mine.authenticator.get(unlocking.options)))).toBe("401 invalid_code");
  });

  it("takes neither another administrator's key, nor one that it is not sealed to", async () => {
    const { options, keys } = await askForTouch(boss.browser, "organisation_key");
    expect(keys.map(({ keyId }) => keyId)).toEqual([mine.keyId]);
    const theirs = await sendUnlock(boss.browser, organisation.keyId, seconds.authenticator.get(options));
    expect(why(theirs)).toBe("401 invalid_code");
    const none = await sendAtLocalhost(second.browser, "/profile/security-keys/use/options", {
      use: "organisation_key",
    });
    expect([why(none), none.body.detail]).toEqual(["409 conflict", expect.stringContaining("None of your security")]);
    const spare = await addSecurityKey(boss.browser, { name: "Spare" });
    const asked = await askForTouch(boss.browser, "organisation_key");
    const unsealed = await sendUnlock(boss.browser, organisation.keyId, spare.authenticator.get(asked.options));
    expect([why(unsealed), unsealed.body.detail]).toEqual(["409 conflict", expect.stringContaining("does not unlock")]);
    const unknown = await unlockWith(boss.browser, mine, newAccountId());
    expect(why(unknown)).toBe("409 conflict");
    for (const { browser } of [auditor, person]) {
      const answer = await sendUnlock(browser, organisation.keyId, mine.authenticator.get(options));
      expect(why(answer)).toBe("403 forbidden");
    }
  });

  it("is done once with one touch, of 16 at once over two servers (V6.7.2)", async () => {
    const { options } = await askForTouch(boss.browser, "organisation_key");
    const response = mine.authenticator.get(options);
    const before = (await eventsOf(server, "organisation_key.unlocked_by_security_key")).length;
    const answers = await byTurns(server, other, 16, (at) =>
      sendUnlock(boss.browser.at(at), organisation.keyId, response),
    );
    expect(tally(answers)).toEqual({ "200": 1, "401 invalid_code": 15 });
    expect(await eventsOf(server, "organisation_key.unlocked_by_security_key")).toHaveLength(before + 1);
  });
});

describe("a security key unlocks it no longer", () => {
  it("while it is suspended", async () => {
    const { options } = await askForTouch(boss.browser, "organisation_key");
    await expectStatus(setStatus(second.browser, mine.keyId, "suspended", "lost"), 200);
    const answer = await sendUnlock(boss.browser, organisation.keyId, mine.authenticator.get(options));
    expect([why(answer), answer.body.detail]).toEqual(["409 conflict", expect.stringContaining("is suspended")]);
    expect(await shown()).toMatchObject([{ keyId: mine.keyId, status: "suspended" }]);
    await expectStatus(setStatus(second.browser, mine.keyId, "active"), 200);
    await expectUnlocked(await unlockWith(boss.browser, mine, organisation.keyId), mine);
  });

  it("once any administrator takes it away, which is on record", async () => {
    await expectStatus(second.browser.send("DELETE", slot(mine.keyId)), 200);
    expect(await shown()).toEqual([]);
    expect(why(await second.browser.send("DELETE", slot(mine.keyId)))).toBe("404 not_found");
    const [event, ...more] = await eventsOf(server, "organisation_key.security_key_removed");
    expect([event?.actor_id, event?.detail, more]).toEqual([
      second.id,
      { key: organisation.keyId, securityKey: mine.keyId, name: "Security key" },
      [],
    ]);
    // Accounts it opens as before.
    await expectStatus(openWith(boss.browser, mine), 200);
  });

  it.each(["deactivated", "compromised"])("once it is %s: what was sealed to it is deleted", async (status) => {
    const lost = await addSecurityKey(boss.browser, { name: `To be ${status}` });
    await expectStatus(add(boss, lost), 200);
    await expectUnlocked(await unlockWith(boss.browser, lost, organisation.keyId), lost);
    const { options } = await askForTouch(boss.browser, "organisation_key");
    await expectStatus(setStatus(second.browser, lost.keyId, status, "lost"), 200);
    expect(await unlockingOf(server, organisation.keyId)).toEqual([]);
    const answer = await sendUnlock(boss.browser, organisation.keyId, lost.authenticator.get(options));
    expect(why(answer)).toBe("409 conflict");
    expect(answer.text).not.toContain("ealedIdentity");
    expect(why(await add(boss, lost))).toBe("409 conflict");
  });

  it("once its person is no administrator: also when they become one again", async () => {
    await expectStatus(add(second, seconds), 200);
    const { options } = await askForTouch(second.browser, "organisation_key");
    await expectStatus(second.change(boss.browser, { role: "auditor" }), 200);
    expect(await unlockingOf(server, organisation.keyId)).toEqual([]);
    const refused = await sendUnlock(second.browser, organisation.keyId, seconds.authenticator.get(options));
    expect([401, 403]).toContain(refused.status);
    await expectStatus(second.change(boss.browser, { role: "administrator" }), 200);
    await second.logIn();
    expect(await unlockingOf(server, organisation.keyId)).toEqual([]);
  });

  it("once its person is deactivated", async () => {
    const third = await (await join(boss, { ...grace, email: "third@example.org" })).enrol();
    const thirds = await addSecurityKey(third.browser);
    await expectStatus(add(third, thirds), 200);
    expect(await unlockingOf(server, organisation.keyId)).toEqual([thirds.keyId]);
    await expectStatus(third.change(boss.browser, { status: "deactivated" }), 200);
    expect(await unlockingOf(server, organisation.keyId)).toEqual([]);
  });

  // Seen of the kind: somebody was demoted between the look at the role and what it allowed.
  it("whichever of both is first when it is added and its person is demoted at once", async () => {
    for (let round = 0; round < 3; round += 1) {
      await second.logIn();
      const [added, changed] = await Promise.all([
        add(second, seconds, organisation, other),
        second.change(boss.browser, { role: "auditor" }),
      ]);
      expect([200, 401, 403]).toContain(added.status);
      expect(changed.status).toBe(200);
      expect(await unlockingOf(server, organisation.keyId)).toEqual([]);
      await expectStatus(second.change(boss.browser, { role: "administrator" }), 200);
    }
  });

  it("whichever of both is first when it is added and suspended or ended at once", async () => {
    for (const status of ["deactivated", "compromised"]) {
      const lost = await addSecurityKey(boss.browser, { name: `At once ${status}` });
      const [added, ended] = await Promise.all([
        add(boss, lost, organisation, other),
        setStatus(second.browser, lost.keyId, status, "lost"),
      ]);
      expect([200, 409]).toContain(added.status);
      expect(ended.status).toBe(200);
      expect(await unlockingOf(server, organisation.keyId)).toEqual([]);
    }
  });
});

describe("while the organisation key is replaced", () => {
  it("the old one opens with what was sealed, until it is forgotten; the new one once it is sealed to the key", async () => {
    await expectStatus(add(boss, mine), 200);
    const old = organisation;
    const next = await makeOrganisationKey(boss.browser, { kind: "hybrid", replaces: old.keyId });
    await expectUnlocked(await unlockWith(boss.browser, mine, old.keyId), mine, old);
    expect(why(await unlockWith(boss.browser, mine, next.keyId))).toBe("409 conflict");
    const { key, replacement } = (await state()) as {
      key: { securityKeys: unknown[] };
      replacement: { replaced: { securityKeys: unknown[] } };
    };
    expect([key.securityKeys, replacement.replaced.securityKeys]).toEqual([
      [],
      [expect.objectContaining({ keyId: mine.keyId })],
    ]);
    await expectStatus(add(boss, mine, next), 200);
    await expectUnlocked(await unlockWith(boss.browser, mine, next.keyId), mine, next);
    await expectStatus(boss.browser.post("/organisation-key/replacement/finish", { replaced: old.keyId }), 200);
    expect([await unlockingOf(server, old.keyId), await unlockingOf(server, next.keyId)]).toEqual([[], [mine.keyId]]);
    expect(why(await unlockWith(boss.browser, mine, old.keyId))).toBe("409 conflict");
    expect(why(await add(boss, mine, old))).toBe("404 not_found");
    await expectUnlocked(await unlockWith(boss.browser, mine, next.keyId), mine, next);
    organisation = next;
  });

  it("and the replacement is given up: what was sealed of the new one is gone", async () => {
    const next = await makeOrganisationKey(boss.browser, { kind: "hybrid", replaces: organisation.keyId });
    await expectStatus(add(boss, mine, next), 200);
    await expectStatus(boss.browser.send("DELETE", "/organisation-key/replacement"), 204);
    expect(await unlockingOf(server, next.keyId)).toEqual([]);
    expect(why(await unlockWith(boss.browser, mine, next.keyId))).toBe("409 conflict");
    await expectUnlocked(await unlockWith(boss.browser, mine, organisation.keyId), mine);
  });

  it("another passphrase leaves it as it is", async () => {
    const { revision } = (await state()).key as { revision: number };
    const path = `/organisation-key/${organisation.keyId}/locked-identity`;
    const changed = await boss.browser.send("PUT", path, { revision, lockedIdentity: lockedLookalike() });
    expect(changed.status).toBe(200);
    await expectUnlocked(await unlockWith(boss.browser, mine, organisation.keyId), mine);
  });
});
