// Passkeys through the API: adding, logging in with and without a password, proving, and every answer that must not hold.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Answer, ada, type Browser, expectStatus, TestServer, tally } from "../testing/harness.ts";
import { type Faults, SoftwarePasskey } from "../testing/software-passkey.ts";
import { relyingPartyOf } from "./relying-party.ts";

const server = new TestServer();
const host = { host: "localhost:80" };
let logged: Browser;
let passkey: SoftwarePasskey;

function send(browser: Browser, path: string, body: unknown = {}): Promise<Answer> {
  return browser.send("POST", path, body, host);
}

async function add(browser: Browser, authenticator = new SoftwarePasskey(), faults: Faults = {}): Promise<Answer> {
  const { body } = await expectStatus(send(browser, "/profile/passkeys/options"), 200);
  return send(browser, "/profile/passkeys", { response: authenticator.create(body, faults) });
}

async function logInAlone(browser: Browser, authenticator: SoftwarePasskey, faults: Faults = {}): Promise<Answer> {
  const { body } = await expectStatus(send(browser, "/login/passkey/options", { secondFactor: false }), 200);
  return send(browser, "/login/passkey", { secondFactor: false, response: authenticator.get(body, faults) });
}

async function secondStep(browser: Browser, authenticator: SoftwarePasskey, faults: Faults = {}): Promise<Answer> {
  const { body } = await expectStatus(send(browser, "/login/passkey/options", { secondFactor: true }), 200);
  return send(browser, "/login/passkey", { secondFactor: true, response: authenticator.get(body, faults) });
}

beforeAll(async () => {
  await server.start();
  logged = await server.setUp();
});
afterAll(() => server.stop());
beforeEach(() => server.clock.move(60));

describe("adding the first passkey", () => {
  it("offers EdDSA, ES256 and RS256, and names the person by a random handle (E-02, E-03)", async () => {
    const { body } = await expectStatus(send(logged, "/profile/passkeys/options"), 200);
    const { user, challenge, pubKeyCredParams, rp } = body as {
      user: { id: string };
      challenge: string;
      pubKeyCredParams: { alg: number }[];
      rp: { id: string; name: string };
    };
    expect(rp).toEqual({ id: "localhost", name: "Hesper" });
    expect(Buffer.from(challenge, "base64url")).toHaveLength(32);
    expect(Buffer.from(user.id, "base64url")).toHaveLength(32);
    expect(pubKeyCredParams.map(({ alg }) => alg)).toEqual([-8, -7, -257]);
    const again = await expectStatus(send(logged, "/profile/passkeys/options"), 200);
    expect((again.body as { user: unknown }).user).toEqual(user);
  });

  it.each<[string, Faults]>([
    ["another origin (E-07)", { origin: "http://localhost:81" }],
    ["another site", { origin: "https://evil.example" }],
    ["a page in a frame (E-07)", { crossOrigin: true }],
    ["the answer of a log-in (E-06)", { type: "webauthn.get" }],
    ["a challenge of somebody else's", { challenge: Buffer.alloc(32).toString("base64url") }],
    ["another domain (E-09)", { rpId: "evil.example" }],
    ["nobody touching it (E-10)", { flags: 0x44 }],
    ["backed up though it cannot be (E-11)", { flags: 0x55 }],
  ])("refuses %s, and changes nothing", async (_, faults) => {
    const answer = await add(logged, new SoftwarePasskey(), faults);
    expect([answer.status, answer.body.code]).toEqual([401, "invalid_code"]);
    expect((await logged.get("/profile/two-factor")).body.enabled).toBe(false);
  });

  it("enables two-factor authentication and gives recovery codes", async () => {
    passkey = new SoftwarePasskey();
    const answer = await add(logged, passkey);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ passkey: { name: "Passkey 1", synced: false, lastUsedAt: null } });
    expect(answer.body.recoveryCodes).toHaveLength(10);
    expect((await logged.get("/session")).body).toMatchObject({ assurance: "two_factor" });
    expect((await logged.get("/profile/two-factor")).body).toMatchObject({ enabled: true, authenticators: [] });
  });

  it("refuses the same answer twice, one after 5 minutes, and a credential that is known (E-01, E-15)", async () => {
    const other = new SoftwarePasskey();
    const { body } = await expectStatus(send(logged, "/profile/passkeys/options"), 200);
    const copy = logged.at(server.hesper);
    const response = other.create(body);
    expect((await send(logged, "/profile/passkeys", { response })).status).toBe(201);
    expect((await send(copy, "/profile/passkeys", { response })).body.code).toBe("invalid_code");
    expect((await add(logged, other)).body.code).toBe("conflict");
    const late = await expectStatus(send(logged, "/profile/passkeys/options"), 200);
    server.clock.move(301);
    const lateAnswer = await send(logged, "/profile/passkeys", { response: new SoftwarePasskey().create(late.body) });
    expect(lateAnswer.body.code).toBe("invalid_code");
  });
});

