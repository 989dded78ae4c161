// The same races as over two servers in one process, over two processes: what is spent once is spent in the database.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import {
  type Answer,
  type Authenticator,
  ada,
  type Browser,
  expectStatus,
  TestServer,
  tally,
} from "../testing/harness.ts";
import { remoteServer } from "../testing/remote-server.ts";
import { killProcess, type ServerProcess, setProcessClock, startProcess } from "../testing/server-process.ts";

// The processes hash as in production.
vi.unmock("@node-rs/argon2");

const server = new TestServer();
const processes: ServerProcess[] = [];
let authenticator: Authenticator & { recoveryCodes: string[] };
let logged: Browser;

function move(seconds: number): void {
  server.clock.move(seconds);
  setProcessClock(server.dataDir, server.clock.nowMs());
}

beforeAll(async () => {
  await server.start();
  move(0);
  for (let at = 0; at < 2; at += 1) processes.push(await startProcess(server.dataDir, server.environment));
});
afterAll(async () => {
  await Promise.all(processes.map(killProcess));
  await server.stop();
});

/** Sixteen at once, by turns at each of the processes. */
function sixteen(browsers: readonly Browser[], send: (browser: Browser) => Promise<Answer>): Promise<Answer[]> {
  const servers = processes.map(({ address }) => remoteServer(address));
  return Promise.all(
    Array.from({ length: 16 }, (_, at) => {
      const browser = browsers[at % browsers.length] as Browser;
      return send(browser.at(servers[at % 2] as (typeof servers)[number]));
    }),
  );
}

function expectOneWinner(answers: readonly Answer[], status: string, refusals: readonly string[]): void {
  const counts = tally(answers);
  expect(counts[status]).toBe(1);
  expect(Object.keys(counts).filter((key) => key !== status && !refusals.includes(key))).toEqual([]);
  move(90);
}

async function pendings(): Promise<Browser[]> {
  const browsers: Browser[] = [];
  for (let at = 0; at < 16; at += 1) browsers.push(await server.givePassword());
  return browsers;
}

const throttled = "429 too_many_attempts";

it("the set-up link makes one administrator", async () => {
  const setupToken = (await server.hesper.issueSetupToken())?.reveal() ?? "";
  const answers = await sixteen([server.browser()], (browser) => browser.post("/setup", { setupToken, ...ada }));
  expectOneWinner(answers, "201", ["403 setup_closed", "503 overloaded"]);
  logged = await server.givePassword();
});

it("an enrolment is finished once", async () => {
  const { body } = await expectStatus(logged.post("/profile/two-factor/authenticators", {}), 201);
  const secret = String(body.secret);
  const path = `/profile/two-factor/authenticators/${String(body.id)}/verify`;
  const code = await server.code({ secret });
  const answers = await sixteen([logged], (browser) => browser.post(path, { code }));
  const winner = answers.find(({ status }) => status === 200);
  authenticator = { id: String(body.id), secret, recoveryCodes: winner?.body.recoveryCodes as string[] };
  expectOneWinner(answers, "200", ["410 enrolment_expired", "401 not_authenticated", throttled]);
  expect(await server.hesper.db.selectFrom("recovery_codes").select("id").execute()).toHaveLength(10);
});

it("a code of the authenticator app logs in once", async () => {
  const browsers = await pendings();
  const code = await server.code(authenticator);
  const answers = await sixteen(browsers, (browser) => browser.post("/login/totp", { code }));
  expectOneWinner(answers, "200", ["401 code_already_used", throttled]);
});

it("a recovery code logs in once", async () => {
  const browsers = await pendings();
  const [code] = authenticator.recoveryCodes;
  const answers = await sixteen(browsers, (browser) => browser.post("/login/recovery-code", { code }));
  expectOneWinner(answers, "200", ["401 invalid_code", throttled]);
});
