// Software keys that people make for themselves: where the policy lets them, with a code that is shown once and mailed to
// nobody, and never more than everybody may have.
import { mostKeysOfEmployee } from "@hesper/contract";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { makeOrganisationKey } from "../testing/accounts.ts";
import { activate, makeKey, setStatus } from "../testing/activated-keys.ts";
import { contentsOf } from "../testing/contents.ts";
import { type Answer, alan, type Browser, edith, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { byTurns, changePolicy, eventsOf, found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let elsewhere: Hesper;
let boss: Member;
let auditor: Member;
let person: Member;
let other: Member;

beforeAll(async () => {
  await server.start();
  elsewhere = await server.start();
  boss = await found(server);
  auditor = await join(boss, alan);
  person = await join(boss, edith);
  other = await join(boss, { ...grace, role: "employee" });
  await makeOrganisationKey(boss.browser);
});
afterAll(() => server.stop());
beforeEach(async () => {
  for (const one of [boss, auditor, person, other]) await one.logIn(one.browser);
  await letAdd("all");
});

const letAdd = (employeesAddKeys: string) => expectStatus(changePolicy(boss.browser, { employeesAddKeys }), 200);
const make = (browser: Browser, name = "Laptop") => browser.post("/profile/keys", { name });
const renew = (browser: Browser, id: unknown) => browser.post(`/profile/keys/${id}/activation`);
const look = (activationCode: unknown) => server.browser().post("/keys/activate/look", { activationCode });
const kept = async () => JSON.stringify([...(await contentsOf(server.hesper.db, ["keys", "outbox"]))]);

/** Sees that it is refused so, and that no key has changed. */
async function refusesUnchanged(code: string, send: () => Promise<Answer>): Promise<string> {
  const before = await kept();
  const answer = await send();
  expect(answer.body.code).toBe(code);
  expect(await kept()).toBe(before);
  return String(answer.body.detail);
}

it("everybody makes one where the policy says all: a link and a code, once, on record as their own", async () => {
  for (const one of [person, auditor, boss]) {
    const { body } = await expectStatus(make(one.browser, " Laptop "), 201);
    const code = String(body.activationCode);
    expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(body).toMatchObject({
      activationLink: `http://localhost:8080/activate-key#${code}`,
      key: { kind: "software", name: "Laptop", status: "reserved", revision: 1, activation: {} },
    });
    expect(body.key).not.toHaveProperty("employee");
    const [event] = (await eventsOf(server, "key.created")).slice(-1);
    expect(event).toMatchObject({ actor_id: one.id, subject_id: one.id, detail: { key: body.id, mailed: false } });
    await activate(server, code);
    expect((await expectStatus(boss.browser.get(`/keys/${body.id}`), 200)).body).toMatchObject({
      ...{ status: "active", employee: { id: one.id }, policy: { isDefault: true } },
    });
    const rows = [...(await contentsOf(server.hesper.db)).values()].flat().join("\n") + server.logs.join("");
    for (const secret of [code, code.replaceAll("-", "")]) expect(rows).not.toContain(secret);
  }
});

it.each([
  ["none", "Keys are added by administrators here"],
  ["security_keys", "Only security keys are added by oneself here"],
])("nobody does where it says %s, nor renews a code", async (policy, words) => {
  const { body: own } = await expectStatus(make(person.browser), 201);
  const { id: made } = await makeKey(boss.browser, person.id);
  await letAdd(policy);
  expect(await refusesUnchanged("forbidden", () => make(person.browser))).toContain(words);
  for (const id of [own.id, made]) {
    expect(await refusesUnchanged("forbidden", () => renew(person.browser, id))).toContain(words);
  }
  // What was made before is good still.
  expect((await look(own.activationCode)).status).toBe(200);
  for (const id of [String(own.id), made]) {
    await expectStatus(setStatus(boss.browser, id, "deactivated", "withdrawn"), 200);
  }
});

it("a renewed code replaces the one before, of a key of one's own that waits for it only", async () => {
  const { body: made } = await expectStatus(make(person.browser), 201);
  const id = String(made.id);
  for (const stranger of [other, auditor, boss]) {
    await refusesUnchanged("not_found", () => renew(stranger.browser, id));
  }
  await refusesUnchanged("not_found", () => renew(person.browser, "01890000-0000-7000-8000-000000000000"));
  const { body: renewed } = await expectStatus(renew(person.browser, id), 201);
  expect([(await look(made.activationCode)).status, (await look(renewed.activationCode)).status]).toEqual([401, 200]);
  const [event] = (await eventsOf(server, "key.activation_renewed")).slice(-1);
  expect(event).toMatchObject({ actor_id: person.id, subject_id: person.id, detail: { key: id, mailed: false } });
  const answers = await byTurns(server, elsewhere, 8, (at) => renew(person.browser.at(at), id));
  expect(tally(answers)).toEqual({ "201": 8 });
  const codes = await Promise.all(answers.map(({ body }) => look(body.activationCode)));
  expect(tally(codes)).toEqual({ "200": 1, "401 invalid_code": 7 });
  const last = answers[codes.findIndex(({ status }) => status === 200)]?.body.activationCode;
  await activate(server, String(last));
  const words = await refusesUnchanged("conflict", () => renew(person.browser, id));
  expect(words).toContain("“Laptop” is not waiting to be activated");
  await expectStatus(setStatus(boss.browser, id, "deactivated", "withdrawn"), 200);
});

it("no more than 20: of 8 at once over two servers the last place goes to one", async () => {
  for (let made = 1; made < mostKeysOfEmployee; made += 1) await expectStatus(make(other.browser, `Key ${made}`), 201);
  const answers = await byTurns(server, elsewhere, 8, (at) => make(other.browser.at(at)));
  expect(tally(answers)).toEqual({ "201": 1, "409 conflict": 7 });
  expect(await refusesUnchanged("conflict", () => make(other.browser))).toContain("You have 20 keys already");
});

it("whoever was deactivated or logged out meanwhile makes none", async () => {
  const copy = auditor.browser.at(server.hesper);
  await expectStatus(auditor.browser.post("/logout"), 204);
  await refusesUnchanged("not_authenticated", () => make(copy));
  await auditor.logIn();
  await expectStatus(auditor.change(boss.browser, { status: "deactivated" }), 200);
  await refusesUnchanged("not_authenticated", () => make(auditor.browser));
});
