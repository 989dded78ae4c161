// Activating a key through the API: a code is good once, whoever asks at once, and every other code is answered alike.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { makeHolder, makeOrganisationKey } from "../testing/accounts.ts";
import { activate, giveKey, type KeyClient, makeKey, setStatus } from "../testing/activated-keys.ts";
import { contentsOf } from "../testing/contents.ts";
import { type Answer, Browser, edith, expectStatus, TestServer, tally } from "../testing/harness.ts";
import { eventsOf, found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let other: Hesper;
let boss: Member;
let person: Member;
let organisation = "";

beforeAll(async () => {
  await server.start();
  other = await server.start();
  boss = await found(server);
  person = await join(boss, edith);
  organisation = (await makeOrganisationKey(boss.browser)).recipient;
});
afterAll(() => server.stop());

const stranger = (at = server.hesper) => new Browser(() => at);

async function send(activationCode: string, more: Record<string, unknown> = {}, at = server.hesper): Promise<Answer> {
  const { recipient } = await makeHolder();
  return stranger(at).post("/keys/activate", { activationCode, recipient, device: "Test 1.0", ...more });
}

const look = (activationCode: string) => stranger().post("/keys/activate/look", { activationCode });
const codeOf = async () => (await makeKey(boss.browser, person.id)).code;

describe("a code", () => {
  it("activates the key that it was made for, with a token that is stored as its hash", async () => {
    const path = `/employees/${person.id}/keys`;
    const made = await expectStatus(boss.browser.post(path, { name: " Laptop " }), 201);
    const code = String(made.body.activationCode);
    expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(made.body).toMatchObject({
      ...{ activationLink: `http://localhost:8080/activate-key#${code}`, mailed: false },
      key: {
        name: "Laptop",
        status: "reserved",
        employee: { id: person.id },
        policy: { isDefault: true },
        revision: 1,
      },
    });
    const seen = await expectStatus(look(code), 200);
    expect(seen.body).toEqual({
      ...{ name: "Laptop", installation: "Hesper", recipientKind: "x25519", expiresAt: made.body.expiresAt },
      employee: { id: person.id, name: person.name, email: person.email },
      policy: { pinMinimumLength: 6, wrongPins: 10, lockAfterMinutes: 15, offlineDays: 14 },
    });
    const key = await activate(server, code);
    const state = await expectStatus(key.get("/key"), 200);
    expect(state.body).toMatchObject({
      ...{ keyId: made.body.id, name: "Laptop", status: "active", reason: null, lock: 0, waiting: false },
      employee: { id: person.id, email: person.email },
    });
    const { body } = await expectStatus(boss.browser.get(`/keys/${made.body.id}`), 200);
    expect(body).toMatchObject({ status: "active", device: "Test 1.0", activation: null, revision: 2 });
    expect(body.fingerprint).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    const [event] = await eventsOf(server, "key.activated");
    expect(event).toMatchObject({ actor_id: null, subject_id: person.id, detail: { fingerprint: body.fingerprint } });
    const rows = [...(await contentsOf(server.hesper.db)).values()].flat().join("\n") + server.logs.join("");
    for (const secret of [code, code.replaceAll("-", ""), key.token]) expect(rows).not.toContain(secret);
  });

  it("is spent once by 16 at once over two servers", async () => {
    const code = await codeOf();
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, at) => send(code, {}, at % 2 === 0 ? server.hesper : other)),
    );
    expect(tally(answers)).toEqual({ "201": 1, "401 invalid_code": 15 });
  });

  it("is forgiven how it is typed", async () => {
    const code = await codeOf();
    const typed = code.toLowerCase().replaceAll("-", "").replaceAll("0", "o").replaceAll("1", "l");
    expect((await look(` ${typed.slice(0, 7)} ${typed.slice(7)} `)).status).toBe(200);
    expect((await send(typed)).status).toBe(201);
  });

  it("that is wrong, used, expired, replaced or withdrawn is answered alike, and changes nothing", async () => {
    const used = await codeOf();
    await activate(server, used);
    const expired = await codeOf();
    const renewed = await makeKey(boss.browser, person.id);
    const withdrawn = await makeKey(boss.browser, person.id);
    server.clock.move(7 * 86_400);
    await boss.logIn();
    const again = await expectStatus(boss.browser.post(`/keys/${renewed.id}/activation`), 201);
    await expectStatus(setStatus(boss.browser, withdrawn.id, "deactivated", "withdrawn"), 200);
    const before = JSON.stringify(await contentsOf(server.hesper.db, ["keys", "key_accounts"]));
    const codes = ["7K2M9-QRT0A-BC4DE-XYZ12", "x", used, expired, renewed.code, withdrawn.code];
    for (const code of codes) {
      const answers = [await send(code), await look(code)];
      for (const { status, body } of answers) {
        expect([status, body.code, body.detail]).toEqual([
          401,
          "invalid_code",
          expect.stringMatching(/^This activation/),
        ]);
      }
    }
    expect(JSON.stringify(await contentsOf(server.hesper.db, ["keys", "key_accounts"]))).toBe(before);
    const refused = (await eventsOf(server, "link.refused")).filter(({ detail }) => detail.link === "key_activation");
    expect(refused.length).toBeGreaterThanOrEqual(2 * codes.length);
    expect((await send(String(again.body.activationCode))).status).toBe(201);
    const late = await boss.browser.post(`/keys/${renewed.id}/activation`);
    expect([late.status, late.body.detail]).toEqual([409, expect.stringContaining("not waiting to be activated")]);
  });
});

