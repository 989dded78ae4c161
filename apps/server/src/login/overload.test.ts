// More log-ins at once than the machine can hash: some are refused with 503 and lose no attempt by it, nothing is told by
// the refusal, and whoever is logged in goes on working.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { hashQueue } from "../security/hash-queue.ts";
import { whileFull } from "../testing/full-queue.ts";
import { type Answer, ada, type Browser, edith, expectStatus, grace, TestServer } from "../testing/harness.ts";
import { found, join, type Member } from "../testing/people.ts";
import { killProcess, type ServerProcess, setProcessClock, startProcess } from "../testing/server-process.ts";
import { SoftwarePasskey } from "../testing/software-passkey.ts";

// Hashing must take as long as in production.
vi.unmock("@node-rs/argon2");

const wrong = "wrong horse battery staple";
/** Where the passkeys of the tests belong to. */
const host = { host: "localhost:80" };

async function countedFailures(server: TestServer): Promise<number> {
  const budgets = await server.hesper.db.selectFrom("attempt_budgets").select("failures").execute();
  return budgets.reduce((sum, { failures }) => sum + failures, 0);
}

/** Status, headers and bytes of an answer, without its time. */
function bytesOf({ status, headers, text }: Answer): string {
  return JSON.stringify([status, Object.entries(headers).filter(([name]) => name !== "date"), text]);
}

it("each route says in the OpenAPI document that it may answer 503, with Retry-After", async () => {
  const server = new TestServer();
  await server.start();
  const { body } = await server.browser().get("/api/v1/openapi.json");
  type Operation = { operationId: string; responses: Record<string, { description: string; headers?: object }> };
  const operations = Object.values(body.paths as Record<string, Record<string, Operation>>).flatMap(Object.values);
  expect(operations.length).toBeGreaterThan(50);
  for (const { operationId, responses } of operations as Operation[]) {
    const names = Object.keys(responses[503]?.headers ?? {});
    expect([operationId, responses[503]?.description, names]).toEqual([operationId, "`overloaded`", ["Retry-After"]]);
  }
  await server.stop();
});

describe("while the queue is full", () => {
  const server = new TestServer();
  let boss: Member;
  let person: Member;
  beforeAll(async () => {
    await server.start();
    boss = await found(server);
    person = await (await join(boss, edith)).enrol();
  });
  afterAll(() => server.stop());

  it("a known and an unknown email, a right and a wrong password get the same bytes, and none is counted (V6.3.8)", async () => {
    const events = () => server.hesper.db.selectFrom("audit_events").select("id").execute();
    const before = [await countedFailures(server), (await events()).length];
    const answers = await whileFull(() =>
      Promise.all(
        [ada.email, "nobody@example.org"].flatMap((email) =>
          [ada.password, wrong].map((password) => server.browser().post("/login", { email, password })),
        ),
      ),
    );
    expect(new Set(answers.map(bytesOf)).size).toBe(1);
    const [answer] = answers;
    expect([answer?.status, answer?.body.code]).toEqual([503, "overloaded"]);
    const seconds = Number(answer?.headers["retry-after"]);
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(answer?.headers["content-type"]).toContain("application/problem+json");
    expect(answer?.body.detail).toBe(`The server is busy. Try again in ${seconds} seconds.`);
    expect([await countedFailures(server), (await events()).length]).toEqual(before);
  });

  it("whoever is logged in goes on working, and a log-in without a slow hash too", async () => {
    const half = await server.givePassword();
    await whileFull(async () => {
      expect((await boss.browser.get("/session")).status).toBe(200);
      expect((await boss.browser.get("/employees")).status).toBe(200);
      expect((await boss.browser.send("PATCH", "/profile", { name: ada.name })).status).toBe(200);
      server.clock.move(60);
      const code = await server.code(boss.authenticator as { secret: string });
      expect((await half.post("/login/totp", { code })).status).toBe(200);
    });
  });

  it("each route that hashes answers 503, has changed nothing, and works afterwards", async () => {
    for (const { what, browser, path, body, status } of await hashingRequests(server, { boss, person })) {
      const before = await countedFailures(server);
      const given = await body();
      const refused = await whileFull(() => browser.send("POST", path, given, host));
      expect([what, refused.status, refused.body.code]).toEqual([what, 503, "overloaded"]);
      expect([what, await countedFailures(server)]).toEqual([what, before]);
      expect([what, (await browser.send("POST", path, given, host)).status]).toEqual([what, status]);
    }
  });

  it("the set-up answers 503, and works afterwards", async () => {
    const fresh = new TestServer();
    await fresh.start();
    const setupToken = (await fresh.hesper.issueSetupToken())?.reveal() ?? "";
    const setUp = () => fresh.browser().post("/setup", { setupToken, ...ada });
    expect((await whileFull(setUp)).body.code).toBe("overloaded");
    expect((await setUp()).status).toBe(201);
    await fresh.stop();
  });
});

interface HashingRequest {
  readonly what: string;
  readonly browser: Browser;
  readonly path: string;
  readonly body: () => Promise<object>;
  readonly status: number;
}