describe("a passkey after the password", () => {
  it("lets in, and is named among the methods", async () => {
    const browser = server.browser();
    const { body } = await browser.post("/login", { email: ada.email, password: ada.password });
    expect(body.methods).toEqual(["passkey", "recovery_code"]);
    expect((await secondStep(browser, passkey, { userHandle: null })).status).toBe(200);
    expect((await browser.get("/session")).body).toMatchObject({ assurance: "two_factor" });
  });

  it("is refused without the password before it", async () => {
    const answer = await send(server.browser(), "/login/passkey/options", { secondFactor: true });
    expect([answer.status, answer.body.code]).toEqual([401, "login_expired"]);
  });

  it("does not hold for a log-in with the passkey alone, nor the other way round", async () => {
    const browser = await server.givePassword();
    const { body } = await expectStatus(send(browser, "/login/passkey/options", { secondFactor: true }), 200);
    const answer = await send(browser, "/login/passkey", { secondFactor: false, response: passkey.get(body) });
    expect(answer.body.code).toBe("invalid_code");
  });
});

describe("a passkey alone", () => {
  it("lets in when it has verified the person, and its use is shown", async () => {
    const browser = server.browser();
    expect((await logInAlone(browser, passkey)).body).toMatchObject({
      status: "authenticated",
      user: { email: ada.email },
    });
    expect((await browser.get("/session")).body).toMatchObject({ assurance: "two_factor" });
    const { items } = (await browser.get("/profile/passkeys")).body as { items: { lastUsedAt: string | null }[] };
    expect(items[0]?.lastUsedAt).toBe(new Date(server.clock.nowMs()).toISOString());
  });

  it.each<[string, Faults]>([
    ["has not verified the person (E-23)", { flags: 0x01 }],
    ["was not touched (E-23)", { flags: 0x04 }],
    ["comes from another origin", { origin: "http://localhost:81" }],
    ["comes from a frame", { crossOrigin: true }],
    ["is for another domain", { rpId: "evil.example" }],
    ["is the answer of a registration", { type: "webauthn.create" }],
    ["has a wrong signature (E-25)", { breakSignature: true }],
    ["has a count that went back (E-26)", { signCount: 0 }],
    ["has become one that can be backed up (E-24)", { flags: 0x0d }],
    ["names nobody (E-21)", { userHandle: null }],
    ["names another person (E-21)", { userHandle: Buffer.alloc(32).toString("base64url") }],
    ["is unknown (E-29)", { credentialId: Buffer.alloc(32).toString("base64url") }],
  ])("is refused when it %s, with one answer for all", async (_, faults) => {
    server.clock.move(901);
    const browser = server.browser();
    const answer = await logInAlone(browser, passkey, faults);
    expect([answer.status, answer.body.code]).toEqual([401, "invalid_code"]);
    expect(answer.body.detail).toBe("The passkey was not accepted. Try again, or log in another way.");
    expect(browser.cookies.has("hesper_session")).toBe(false);
    server.clock.move(901);
    expect((await logInAlone(server.browser(), passkey)).status).toBe(200);
  });

  it("lets in once with one answer, of 4 at once over two servers, and never again", async () => {
    const other = await server.start();
    const browser = server.browser();
    const { body } = await expectStatus(send(browser, "/login/passkey/options", { secondFactor: false }), 200);
    const request = { secondFactor: false, response: passkey.get(body) };
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, at) =>
        send(browser.at(at % 2 === 0 ? server.hesper : other), "/login/passkey", request),
      ),
    );
    expect(tally(answers)).toEqual({ "200": 1, "401 invalid_code": 3 });
    server.clock.move(60);
    expect((await send(browser, "/login/passkey", request)).body.code).toBe("invalid_code");
  });
});

