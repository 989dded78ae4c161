// Planted secrets: what is secret appears in no log line, in no error, in no answer that should not hold it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { contentsOf } from "./contents.ts";
import { withBrokenWrite } from "./database-faults.ts";
import { type Answer, ada, Browser, expectStatus, TestServer } from "./harness.ts";

const server = new TestServer();
/** All that is in the database at the end. */
let rows = "";
const planted = new Map<string, string>();
const answers: { readonly to: string; readonly text: string; readonly headers: string }[] = [];

/** A browser that remembers every answer. */
class Listener extends Browser {
  override async send(...request: Parameters<Browser["send"]>): Promise<Answer> {
    const answer = await super.send(...request);
    const { "set-cookie": _, ...headers } = answer.headers;
    answers.push({ to: `${request[0]} ${request[1]}`, text: answer.text, headers: JSON.stringify(headers) });
    for (const [name, value] of this.cookies) planted.set(`cookie ${name} ${value.slice(0, 4)}`, value);
    return answer;
  }
}

beforeAll(async () => {
  await server.start();
});
afterAll(() => server.stop());

it("walks through everything, right and wrong", async () => {
  const browser = new Listener(() => server.hesper);
  const setupToken = (await server.hesper.issueSetupToken())?.reveal() ?? "";
  planted.set("set-up token", setupToken);
  planted.set("password", ada.password);
  planted.set("wrong password", "planted wrong password");
  await expectStatus(browser.post("/setup", { setupToken, ...ada }), 201);
  const begun = await expectStatus(browser.post("/profile/two-factor/authenticators", { name: "Phone" }), 201);
  const secret = String(begun.body.secret);
  planted.set("TOTP secret", secret);
  const path = `/profile/two-factor/authenticators/${begun.body.id}/verify`;
  await browser.post(path, { code: "918273" });
  const code = await server.code({ secret });
  planted.set("enrolment code", code);
  const { body } = await expectStatus(browser.post(path, { code }), 200);
  const recoveryCodes = body.recoveryCodes as string[];
  recoveryCodes.forEach((one, at) => void planted.set(`recovery code ${at}`, one));
  await browser.get("/profile/two-factor");
  await browser.get("/next-steps");
  await browser.get("/session");

  server.clock.move(60);
  const second = new Listener(() => server.hesper);
  await second.post("/login", { email: ada.email, password: "planted wrong password" });
  await second.post("/login", { email: ada.email, password: { nested: ada.password } });
  await second.post("/login", { email: ada.email, password: ada.password });
  const loginCode = await server.code({ secret });
  planted.set("log-in code", loginCode);
  await expectStatus(second.post("/login/totp", { code: loginCode }), 200);
  await second.post("/login/totp", { code: loginCode });
  await second.post("/session/reauthenticate", { password: ada.password, code: loginCode });
  await second.post("/login", { email: ada.email, password: ada.password });
  await expectStatus(second.post("/login/recovery-code", { code: recoveryCodes[0] }), 200);
  await second.send("POST", "/login", `{"password":"${ada.password}`, { "content-type": "application/json" });
  await second.send("GET", `/nothing?password=${encodeURIComponent(ada.password)}&token=${setupToken}`);
  await second.send("DELETE", "/profile/two-factor");
  // A bug in the middle, and an outage: the error is logged, without what was sent.
  const attempt = () => second.post("/login", { email: ada.email, password: ada.password });
  const write = { verb: "insert", table: "audit_events" } as const;
  expect((await withBrokenWrite(server.hesper.db, write, attempt)).status).toBe(500);
  rows = [...(await contentsOf(server.hesper.db)).values()].flat().join("\n");
  await server.hesper.db.destroy();
  expect((await attempt()).status).toBe(503);
});

it("logged enough to be worth looking at", () => {
  expect(server.logs.length).toBeGreaterThan(15);
  expect(server.logs.join("")).toContain("A request failed");
  expect(planted.size).toBeGreaterThan(15);
});

it("left none of it in the log", () => {
  const log = server.logs.join("");
  for (const [name, value] of planted) expect(log.includes(value), name).toBe(false);
});

it("left none of it in an answer, but in the one that gives it out", () => {
  for (const [name, value] of planted) {
    const found = answers
      .filter(({ text, headers }) => text.includes(value) || headers.includes(value))
      .map(({ to }) => to);
    const allowed = name === "TOTP secret" ? /authenticators$/ : name.startsWith("recovery code") ? /\/verify$/ : /^$/;
    expect(
      found.filter((to) => !allowed.test(to)),
      name,
    ).toEqual([]);
  }
});

it("left none of it in the database", () => {
  expect(rows).toContain(ada.email);
  for (const [name, value] of planted) expect(rows.includes(value), name).toBe(false);
  for (const file of ["hesper.sqlite", "hesper.sqlite-wal"]) {
    let content: Buffer;
    try {
      content = readFileSync(join(server.dataDir, file));
    } catch {
      continue;
    }
    for (const [name, value] of planted) expect(content.includes(value), `${name} in ${file}`).toBe(false);
  }
});