describe("a recipient", () => {
  let key: KeyClient;
  beforeAll(async () => {
    key = await giveKey(server, boss.browser, person.id);
  });

  it("is one that no other key has or had, and no organisation key; the code stays good", async () => {
    const code = await codeOf();
    for (const recipient of [key.recipient, organisation]) {
      const answer = await send(code, { recipient });
      expect([answer.status, answer.body.detail]).toEqual([409, expect.stringContaining("Another key has or had")]);
    }
    await expectStatus(setStatus(boss.browser, key.keyId, "deactivated", "lost"), 200);
    await expectStatus(key.post("/key/wiped"), 204);
    expect((await send(code, { recipient: key.recipient })).status).toBe(409);
    const { identity: _, ...hybrid } = await makeHolder("hybrid");
    const damaged = key.recipient.replace(/.$/, (last) => (last === "q" ? "p" : "q"));
    for (const recipient of [hybrid.recipient, damaged, "age1yubikey1qqqq"]) {
      const answer = await send(code, { recipient });
      expect([answer.status, answer.body.errors]).toMatchObject([400, [{ field: "/recipient" }]]);
    }
    expect((await send(code)).status).toBe(201);
  });

  it("that two keys give at once is that of one of them", async () => {
    const codes = [await codeOf(), await codeOf()];
    const { recipient } = await makeHolder();
    const answers = await Promise.all(
      codes.map((code, at) => send(code, { recipient }, at === 0 ? server.hesper : other)),
    );
    expect(tally(answers)).toEqual({ "201": 1, "409 conflict": 1 });
  });
});

it("an address that tries many codes has to wait, also with a right one", async () => {
  const code = await codeOf();
  const answers = await Promise.all(Array.from({ length: 101 }, () => look("7K2M9-QRT0A-BC4DE-XYZ12")));
  expect(tally(answers)["429 too_many_attempts"]).toBeGreaterThanOrEqual(1);
  const refused = await look(code);
  expect([refused.status, Number(refused.headers["retry-after"])]).toEqual([429, 1]);
  expect((await send(code)).status).toBe(429);
  server.clock.move(200);
  // What was right costs the address nothing.
  for (let round = 0; round < 3; round += 1) expect((await look(code)).status).toBe(200);
  const buckets = await server.hesper.db.selectFrom("address_buckets").select("tokens").execute();
  expect(Math.max(...buckets.map(({ tokens }) => tokens))).toBe(100_000_000);
});