/** Each kind of request that makes the server hash, to be sent in this order. */
async function hashingRequests(
  server: TestServer,
  { boss, person }: { boss: Member; person: Member },
): Promise<HashingRequest[]> {
  const tokenIn = ({ body }: Answer) => String(body.link).split("#")[1] ?? "";
  const codeOf = (authenticator: object | null) => {
    // Half a minute later: codes work once.
    server.clock.move(30);
    return server.code(authenticator as { secret: string });
  };
  const { email, name, role } = grace;
  const invited = await expectStatus(boss.browser.post("/invitations", { email, name, role }), 201);
  const reset = await expectStatus(boss.browser.post(`/employees/${person.id}/password-link`), 201);
  const mary = await join(boss, { ...edith, email: "mary@example.org", name: "Mary Somerville" });
  const { body: enrolment } = await expectStatus(mary.browser.post("/profile/two-factor/authenticators", {}), 201);
  const emmy = await join(boss, { ...edith, email: "emmy@example.org", name: "Emmy Noether" });
  const options = await expectStatus(emmy.browser.send("POST", "/profile/passkeys/options", {}, host), 200);
  const response = new SoftwarePasskey().create(options.body as never);
  const half = await server.givePassword();
  const [recoveryCode] = boss.authenticator?.recoveryCodes ?? [];
  return [
    {
      what: "log-in",
      browser: server.browser(),
      path: "/login",
      body: async () => ({ email: ada.email, password: ada.password }),
      status: 200,
    },
    {
      what: "recovery code",
      browser: half,
      path: "/login/recovery-code",
      body: async () => ({ code: recoveryCode }),
      status: 200,
    },
    {
      what: "fresh proof",
      browser: boss.browser,
      path: "/session/reauthenticate",
      body: async () => ({ password: ada.password, code: await codeOf(boss.authenticator) }),
      status: 204,
    },
    {
      what: "new recovery codes",
      browser: boss.browser,
      path: "/profile/two-factor/recovery-codes",
      body: async () => ({}),
      status: 201,
    },
    {
      what: "first authenticator",
      browser: mary.browser,
      path: `/profile/two-factor/authenticators/${String(enrolment.id)}/verify`,
      body: async () => ({ code: await codeOf(enrolment) }),
      status: 200,
    },
    {
      what: "first passkey",
      browser: emmy.browser,
      path: "/profile/passkeys",
      body: async () => ({ response }),
      status: 201,
    },
    {
      what: "new password",
      browser: emmy.browser,
      path: "/profile/password",
      body: async () => ({ currentPassword: edith.password, newPassword: "looms weave algebraic patterns" }),
      status: 204,
    },
    {
      what: "invitation",
      browser: server.browser(),
      path: "/invitations/accept",
      body: async () => ({ token: tokenIn(invited), password: grace.password }),
      status: 201,
    },
    {
      what: "forgotten password",
      browser: server.browser(),
      path: "/password-resets/finish",
      body: async () => ({ token: tokenIn(reset), newPassword: "sums of an analytical engine" }),
      status: 204,
    },
  ];
}

/** More than fit, however many cores there are. */
const { atOnce, longestQueue } = hashQueue.limits;
const atEach = Math.max(200, 2 * (atOnce + longestQueue));

describe("200 log-ins at once at each of two servers", () => {
  const server = new TestServer();
  const running: ServerProcess[] = [];
  const session: { cookie: string } = { cookie: "" };
  beforeAll(async () => {
    await server.start();
    const browser = await server.setUp();
    session.cookie = [...browser.cookies].map((pair) => pair.join("=")).join("; ");
    // Stronger hashes, so that the queue is full on a large machine too.
    await server.change("passwordPasses", 4);
    setProcessClock(server.dataDir, server.clock.nowMs());
    const environment = { ...server.environment, HESPER_TRUSTED_PROXIES: "127.0.0.1" };
    for (let at = 0; at < 2; at += 1) running.push(await startProcess(server.dataDir, environment));
  });
  afterAll(async () => {
    await Promise.all(running.map(killProcess));
    await server.stop();
  });

  const logIn = async (address: string, body: object, from: string) => {
    const headers = { "content-type": "application/json", "x-forwarded-for": from };
    const response = await fetch(`${address}/api/v1/login`, { method: "POST", headers, body: JSON.stringify(body) });
    const { code } = (await response.json()) as { code?: string };
    return { status: response.status, code, retryAfter: Number(response.headers.get("retry-after")) };
  };

  it("are let in, refused or asked to come back; only what was compared is counted; sessions go on", async () => {
    let over = false;
    const sessions = async (address: string) => {
      const statuses: number[] = [];
      while (!over) {
        const response = await fetch(`${address}/api/v1/session`, { headers: { cookie: session.cookie } });
        await response.arrayBuffer();
        statuses.push(response.status);
      }
      return statuses;
    };
    const flood = running.map(async ({ address }, node) => {
      const one = (at: number) => {
        const email = at % 4 === 0 ? ada.email : `nobody${node}-${at}@example.org`;
        return logIn(address, { email, password: wrong }, `10.${node}.${at >> 8}.${at & 255}`);
      };
      return Promise.all(Array.from({ length: atEach }, (_, at) => one(at)));
    });
    const watching = running.map(({ address }) => sessions(address));
    const answers = await Promise.all(flood);
    over = true;
    const statuses = (await Promise.all(watching)).flat();
    expect(statuses.length).toBeGreaterThan(0);
    expect(new Set(statuses)).toEqual(new Set([200]));
    const compared = answers.flat().filter(({ status }) => status === 401);
    for (const ofOne of answers) {
      const refused = ofOne.filter(({ status }) => status === 503);
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.every(({ code, retryAfter }) => code === "overloaded" && retryAfter >= 1)).toBe(true);
      expect(ofOne.every(({ status }) => [401, 429, 503].includes(status))).toBe(true);
    }
    expect(await countedFailures(server)).toBe(compared.length);
  });

  it("leave nothing behind: the next one gets in", async () => {
    server.clock.move(3600);
    setProcessClock(server.dataDir, server.clock.nowMs());
    for (const { address } of running) {
      const answer = await logIn(address, { email: ada.email, password: ada.password }, "203.0.113.1");
      expect(answer.status).toBe(200);
    }
  });
});