describe("proving with a passkey", () => {
  it("opens what asks for a fresh proof; an answer of another session does not", async () => {
    server.clock.move(901);
    const browser = server.browser();
    await expectStatus(logInAlone(browser, passkey), 200);
    server.clock.move(601);
    expect((await browser.post("/profile/two-factor/recovery-codes")).body.code).toBe("reauthentication_required");
    const other = server.browser();
    await expectStatus(logInAlone(other, passkey), 200);
    const foreign = await expectStatus(send(other, "/session/passkey/options"), 200);
    const wrong = await send(browser, "/session/passkey", { response: passkey.get(foreign.body) });
    expect(wrong.body.code).toBe("invalid_code");
    const { body } = await expectStatus(send(browser, "/session/passkey/options"), 200);
    expect((await send(browser, "/session/passkey", { response: passkey.get(body) })).status).toBe(204);
    expect((await browser.post("/profile/two-factor/recovery-codes")).status).toBe(201);
    logged = browser;
  });
});

describe("renaming and removing", () => {
  it("works for one's own; the last factor stays; disabling removes them all (V6.5.6)", async () => {
    const { items } = (await logged.get("/profile/passkeys")).body as { items: { id: string }[] };
    const [first, second] = items;
    const renamed = await logged.send("PATCH", `/profile/passkeys/${second?.id}`, { name: "Spare key" });
    expect(renamed.body.name).toBe("Spare key");
    expect((await logged.send("DELETE", `/profile/passkeys/${second?.id}`)).status).toBe(204);
    expect((await logged.send("DELETE", `/profile/passkeys/${second?.id}`)).status).toBe(404);
    expect((await logged.send("DELETE", `/profile/passkeys/${first?.id}`)).body.code).toBe("last_second_factor");
    await expectStatus(logged.send("DELETE", "/profile/two-factor"), 204);
    server.clock.move(901);
    expect((await logInAlone(server.browser(), passkey)).body.code).toBe("invalid_code");
  });
});

it("knows itself by the public address, or by localhost, and by nothing else", () => {
  expect(relyingPartyOf("https://hesper.example.org", "x")).toEqual({
    id: "hesper.example.org",
    origin: "https://hesper.example.org",
  });
  expect(relyingPartyOf(null, "localhost:8080")).toEqual({ id: "localhost", origin: "http://localhost:8080" });
  for (const odd of ["127.0.0.1:8080", "evil.example", "localhost.evil.example", "[::1]:8080", undefined]) {
    expect(relyingPartyOf(null, odd)).toBeNull();
  }
  expect(relyingPartyOf("https://192.0.2.1", "x")).toBeNull();
});

it("is refused at an address that browsers know no passkeys for", async () => {
  const answer = await server
    .browser()
    .send("POST", "/login/passkey/options", { secondFactor: false }, { host: "127.0.0.1:80" });
  expect([answer.status, answer.body.code]).toEqual([409, "conflict"]);
});
