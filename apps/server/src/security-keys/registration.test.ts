// Adding a security key through the API: what is asked of the authenticator, every answer that must not hold, codes of
// administrators, the policy, and what is used once however many use it at once.
import { keyPolicyDefaults, mostKeysOfEmployee } from "@hesper/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { type KeyHolder, makeAccount, makeHolder, makeOrganisationKey } from "../testing/accounts.ts";
import { makeKey, setStatus } from "../testing/activated-keys.ts";
import { contentsOf } from "../testing/contents.ts";
import { type Answer, alan, type Browser, edith, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { statesOf } from "../testing/keys.ts";
import { byTurns, changePolicy, eventsOf, found, join, type Member } from "../testing/people.ts";
import {
  addSecurityKey,
  answerOf,
  beginSecurityKey,
  SoftwareSecurityKey,
  sendAtLocalhost,
  sendSecurityKey,
} from "../testing/security-keys.ts";
import { type Faults, SoftwarePasskey } from "../testing/software-passkey.ts";

const server = new TestServer();
let elsewhere: Hesper;
let boss: Member;
let person: Member;
let other: Member;
let organisation: KeyHolder;

beforeAll(async () => {
  await server.start();
  elsewhere = await server.start();
  boss = await found(server);
  person = await join(boss, edith);
  other = await join(boss, { ...grace, role: "employee" });
  organisation = await makeOrganisationKey(boss.browser);
});
afterAll(() => server.stop());
beforeEach(async () => {
  for (const one of [boss, person, other]) await one.logIn(one.browser);
});

const kept = async () =>
  JSON.stringify([...(await contentsOf(server.hesper.db, ["keys", "security_keys", "key_accounts"]))]);
const optionsFor = (browser: Browser, body: unknown = {}) =>
  sendAtLocalhost(browser, "/profile/security-keys/options", body);
const keysOf = async (of: Member) => (await expectStatus(of.browser.get("/profile/keys?limit=200"), 200)).body;

/** Ends the keys of somebody, so that the next test begins with none. */
async function endKeysOf(of: Member): Promise<void> {
  const { items } = (await keysOf(of)) as { items: { id: string; status: string }[] };
  for (const { id, status } of items) {
    if (status === "deactivated" || status === "compromised") continue;
    await expectStatus(setStatus(boss.browser, id, "deactivated", "withdrawn"), 200);
  }
}

/** Sees that it is refused so, and that no key has changed. */
async function refusesUnchanged(code: string, send: () => Promise<Answer>): Promise<Answer> {
  const before = await kept();
  const answer = await send();
  expect([answer.body.code, answer.body.detail]).toEqual([code, expect.stringMatching(/^\p{Lu}.+\.$/u)]);
  expect(await kept()).toBe(before);
  return answer;
}

describe("what is asked of the authenticator", () => {
  it("a credential of its own: verified, not among those that log in, with a fresh salt (E-01 to E-04, E-42, E-47)", async () => {
    const { options, recipientKind, name } = await beginSecurityKey(person.browser);
    expect([recipientKind, name]).toEqual(["x25519", null]);
    expect(options).toMatchObject({
      rp: { id: "localhost", name: "Hesper" },
      user: { name: `${person.email} (accounts)` },
      timeout: 300_000,
      attestation: "none",
      excludeCredentials: [],
      authenticatorSelection: { residentKey: "discouraged", userVerification: "required" },
    });
    expect((options.pubKeyCredParams as { alg: number }[]).map(({ alg }) => alg)).toEqual([-8, -7, -257]);
    const again = (await beginSecurityKey(person.browser)).options;
    const passkeyOptions = await expectStatus(sendAtLocalhost(person.browser, "/profile/passkeys/options"), 200);
    // Of another user: with the handle of the passkeys many authenticators would replace the passkey.
    const users = [options, again, passkeyOptions.body].map(({ user }) => (user as { id: string }).id);
    const random = [...users, options.challenge, again.challenge].map(String);
    random.push(options.extensions.prf.eval.first, again.extensions.prf.eval.first);
    expect(new Set(random).size).toBe(random.length);
    for (const text of random) expect(Buffer.from(text, "base64url")).toHaveLength(32);
  });

  it("not again one that holds accounts already; one that logs in may", async () => {
    const added = await addSecurityKey(other.browser);
    const { options } = await beginSecurityKey(other.browser);
    expect(options.excludeCredentials).toEqual([
      { id: added.authenticator.id, transports: ["internal"], type: "public-key" },
    ]);
    const passkey = await expectStatus(sendAtLocalhost(other.browser, "/profile/passkeys/options"), 200);
    expect(passkey.body.excludeCredentials).toEqual([]);
    await expectStatus(setStatus(boss.browser, added.keyId, "deactivated", "lost"), 200);
    expect((await beginSecurityKey(other.browser)).options.excludeCredentials).toEqual([]);
  });

  it("nothing at an address that browsers know no security keys for", async () => {
    const answer = await person.browser.send("POST", "/profile/security-keys/options", {}, { host: "10.0.0.7" });
    expect([answer.status, answer.body.detail]).toEqual([409, expect.stringContaining("public address of Hesper")]);
  });
});

describe("an answer that must not hold", () => {
  it.each<[string, Faults]>([
    ["of another origin (E-07)", { origin: "http://localhost:81" }],
    ["of another site (E-07)", { origin: "https://evil.example" }],
    ["of a page in a frame (E-07)", { crossOrigin: true }],
    ["to a log-in (E-06)", { type: "webauthn.get" }],
    ["to the challenge of somebody else (E-01)", { challenge: Buffer.alloc(32).toString("base64url") }],
    ["for another domain (E-09)", { rpId: "evil.example" }],
    ["without a touch (E-10)", { flags: 0x44 }],
    ["without the person being verified (E-10, E-42)", { flags: 0x41 }],
    ["of a key that is backed up though it cannot be (E-11)", { flags: 0x55 }],
    ["without a credential (E-12)", { flags: 0x05 }],
  ])("%s is refused, and changes nothing", async (_, faults) => {
    const begun = await beginSecurityKey(person.browser);
    const { body } = await answerOf(new SoftwareSecurityKey(), begun, { faults });
    const answer = await refusesUnchanged("invalid_code", () => sendSecurityKey(person.browser, body));
    expect(answer.status).toBe(401);
  });

  it("after 5 minutes, without its cookie, or in the browser of somebody else is refused (E-01, V6.7.2)", async () => {
    const begun = await beginSecurityKey(person.browser);
    const { body } = await answerOf(new SoftwareSecurityKey(), begun);
    const challenge = person.browser.cookies.get("hesper_security_key") ?? "";
    other.browser.cookies.set("hesper_security_key", challenge);
    await refusesUnchanged("invalid_code", () => sendSecurityKey(other.browser, body));
    person.browser.cookies.delete("hesper_security_key");
    await refusesUnchanged("invalid_code", () => sendSecurityKey(person.browser, body));
    person.browser.cookies.set("hesper_security_key", challenge);
    server.clock.move(300);
    await refusesUnchanged("invalid_code", () => sendSecurityKey(person.browser, body));
  });

  it("is none for a passkey, and that of a passkey is none for a security key (V6.7.2)", async () => {
    const begun = await beginSecurityKey(person.browser);
    const { body } = await answerOf(new SoftwareSecurityKey(), begun);
    const sealed = person.browser.cookies.get("hesper_security_key") ?? "";
    const passkeyOptions = await expectStatus(sendAtLocalhost(person.browser, "/profile/passkeys/options"), 200);
    const passkey = person.browser.cookies.get("hesper_passkey") ?? "";
    person.browser.cookies.set("hesper_passkey", sealed);
    const asPasskey = await sendAtLocalhost(person.browser, "/profile/passkeys", { response: body.response });
    expect([asPasskey.status, asPasskey.body.code]).toEqual([401, "invalid_code"]);
    person.browser.cookies.set("hesper_security_key", passkey);
    const response = new SoftwarePasskey().create(passkeyOptions.body);
    await refusesUnchanged("invalid_code", () => sendSecurityKey(person.browser, { ...body, response }));
  });

  it("with what the PRF gave is refused before it is used, and the output is in no log (E-45)", async () => {
    const begun = await beginSecurityKey(person.browser);
    const authenticator = new SoftwareSecurityKey();
    const first = Buffer.from(authenticator.prf(begun.options.extensions.prf.eval.first)).toString("base64url");
    for (const results of [{ first }, {}]) {
      const { body } = await answerOf(authenticator, begun, { faults: { extensions: { prf: { results } } } });
      const answer = await refusesUnchanged("invalid_request", () => sendSecurityKey(person.browser, body));
      expect(answer.body.errors).toMatchObject([{ field: "/response/clientExtensionResults/prf" }]);
      expect(answer.text).not.toContain(first);
    }
    const rows = [...(await contentsOf(server.hesper.db)).values()].flat().join("\n") + server.logs.join("");
    expect(rows).not.toContain(first);
    expect(server.logs.join("")).toContain("sent the output of the PRF");
    // What else an authenticator says of its extensions is as it likes (E-17).
    const extensions = { prf: { enabled: true }, credProps: { rk: false }, unheardOf: [1] };
    const { body } = await answerOf(authenticator, begun, { faults: { extensions } });
    await expectStatus(sendSecurityKey(person.browser, body), 201);
    await endKeysOf(person);
  });

  it("brings a recipient of the right kind that no key has or had, and no organisation key", async () => {
    const laptop = await makeHolder();
    const { code } = await makeKey(boss.browser, other.id);
    const given = { activationCode: code, recipient: laptop.recipient, device: "Test 1.0" };
    await expectStatus(server.browser().post("/keys/activate", given), 201);
    const begun = await beginSecurityKey(person.browser);
    const { body } = await answerOf(new SoftwareSecurityKey(), begun);
    const { recipient: hybrid } = await makeHolder("hybrid");
    const damaged = body.recipient.replace(/.$/, (last) => (last === "q" ? "p" : "q"));
    for (const recipient of [hybrid, damaged, "age1yubikey1qqqq"]) {
      const answer = await refusesUnchanged("invalid_request", () =>
        sendSecurityKey(person.browser, { ...body, recipient }),
      );
      expect(answer.body.errors).toMatchObject([{ field: "/recipient" }]);
    }
    for (const { recipient } of [laptop, organisation]) {
      await refusesUnchanged("conflict", () => sendSecurityKey(person.browser, { ...body, recipient }));
    }
    // All of these are found before the challenge is spent.
    await expectStatus(sendSecurityKey(person.browser, body), 201);
    await endKeysOf(person);
    await endKeysOf(other);
  });
});

describe("a security key", () => {
  it("is active at once and gets what there is; its salt is the one that was asked for", async () => {
    const path = `/employees/${person.id}/accounts`;
    const { id: account } = await makeAccount(boss.browser, path, [organisation], { name: "Mail" });
    const { options, recipientKind } = await beginSecurityKey(person.browser);
    const authenticator = new SoftwareSecurityKey();
    const faults = { transports: ["nfc", "usb", "carrier pigeon"], signCount: 7 };
    const { body, holder } = await answerOf(authenticator, { options, recipientKind, name: null }, { faults });
    const { body: key } = await expectStatus(sendSecurityKey(person.browser, body), 201);
    expect(key).toMatchObject({
      ...{ kind: "security_key", name: "Security key", status: "active", reason: null, revision: 1 },
      ...{ device: "Security key (USB, NFC)", activation: null, wipedAt: null, accounts: { waiting: 1, queued: 0 } },
      fingerprint: expect.stringMatching(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/),
    });
    expect(key.lastContactAt).toBe(key.activatedAt);
    const [row] = await server.hesper.db
      .selectFrom("security_keys")
      .selectAll()
      .where("key_id", "=", key.id as never)
      .execute();
    expect(row).toMatchObject({
      ...{ credential_id: authenticator.id, sign_count: 7, transports: "nfc,usb", rp_id: "localhost" },
      ...{ prf_salt: options.extensions.prf.eval.first, backup_eligible: 0, backed_up: 0 },
    });
    expect(await statesOf(server, { keyId: String(key.id) })).toEqual({ [account]: "waiting" });
    const [event] = (await eventsOf(server, "key.security_key_added")).slice(-1);
    expect(event).toMatchObject({ actor_id: person.id, subject_id: person.id });
    expect(event?.detail).toEqual({
      ...{ key: key.id, name: "Security key", device: key.device, kind: "x25519", fingerprint: key.fingerprint },
    });
    // Whoever seals to the person seals to it, without it at hand.
    const recipients = await expectStatus(boss.browser.get(`/employees/${person.id}/recipients`), 200);
    expect(recipients.text).toContain(holder.recipient);
    const rows = [...(await contentsOf(server.hesper.db)).values()].flat().join("\n") + server.logs.join("");
    expect(rows).not.toContain(holder.identity.reveal());
    // A person can report it lost as they see it.
    const report = { revision: key.revision };
    await expectStatus(person.browser.post(`/profile/keys/${key.id}/lost`, report), 200);
    await endKeysOf(person);
  });

  it("is called by the first name that is free, or as the person says; one that syncs is told apart", async () => {
    const nameOf = async (adding = {}) => {
      const { keyId } = await addSecurityKey(person.browser, adding);
      return (await expectStatus(boss.browser.get(`/keys/${keyId}`), 200)).body;
    };
    const first = await nameOf();
    expect([first.name, first.device]).toEqual(["Security key", "Security key (built in)"]);
    expect((await nameOf()).name).toBe("Security key 2");
    await expectStatus(setStatus(boss.browser, String(first.id), "deactivated", "broken"), 200);
    expect((await nameOf()).name).toBe("Security key");
    const synced = await nameOf({ name: " Phone ", faults: { flags: 0x5d } });
    expect([synced.name, synced.device]).toEqual(["Phone", "Passkey, kept on several devices"]);
    expect((await nameOf({ faults: { transports: [] } })).device).toBe("Security key");
    await endKeysOf(person);
  });

  it("of anybody is not added again, not even when it has ended (E-15)", async () => {
    const { authenticator, keyId } = await addSecurityKey(person.browser);
    await expectStatus(setStatus(boss.browser, keyId, "deactivated", "lost"), 200);
    for (const one of [person, other]) {
      const { body } = await answerOf(authenticator, await beginSecurityKey(one.browser));
      const answer = await refusesUnchanged("conflict", () => sendSecurityKey(one.browser, body));
      expect(answer.body.detail).toContain("in use as a key already");
    }
  });

  it("lets nobody in: it is none of the passkeys", async () => {
    const { authenticator } = await addSecurityKey(person.browser);
    expect((await expectStatus(person.browser.get("/profile/passkeys"), 200)).body.items).toEqual([]);
    const stranger = server.browser();
    const asked = await expectStatus(sendAtLocalhost(stranger, "/login/passkey/options", { secondFactor: false }), 200);
    const response = authenticator.get(asked.body);
    const answer = await sendAtLocalhost(stranger, "/login/passkey", { secondFactor: false, response });
    expect([answer.status, answer.body.code]).toEqual([401, "invalid_code"]);
    await endKeysOf(person);
  });

  it("is one of 20: of four at once the last place goes to one", async () => {
    await endKeysOf(person);
    const begun = await beginSecurityKey(person.browser);
    const { body } = await answerOf(new SoftwareSecurityKey(), begun);
    for (let made = 1; made < mostKeysOfEmployee; made += 1) await makeKey(boss.browser, person.id);
    const bodies = [];
    for (let at = 0; at < 4; at += 1) {
      const copy = person.browser.at(at % 2 === 0 ? server.hesper : elsewhere);
      bodies.push({ copy, ...(await answerOf(new SoftwareSecurityKey(), await beginSecurityKey(copy))) });
    }
    const answers = await Promise.all(bodies.map(({ copy, body: sent }) => sendSecurityKey(copy, sent)));
    expect(tally(answers)).toEqual({ "201": 1, "409 conflict": 3 });
    const refused = await refusesUnchanged("conflict", () => optionsFor(person.browser));
    expect(refused.body.detail).toContain("You have 20 keys already");
    await refusesUnchanged("conflict", () => sendSecurityKey(person.browser, body));
    await endKeysOf(person);
  });
});

describe("used once, by however many at once", () => {
  it("a challenge, with 16 authenticators over two servers (E-01)", async () => {
    const begun = await beginSecurityKey(person.browser);
    const bodies = await Promise.all(Array.from({ length: 16 }, () => answerOf(new SoftwareSecurityKey(), begun)));
    const answers = await Promise.all(
      bodies.map(({ body }, at) => sendSecurityKey(person.browser.at(at % 2 === 0 ? server.hesper : elsewhere), body)),
    );
    expect(tally(answers)).toEqual({ "201": 1, "401 invalid_code": 15 });
    // The cookie of before is copied: the server itself knows that it was used.
    const late = await answerOf(new SoftwareSecurityKey(), begun);
    await refusesUnchanged("invalid_code", () => sendSecurityKey(person.browser, late.body));
    await endKeysOf(person);
  });

  it("an answer, sent 8 times", async () => {
    const { body } = await answerOf(new SoftwareSecurityKey(), await beginSecurityKey(person.browser));
    const answers = await byTurns(server, elsewhere, 8, (at) => sendSecurityKey(person.browser.at(at), body));
    expect(tally(answers)).toEqual({ "201": 1, "409 conflict": 7 });
    const credentials = server.hesper.db.selectFrom("security_keys").select("key_id");
    expect(await credentials.where("credential_id", "=", body.response.id).execute()).toHaveLength(1);
    await endKeysOf(person);
  });

  it("a recipient, that two people give", async () => {
    const sent = [];
    for (const [at, one] of [person, other].entries()) {
      const copy = one.browser.at(at === 0 ? server.hesper : elsewhere);
      sent.push({ copy, ...(await answerOf(new SoftwareSecurityKey(), await beginSecurityKey(copy))) });
    }
    const recipient = sent[0]?.body.recipient;
    const answers = await Promise.all(sent.map(({ copy, body }) => sendSecurityKey(copy, { ...body, recipient })));
    expect(tally(answers)).toEqual({ "201": 1, "409 conflict": 1 });
    await endKeysOf(person);
    await endKeysOf(other);
  });

  it("an activation code, with 8 ceremonies", async () => {
    const { code, id } = await makeKey(boss.browser, person.id);
    const sent = [];
    for (let at = 0; at < 8; at += 1) {
      const copy = person.browser.at(at % 2 === 0 ? server.hesper : elsewhere);
      const begun = await beginSecurityKey(copy, code);
      sent.push({ copy, ...(await answerOf(new SoftwareSecurityKey(), begun, { activationCode: code })) });
    }
    const answers = await Promise.all(sent.map(({ copy, body }) => sendSecurityKey(copy, body)));
    expect(tally(answers)).toEqual({ "201": 1, "401 invalid_code": 7 });
    expect(answers.find(({ status }) => status === 201)?.body.id).toBe(id);
    const rows = server.hesper.db
      .selectFrom("security_keys")
      .select("key_id")
      .where("key_id", "=", id as never);
    expect(await rows.execute()).toHaveLength(1);
    await endKeysOf(person);
  });
});

describe("with the code of an administrator", () => {
  it("a security key takes the place of the software, and keeps name and policy", async () => {
    const strict = { name: "Strict", ...keyPolicyDefaults };
    const { body: policy } = await expectStatus(boss.browser.post("/key-policies", strict), 201);
    const wanted = { name: "Laptop", policyId: policy.id };
    const { body: made } = await expectStatus(boss.browser.post(`/employees/${person.id}/keys`, wanted), 201);
    const activationCode = String(made.activationCode);
    expect((await beginSecurityKey(person.browser, activationCode)).name).toBe("Laptop");
    const { keyId } = await addSecurityKey(person.browser, { activationCode: activationCode.toLowerCase() });
    expect(keyId).toBe(made.id);
    expect((await expectStatus(boss.browser.get(`/keys/${keyId}`), 200)).body).toMatchObject({
      ...{ kind: "security_key", status: "active", name: "Laptop", activation: null, policy: { id: policy.id } },
    });
    // The code is used, also for software.
    const { recipient } = await makeHolder();
    const late = await server.browser().post("/keys/activate", { activationCode, recipient, device: "Test 1.0" });
    expect(late.status).toBe(401);
    await refusesUnchanged("invalid_code", () => optionsFor(person.browser, { activationCode }));
    const again = await makeKey(boss.browser, person.id);
    const named = await addSecurityKey(person.browser, { activationCode: again.code, name: "Blue one" });
    expect((await expectStatus(boss.browser.get(`/keys/${named.keyId}`), 200)).body.name).toBe("Blue one");
    await endKeysOf(person);
  });

  it("of somebody else, a wrong one and one that was withdrawn are answered alike, and are on record", async () => {
    const theirs = await makeKey(boss.browser, other.id);
    const withdrawn = await makeKey(boss.browser, person.id);
    await expectStatus(setStatus(boss.browser, withdrawn.id, "deactivated", "withdrawn"), 200);
    const before = (await eventsOf(server, "link.refused")).length;
    const answers = [];
    for (const activationCode of [theirs.code, withdrawn.code, "7K2M9-QRT0A-BC4DE-XYZ12"]) {
      answers.push(await refusesUnchanged("invalid_code", () => optionsFor(person.browser, { activationCode })));
    }
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    const refused = (await eventsOf(server, "link.refused")).slice(before);
    expect(refused.map(({ detail }) => detail.link)).toEqual(Array(3).fill("key_activation"));
    // It still is the other one's.
    await addSecurityKey(other.browser, { activationCode: theirs.code });
    await endKeysOf(other);
  });

  it("a ceremony that was begun with another code, or with none, is no good; nor one without it", async () => {
    const [first, second] = [await makeKey(boss.browser, person.id), await makeKey(boss.browser, person.id)];
    for (const [begunWith, sentWith] of [
      [first.code, second.code],
      [undefined, first.code],
      [first.code, undefined],
    ]) {
      const begun = await beginSecurityKey(person.browser, begunWith);
      const adding = sentWith === undefined ? {} : { activationCode: sentWith };
      const { body } = await answerOf(new SoftwareSecurityKey(), begun, adding);
      await refusesUnchanged("invalid_code", () => sendSecurityKey(person.browser, body));
    }
    await endKeysOf(person);
  });

  it("that is withdrawn after the ceremony was begun activates nothing", async () => {
    const { code, id } = await makeKey(boss.browser, person.id);
    const begun = await beginSecurityKey(person.browser, code);
    const { body } = await answerOf(new SoftwareSecurityKey(), begun, { activationCode: code });
    await expectStatus(setStatus(boss.browser, id, "deactivated", "withdrawn"), 200);
    await refusesUnchanged("invalid_code", () => sendSecurityKey(person.browser, body));
  });
});

describe("the policy", () => {
  it.each([
    ["none", 403],
    ["security_keys", 201],
    ["all", 201],
  ])("%s: by oneself %i, with a code always", async (employeesAddKeys, status) => {
    const begun = await beginSecurityKey(person.browser);
    const { body } = await answerOf(new SoftwareSecurityKey(), begun);
    await expectStatus(changePolicy(boss.browser, { employeesAddKeys }), 200);
    expect((await keysOf(person)).mayAdd).toBe(employeesAddKeys);
    if (status === 403) {
      await refusesUnchanged("forbidden", () => optionsFor(person.browser));
      // Also what was begun before it.
      await refusesUnchanged("forbidden", () => sendSecurityKey(person.browser, body));
    } else {
      await expectStatus(sendSecurityKey(person.browser, body), 201);
    }
    const { code } = await makeKey(boss.browser, person.id);
    await addSecurityKey(person.browser, { activationCode: code });
    await expectStatus(changePolicy(boss.browser, { employeesAddKeys: "security_keys" }), 200);
    await endKeysOf(person);
  });

  it("that lets people add fewer says beforehand whom it concerns, and nothing where it lets them add more", async () => {
    const effectsOf = async (employeesAddKeys: string) =>
      (await expectStatus(boss.browser.post("/policy/preview", { employeesAddKeys }), 200)).body.effects;
    expect(await effectsOf("none")).toEqual([
      { setting: "employeesAddKeys", people: 3, text: expect.stringContaining("can add no keys by themselves") },
    ]);
    expect(await effectsOf("all")).toEqual([]);
  });

  it("holds for auditors and administrators too", async () => {
    const auditor = await join(boss, alan);
    await expectStatus(changePolicy(boss.browser, { employeesAddKeys: "none" }), 200);
    for (const one of [auditor, boss]) expect((await optionsFor(one.browser)).status).toBe(403);
    await expectStatus(changePolicy(boss.browser, { employeesAddKeys: "security_keys" }), 200);
    for (const one of [auditor, boss]) await addSecurityKey(one.browser);
  });
});

it("an address that tries many codes has to wait, also with a right one", async () => {
  const { code } = await makeKey(boss.browser, person.id);
  const tries = Array.from({ length: 101 }, () =>
    optionsFor(person.browser, { activationCode: "7K2M9-QRT0A-BC4DE-XYZ12" }),
  );
  expect(tally(await Promise.all(tries))["429 too_many_attempts"]).toBeGreaterThanOrEqual(1);
  expect((await optionsFor(person.browser, { activationCode: code })).status).toBe(429);
  server.clock.move(200);
  await person.logIn(person.browser);
  await addSecurityKey(person.browser, { activationCode: code });
});
