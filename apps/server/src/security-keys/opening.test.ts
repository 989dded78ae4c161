// Opening a security key in a session, through the API: what must not open it, that one answer opens it once, and how
// long it stays open.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import type { EmployeeKeyId } from "../security/ids.ts";
import { makeOrganisationKey } from "../testing/accounts.ts";
import { setStatus } from "../testing/activated-keys.ts";
import { type Answer, type Browser, edith, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { byTurns, eventsOf, found, join, type Member } from "../testing/people.ts";
import { type AddedSecurityKey, addSecurityKey, beginSecurityKey, sendAtLocalhost } from "../testing/security-keys.ts";
import { type Faults, SoftwarePasskey } from "../testing/software-passkey.ts";
import { askForTouch, openingsOf, openWith, sendTouch } from "../testing/touches.ts";

const server = new TestServer();
let other: Hesper;
let boss: Member;
let person: Member;
let stranger: Member;
let key: AddedSecurityKey;
let strangers: AddedSecurityKey;

beforeAll(async () => {
  await server.start();
  other = await server.start();
  boss = await found(server);
  await makeOrganisationKey(boss.browser);
  person = await join(boss, edith);
  stranger = await join(boss, { ...grace, role: "employee" });
  key = await addSecurityKey(person.browser);
  strangers = await addSecurityKey(stranger.browser);
});
afterAll(() => server.stop());
beforeEach(() => server.clock.move(30));

const waiting = "/profile/opened-key/waiting";
const isOpen = async (browser: Browser) => (await browser.get(waiting)).status === 200;
const row = ({ keyId }: { keyId: string }) =>
  server.hesper.db
    .selectFrom("security_keys")
    .selectAll()
    .where("key_id", "=", keyId as EmployeeKeyId)
    .executeTakeFirstOrThrow();
const closed = { status: 403, code: "reauthentication_required" };
const why = ({ status, body: { code } }: Answer) => ({ status, code });
const notAccepted = [401, "invalid_code", "The security key was not accepted. Try again, or use another one."];
const told = ({ status, body: { code, detail } }: Answer) => [status, code, detail];

/** The same person in another browser. */
async function elsewhere(): Promise<Browser> {
  const mine = person.browser;
  const browser = await person.logIn();
  person.browser = mine;
  return browser;
}

it("asks for one of the person's own active keys, with the input of each one's PRF (E-44, E-47)", async () => {
  const { options, keys, recipientKind } = await askForTouch(person.browser);
  expect(options).toMatchObject({ rpId: "localhost", userVerification: "required" });
  expect(Buffer.from(options.challenge, "base64url")).toHaveLength(32);
  expect(options.allowCredentials.map(({ id }) => id)).toEqual([key.authenticator.id]);
  expect(options.extensions).toEqual({ prf: { evalByCredential: { [key.authenticator.id]: { first: key.salt } } } });
  expect(keys).toEqual([{ keyId: key.keyId, name: "Security key", credentialId: key.authenticator.id }]);
  expect(recipientKind).toBe("x25519");
  expect((await askForTouch(person.browser)).options.challenge).not.toBe(options.challenge);
});

it("has nothing to ask for where there is no key, no key of here, or no address for authenticators", async () => {
  const none = await sendAtLocalhost(boss.browser, "/profile/security-keys/use/options", { use: "accounts" });
  expect(told(none)).toEqual([409, "conflict", expect.stringContaining("You have no security key that is active")]);
  const path = "/profile/security-keys/use/options";
  const address = await person.browser.send("POST", path, { use: "accounts" }, { host: "127.0.0.1:80" });
  expect(told(address)).toEqual([409, "conflict", expect.stringContaining("work at the public address")]);
  const moved = server.hesper.db.updateTable("security_keys").where("key_id", "=", key.keyId as EmployeeKeyId);
  await moved.set({ rp_id: "hesper.example.net" }).execute();
  const away = await sendAtLocalhost(person.browser, path, { use: "accounts" });
  expect(told(away)).toEqual([409, "conflict", expect.stringContaining("was added at hesper.example.net")]);
  await moved.set({ rp_id: "localhost" }).execute();
});

it("opens it for ten minutes, says whose recipient it is, and is on record", async () => {
  const opened = await expectStatus(openWith(person.browser, key), 200);
  const nowMs = server.clock.nowMs();
  expect(opened.body).toEqual({
    keyId: key.keyId,
    name: "Security key",
    recipient: key.recipient,
    expiresAt: new Date(nowMs + 600_000).toISOString(),
    waiting: false,
  });
  expect(await isOpen(person.browser)).toBe(true);
  const [event, ...more] = await eventsOf(server, "key.opened");
  expect(more).toEqual([]);
  expect(event).toMatchObject({
    actor_id: person.id,
    subject_id: person.id,
    detail: { key: key.keyId, name: "Security key" },
  });
  const shown = (await expectStatus(boss.browser.get(`/keys/${key.keyId}`), 200)).body;
  expect(shown.lastContactAt).toBe(new Date(nowMs).toISOString());
  await expectStatus(person.browser.send("DELETE", "/profile/opened-key"), 204);
});

describe("an answer", () => {
  it.each<[string, Faults]>([
    ["of another origin (E-22)", { origin: "http://localhost:81" }],
    ["of a page in a frame (E-22)", { crossOrigin: true }],
    ["for another domain (E-22)", { rpId: "evil.example" }],
    ["to another challenge (E-22)", { challenge: Buffer.alloc(32).toString("base64url") }],
    ["of a registration (E-22)", { type: "webauthn.create" }],
    ["that has not verified the person (E-23, E-42)", { flags: 0x01 }],
    ["that nobody touched for (E-23)", { flags: 0x04 }],
    ["of one that can be backed up all at once (E-24)", { flags: 0x0d }],
    ["with a wrong signature (E-25)", { breakSignature: true }],
    ["with the count that was seen before (E-26)", { signCount: 1 }],
    ["with a count that went back (E-26)", { signCount: 0 }],
    ["of nobody's credential (E-20, E-29)", { credentialId: Buffer.alloc(32).toString("base64url") }],
  ])("%s opens nothing, changes nothing, and is told like the others", async (_, faults) => {
    const before = await row(key);
    const answer = await openWith(person.browser, key, faults);
    expect(told(answer)).toEqual(notAccepted);
    expect(await isOpen(person.browser)).toBe(false);
    // E-27
    expect(await row(key)).toEqual(before);
  });

  it("of another person's key opens neither theirs nor one's own (E-20, E-21, E-29)", async () => {
    const { options } = await askForTouch(person.browser);
    for (const faults of [{}, { credentialId: key.authenticator.id }]) {
      const answer = await sendTouch(person.browser, strangers.authenticator.get(options, faults));
      expect(told(answer)).toEqual(notAccepted);
    }
    expect(await openingsOf(server)).toEqual({});
  });

  it("to a challenge of another session, another purpose or another time opens nothing (V6.7.2)", async () => {
    const second = await elsewhere();
    const foreign = await askForTouch(second);
    person.browser.cookies.set("hesper_passkey", String(second.cookies.get("hesper_passkey")));
    const ofSession = await sendTouch(person.browser, key.authenticator.get(foreign.options));
    expect(told(ofSession)).toEqual(notAccepted);

    const mine = person.browser;
    person.browser = await elsewhere();
    const { options } = await beginSecurityKey(person.browser);
    person.browser.cookies.set("hesper_passkey", String(person.browser.cookies.get("hesper_security_key")));
    const request = { rpId: "localhost", challenge: options.challenge };
    expect(told(await sendTouch(person.browser, key.authenticator.get(request)))).toEqual(notAccepted);
    person.browser = mine;

    const late = await askForTouch(person.browser);
    server.clock.move(301);
    expect(told(await sendTouch(person.browser, key.authenticator.get(late.options)))).toEqual(notAccepted);
    const { options: without } = await askForTouch(person.browser);
    person.browser.cookies.delete("hesper_passkey");
    expect(told(await sendTouch(person.browser, key.authenticator.get(without)))).toEqual(notAccepted);
    expect(await openingsOf(server)).toEqual({});
  });

  it("that brings what the PRF gave is refused, and neither kept nor logged (E-45, G-098)", async () => {
    const results = { first: "planted-prf-secret" };
    const answer = await openWith(person.browser, key, { extensions: { prf: { results } } });
    expect([answer.status, answer.body.errors]).toEqual([
      400,
      [expect.objectContaining({ field: "/response/clientExtensionResults/prf" })],
    ]);
    expect(answer.text + server.logs.join("")).not.toContain("planted-prf-secret");
    expect(server.logs.join("")).toContain("sent the output of the PRF");
    expect(await isOpen(person.browser)).toBe(false);
    // A browser says as well that it can: that is no result.
    await expectStatus(openWith(person.browser, key, { extensions: { prf: { enabled: true } } }), 200);
    await expectStatus(person.browser.send("DELETE", "/profile/opened-key"), 204);
  });

  it("that was refused is on record, the first ones one by one (V16.3.1)", async () => {
    const events = await eventsOf(server, "key.touch_refused");
    expect(events.length).toBeGreaterThan(10);
    for (const { actor_id, subject_id, outcome } of events) {
      expect([actor_id, subject_id, outcome]).toEqual([person.id, person.id, "refused"]);
    }
  });
});

describe("one touch opens once (V6.7.2)", () => {
  // An authenticator that does not count gives the same count each time: there the challenge alone stops a replay.
  it.each([
    ["that counts", null],
    ["that does not count", 0],
  ])("of 16 at once over two servers, by a key %s", async (_, signCount) => {
    const one = signCount === null ? key : await countless();
    const { options } = await askForTouch(person.browser);
    const response = one.authenticator.get(options, signCount === null ? {} : { signCount });
    const before = (await eventsOf(server, "key.opened")).length;
    const answers = await byTurns(server, other, 16, (at) => sendTouch(person.browser.at(at), response));
    expect(tally(answers)).toEqual({ "200": 1, "401 invalid_code": 15 });
    expect(await eventsOf(server, "key.opened")).toHaveLength(before + 1);
    await expectStatus(person.browser.send("DELETE", "/profile/opened-key"), 204);
    expect(told(await sendTouch(person.browser, response))).toEqual(notAccepted);
    expect(await isOpen(person.browser)).toBe(false);
  });

  async function countless(): Promise<AddedSecurityKey> {
    person.browser = await elsewhere();
    const added = await addSecurityKey(person.browser, { name: "Counts nothing" });
    expect((await row(added)).sign_count).toBe(0);
    return added;
  }

  it("and of two answers with one count, which a copy of the key may give, one is refused (E-26)", async () => {
    const browsers = [person.browser, await elsewhere()];
    const asked = await Promise.all(browsers.map((browser) => askForTouch(browser)));
    const signCount = key.authenticator.signCount + 5;
    const responses = asked.map(({ options }) => key.authenticator.get(options, { signCount }));
    key.authenticator.signCount = signCount;
    const answers = await Promise.all(
      browsers.map((browser, at) => sendTouch(browser.at(at === 0 ? server.hesper : other), responses[at])),
    );
    expect(tally(answers)).toEqual({ "200": 1, "401 invalid_code": 1 });
    for (const browser of browsers) await browser.send("DELETE", "/profile/opened-key");
  });
});

describe("a key that is open", () => {
  it("is open for ten minutes, in that session, until another one is opened there", async () => {
    const second = await elsewhere();
    await expectStatus(openWith(person.browser, key), 200);
    expect([await isOpen(person.browser), await isOpen(second), await isOpen(stranger.browser)]).toEqual([
      true,
      false,
      false,
    ]);
    server.clock.move(599);
    expect(await isOpen(person.browser.at(other))).toBe(true);
    server.clock.move(1);
    const paths = ["/private-accounts", "/waiting", `/accounts/${key.keyId}`].map((end) => `/profile/opened-key${end}`);
    for (const path of paths) {
      const answer = await person.browser.get(path);
      expect(told(answer)).toEqual([403, closed.code, expect.stringContaining("No security key is open")]);
    }
    // The next opening clears away what is over.
    await expectStatus(openWith(person.browser, key), 200);
    expect(Object.values(await openingsOf(server))).toEqual([key.keyId]);
  });

  it("is closed once and again, and with the session", async () => {
    await expectStatus(person.browser.send("DELETE", "/profile/opened-key"), 204);
    await expectStatus(person.browser.send("DELETE", "/profile/opened-key"), 204);
    expect(why(await person.browser.get(waiting))).toEqual(closed);
    const second = await elsewhere();
    await expectStatus(openWith(second, key), 200);
    await expectStatus(second.post("/logout"), 204);
    expect((await second.get(waiting)).status).toBe(401);
    expect(await openingsOf(server)).toEqual({});
  });

  it("is not open in the session that follows a new proof", async () => {
    const second = await elsewhere();
    await expectStatus(openWith(second, key), 200);
    await expectStatus(second.post("/session/reauthenticate", { password: person.password }), 204);
    expect(why(await second.get(waiting))).toEqual(closed);
    expect(await openingsOf(server)).toEqual({});
  });

  it("closes at once everywhere when it is suspended, and stays closed when it works again", async () => {
    await expectStatus(openWith(person.browser, key), 200);
    const { options } = await askForTouch(person.browser);
    await boss.logIn();
    await expectStatus(setStatus(boss.browser, key.keyId, "suspended", "lost"), 200);
    expect(why(await person.browser.at(other).get(waiting))).toEqual(closed);
    const before = await row(key);
    // What state it is in learns only who has it.
    const wrong = await sendTouch(person.browser, key.authenticator.get(options, { breakSignature: true }));
    expect(told(wrong)).toEqual(notAccepted);
    const right = await sendTouch(person.browser, key.authenticator.get(options));
    expect(told(right)).toEqual([409, "conflict", "This key is suspended. Ask an administrator."]);
    expect(await row(key)).toEqual(before);
    await expectStatus(setStatus(boss.browser, key.keyId, "active"), 200);
    expect(why(await person.browser.get(waiting))).toEqual(closed);
    // The touch of before is spent all the same.
    expect(told(await sendTouch(person.browser, key.authenticator.get(options)))).toEqual(notAccepted);
    await expectStatus(openWith(person.browser, key), 200);
  });

  it("closes when its person reports it lost, and for good when it ends", async () => {
    person.browser = await elsewhere();
    const spare = await addSecurityKey(person.browser, { name: "Spare" });
    await expectStatus(openWith(person.browser, spare), 200);
    const { options } = await askForTouch(person.browser);
    const { revision } = (await expectStatus(boss.browser.get(`/keys/${spare.keyId}`), 200)).body;
    await expectStatus(person.browser.post(`/profile/keys/${spare.keyId}/lost`, { revision }), 200);
    expect(why(await person.browser.get(waiting))).toEqual(closed);
    await boss.logIn();
    await expectStatus(setStatus(boss.browser, spare.keyId, "deactivated", "lost"), 200);
    const answer = await sendTouch(person.browser, spare.authenticator.get(options));
    expect(told(answer)).toEqual([409, "conflict", "This key is deactivated: it opens nothing any more."]);
    expect((await askForTouch(person.browser)).keys.map(({ keyId }) => keyId)).not.toContain(spare.keyId);
  });

  // Opened between the look at its status and the end of the suspension, it would have stayed open.
  it("is closed after it was suspended, whatever was first of both at once", async () => {
    await boss.logIn();
    for (let round = 0; round < 4; round += 1) {
      const { options } = await askForTouch(person.browser);
      const response = key.authenticator.get(options);
      const [opened, suspended] = await Promise.all([
        sendTouch(person.browser.at(round % 2 === 0 ? other : server.hesper), response),
        setStatus(boss.browser, key.keyId, "suspended", "lost"),
      ]);
      expect(suspended.status).toBe(200);
      expect([200, 409]).toContain(opened.status);
      expect(await openingsOf(server)).toEqual({});
      await expectStatus(setStatus(boss.browser, key.keyId, "active"), 200);
    }
  });

  it("is not open in a session that was ended at the same moment", async () => {
    for (let round = 0; round < 4; round += 1) {
      const browser = await elsewhere();
      const { options } = await askForTouch(browser);
      const response = key.authenticator.get(options);
      const copy = browser.at(other);
      const [opened, ended] = await Promise.all([sendTouch(browser, response), copy.post("/logout")]);
      expect(ended.status).toBe(204);
      expect([200, 401]).toContain(opened.status);
      expect(await openingsOf(server)).toEqual({});
    }
  });

  it("opens nothing for somebody who was deactivated", async () => {
    await expectStatus(openWith(stranger.browser, strangers), 200);
    await boss.logIn();
    await expectStatus(stranger.change(boss.browser, { status: "deactivated" }), 200);
    expect((await stranger.browser.get(waiting)).status).toBe(401);
    expect(await openingsOf(server)).toEqual({});
  });
});

it("is another thing than a passkey: neither opens what the other does", async () => {
  person.browser = await elsewhere();
  const passkey = new SoftwarePasskey();
  const { body } = await expectStatus(sendAtLocalhost(person.browser, "/profile/passkeys/options"), 200);
  await expectStatus(sendAtLocalhost(person.browser, "/profile/passkeys", { response: passkey.create(body) }), 201);
  const { options } = await askForTouch(person.browser);
  expect(options.allowCredentials.map(({ id }) => id)).not.toContain(passkey.id);
  expect(told(await sendTouch(person.browser, passkey.get(options)))).toEqual(notAccepted);
  const browser = server.browser();
  const begun = await expectStatus(sendAtLocalhost(browser, "/login/passkey/options", { secondFactor: false }), 200);
  const response = key.authenticator.get(begun.body);
  const answer = await sendAtLocalhost(browser, "/login/passkey", { secondFactor: false, response });
  expect([answer.status, answer.body.code]).toEqual([401, "invalid_code"]);
});
