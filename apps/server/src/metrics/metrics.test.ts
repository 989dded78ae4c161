// The figures, over HTTP: who may read them, that each moves when the thing happens, and that they tell of nobody.
import { readFileSync } from "node:fs";
import { join as joinPath } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordEvent } from "../audit/service.ts";
import { inTransaction } from "../database/database.ts";
import { hashQueue } from "../security/hash-queue.ts";
import { createIds } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { freePort } from "../testing/free-port.ts";
import { whileFull } from "../testing/full-queue.ts";
import { ada, edith, expectStatus, TestServer } from "../testing/harness.ts";
import { found, join, type Member } from "../testing/people.ts";

const token = "a-token-for-the-metrics-of-hesper-1";
const wrong = "wrong horse battery staple";

async function read(server: TestServer): Promise<string> {
  const answer = await server.hesper.app.inject({ url: "/metrics" });
  expect([answer.statusCode, answer.headers["content-type"]]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  return answer.body;
}

/** The value of a series such as `hesper_database_up` or `hesper_outbox_mails{state="waiting"}`; null: there is none. */
function valueIn(text: string, series: string): number | null {
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length + 1));
}

async function value(server: TestServer, series: string): Promise<number> {
  return valueIn(await read(server), series) ?? Number.NaN;
}

/** By how much a series grows while something is done. */
async function growth(server: TestServer, series: string, what: () => Promise<unknown>): Promise<number> {
  const before = await value(server, series);
  await what();
  return (await value(server, series)) - before;
}

describe("the figures are read", () => {
  const server = new TestServer({ HESPER_TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8" });
  const open = new TestServer({ HESPER_METRICS_TOKEN: token });
  beforeAll(async () => {
    await server.start();
    await open.start();
  });
  afterAll(async () => {
    await server.stop();
    await open.stop();
  });

  it("by a program on this machine, over its own connection", async () => {
    const address = await server.hesper.app.listen({ host: "127.0.0.1", port: 0 });
    const direct = await fetch(`${address}/metrics`);
    expect([direct.status, direct.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(await direct.text()).toContain("hesper_http_request_duration_seconds");
    const proxied = await fetch(`${address}/metrics`, { headers: { "x-forwarded-for": "127.0.0.1" } });
    expect(proxied.status).toBe(404);
  });

  it.each<[string, string, Record<string, string>]>([
    ["from another machine", "192.0.2.1", {}],
    ["from a proxy that is trusted", "10.0.0.1", {}],
    ["through a proxy on this machine", "127.0.0.1", { "x-forwarded-for": "192.0.2.1" }],
    ["through a proxy, said to be from this machine", "127.0.0.1", { "x-forwarded-for": "127.0.0.1" }],
    ["through a proxy with the newer header", "127.0.0.1", { forwarded: "for=127.0.0.1" }],
    ["through a proxy that names the host only", "127.0.0.1", { "x-forwarded-host": "hesper.example.org" }],
    ["with a token where none is set", "192.0.2.1", { authorization: `Bearer ${token}` }],
    ["with an empty token where none is set", "192.0.2.1", { authorization: "Bearer " }],
  ])("by nobody %s: the answer is that of any unknown address", async (_, remoteAddress, headers) => {
    const ask = async (url: string) => {
      const answer = await server.hesper.app.inject({ url, remoteAddress, headers });
      const { date: __, ...others } = answer.headers;
      return [answer.statusCode, answer.body, others];
    };
    const unknown = await ask("/api/nothing");
    expect(unknown[0]).toBe(404);
    const refused = await ask("/metrics");
    expect(refused.slice(0, 2)).toEqual(unknown.slice(0, 2));
  });

  it.each<[string, number, Record<string, string>]>([
    ["the token", 200, { authorization: `Bearer ${token}` }],
    ["the token, through a proxy", 200, { authorization: `Bearer ${token}`, "x-forwarded-for": "192.0.2.7" }],
    ["another one", 404, { authorization: `Bearer ${token.replace("1", "2")}` }],
    ["the beginning of it", 404, { authorization: `Bearer ${token.slice(0, -1)}` }],
    ["more than it", 404, { authorization: `Bearer ${token}1` }],
    ["it in another scheme", 404, { authorization: `Basic ${token}` }],
    ["nothing", 404, {}],
  ])("by another machine that shows %s: %i", async (_, status, headers) => {
    const answer = await open.hesper.app.inject({ url: "/metrics", remoteAddress: "192.0.2.1", headers });
    expect(answer.statusCode).toBe(status);
  });

  it("from the database once for all who ask at the same time", async () => {
    const texts = await Promise.all(Array.from({ length: 16 }, () => read(open)));
    expect(new Set(texts).size).toBe(1);
    expect(open.logs.join("")).not.toContain(token);
  });
});

describe("the figures move", () => {
  let server: TestServer;
  let boss: Member;
  beforeAll(async () => {
    server = new TestServer({ HESPER_TRUSTED_PROXIES: "127.0.0.1" });
    await server.start();
    boss = await found(server);
  });
  afterAll(() => server.stop());
  const logIns = (outcome: string, factor: string) => `hesper_log_ins_total{outcome="${outcome}",factor="${factor}"}`;

  it("with requests, by method, pattern and class of status", async () => {
    const count = (method: string, route: string, status: string) =>
      `hesper_http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`;
    const person = () => boss.browser.get(`/employees/${boss.id}`);
    // The first time makes the series.
    await person();
    expect(await growth(server, count("GET", "/api/v1/employees/:id", "2xx"), person)).toBe(1);
    await server.hesper.app.inject({ url: "/log-in" });
    const page = () => server.hesper.app.inject({ url: "/two-factor" });
    expect(await growth(server, count("GET", "console", "2xx"), page)).toBeGreaterThanOrEqual(0);
    await server.hesper.app.inject({ url: "/api/nothing" });
    const nothing = () => server.hesper.app.inject({ url: "/api/nobody@example.org" });
    expect(await growth(server, count("GET", "none", "4xx"), nothing)).toBe(1);
  });

  it("with log-ins, by outcome and factor, and with what is throttled", async () => {
    const { authenticator } = boss;
    const [recoveryCode] = authenticator?.recoveryCodes ?? [];
    expect(await growth(server, logIns("second_factor_required", "password"), () => server.givePassword())).toBe(1);
    expect(await growth(server, logIns("succeeded", "totp"), () => boss.logIn())).toBe(1);
    const withCode = async () => {
      const half = await server.givePassword();
      await expectStatus(half.post("/login/recovery-code", { code: recoveryCode }), 200);
    };
    expect(await growth(server, logIns("succeeded", "recovery_code"), withCode)).toBe(1);
    const wrongCode = async () => (await server.givePassword()).post("/login/totp", { code: "000000" });
    expect(await growth(server, logIns("failed", "totp"), wrongCode)).toBe(1);
    const alone = await join(boss, edith);
    expect(await growth(server, logIns("succeeded", "password"), () => alone.givePassword())).toBe(1);
    const guess = () => server.browser().post("/login", { email: ada.email, password: wrong });
    expect(await growth(server, logIns("failed", "password"), guess)).toBe(1);
    for (let at = 0; at < 4; at += 1) await guess();
    expect(await growth(server, "hesper_throttled_total", guess)).toBe(1);
    server.clock.move(3600);
  });

  it("with log-ins that are on disk, and not with what was rolled back", async () => {
    const ids = createIds(server.clock, systemRandom);
    const origin = { address: "192.0.2.1", userAgent: "" };
    const event = { type: "login.succeeded", actorId: null, subjectId: null, origin, factor: "passkey" } as const;
    const fails = () =>
      inTransaction(server.hesper.db, async (tx) => {
        await recordEvent(tx, ids, event);
        throw new Error("The disk is full.");
      }).catch(() => {});
    expect(await growth(server, logIns("succeeded", "passkey"), fails)).toBe(0);
    const works = () => inTransaction(server.hesper.db, (tx) => recordEvent(tx, ids, event));
    expect(await growth(server, logIns("succeeded", "passkey"), works)).toBe(1);
  });

  it("with hashes that wait, run and are refused", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { atOnce } = hashQueue.limits;
    const hashes = Array.from({ length: atOnce + 3 }, () =>
      hashQueue.withPlace((place) => place.inTurn(() => promise)),
    );
    const text = await read(server);
    expect(valueIn(text, 'hesper_hash_queue{state="running"}')).toBe(atOnce);
    expect(valueIn(text, 'hesper_hash_queue{state="waiting"}')).toBe(3);
    resolve();
    await Promise.all(hashes);
    expect(await value(server, 'hesper_hash_queue{state="running"}')).toBe(0);
    const refused = () => whileFull(() => server.givePassword().catch(() => {}));
    expect(await growth(server, "hesper_hash_queue_refused_total", refused)).toBe(1);
  });

  it("with audit events until they are sealed, and with the age of the oldest", async () => {
    server.clock.move(3600);
    await server.hesper.background.runDue();
    expect(await value(server, "hesper_audit_unsealed_events")).toBe(0);
    expect(await value(server, "hesper_audit_oldest_unsealed_age_seconds")).toBe(0);
    await boss.logIn();
    server.clock.move(40);
    expect(await value(server, "hesper_audit_unsealed_events")).toBe(2);
    expect(await value(server, "hesper_audit_oldest_unsealed_age_seconds")).toBe(40);
    server.clock.move(21);
    await server.hesper.background.runDue();
    expect(await value(server, "hesper_audit_unsealed_events")).toBe(0);
  });

  it("with mails that wait and that are given up", async () => {
    // Nobody listens there.
    const smtp = {
      HESPER_SMTP_URL: `smtp://127.0.0.1:${await freePort()}`,
      HESPER_PUBLIC_URL: "http://localhost:8080",
    };
    const mailing = new TestServer(smtp);
    await mailing.start();
    const administrator = await found(mailing);
    const text = await read(mailing);
    const waiting = valueIn(text, 'hesper_outbox_mails{state="waiting"}') ?? 0;
    await expectStatus(administrator.browser.post("/mail/test"), 204);
    mailing.clock.move(100);
    const later = await read(mailing);
    expect(valueIn(later, 'hesper_outbox_mails{state="waiting"}')).toBe(waiting + 1);
    expect(valueIn(later, "hesper_outbox_oldest_age_seconds")).toBeGreaterThanOrEqual(100);
    expect(valueIn(later, 'hesper_outbox_mails{state="failed"}')).toBe(0);
    // A test mail is given up after ten minutes, the others after days.
    mailing.clock.move(600);
    await mailing.hesper.background.runDue();
    expect(await value(mailing, 'hesper_outbox_mails{state="failed"}')).toBe(1);
    expect(await value(mailing, "hesper_outbox_oldest_age_seconds")).toBeGreaterThanOrEqual(700);
    await mailing.stop();
  });

  it("with the database: without it, its figures are missing and the others are there", async () => {
    const alone = new TestServer();
    await alone.start();
    const before = await read(alone);
    expect(valueIn(before, "hesper_database_up")).toBe(1);
    for (const state of ["used", "idle", "waiting"])
      expect(valueIn(before, `hesper_database_connections{state="${state}"}`)).toBeGreaterThanOrEqual(0);
    await alone.hesper.db.destroy();
    const after = await read(alone);
    expect(valueIn(after, "hesper_database_up")).toBe(0);
    for (const series of ["hesper_audit_unsealed_events", 'hesper_outbox_mails{state="waiting"}'])
      expect([series, valueIn(before, series) !== null, valueIn(after, series)]).toEqual([series, true, null]);
    expect(valueIn(after, "hesper_throttled_total")).toBe(0);
    expect(valueIn(after, "process_resident_memory_bytes")).toBeGreaterThan(0);
    await alone.stop();
  });

  it("but no series is added by what strangers send, and none says anything of a person", async () => {
    const send = async (at: number) => {
      const headers = { "x-forwarded-for": `198.51.100.${at}`, "user-agent": `agent-${at}` };
      const { app } = server.hesper;
      await app.inject({ url: `/stranger-${at}`, headers });
      await app.inject({ url: `/api/v1/stranger-${at}?email=stranger@example.org`, headers });
      await app.inject({ url: `/assets/stranger-${at}.js`, headers });
      await app.inject({ method: ["PROPFIND", "SEARCH", "LOCK"][at % 3] as "GET", url: "/", headers });
      await server.browser().send("POST", "/login", { email: `stranger${at}@example.org`, password: wrong }, headers);
    };
    const series = async () => (await read(server)).split("\n").filter((line) => line.startsWith("hesper_")).length;
    for (let at = 0; at < 3; at += 1) await send(at);
    const before = await series();
    for (let at = 3; at < 40; at += 1) await send(at);
    expect(await series()).toBe(before);
    const text = await read(server);
    for (const told of [
      ada.email,
      "Ada",
      "Lovelace",
      boss.id,
      "example.org",
      "stranger",
      "198.51.100",
      "agent-",
      "127.0.0.1",
    ])
      expect([told, text.includes(told)]).toEqual([told, false]);
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });
});

describe("the dashboard", () => {
  it("asks for nothing that the server does not say, and for all that it says of itself", async () => {
    const server = new TestServer();
    await server.start();
    const text = await read(server);
    await server.stop();
    const types = new Map([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = "", type = ""]) => [name, type]));
    const said = [...types].flatMap(([name, type]) =>
      type === "histogram" ? ["_bucket", "_sum", "_count"].map((suffix) => name + suffix) : [name],
    );
    const file = joinPath(import.meta.dirname, "../../../../docs/deploy/grafana-dashboard.json");
    const dashboard = JSON.parse(readFileSync(file, "utf8")) as { panels: { targets?: { expr: string }[] }[] };
    const queries = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    expect(queries.length).toBeGreaterThan(8);
    const asked = queries.map((query) => query.match(/\b(?:hesper|process|nodejs)_\w+/g) ?? []);
    expect(asked.filter((names) => names.length === 0)).toEqual([]);
    expect(asked.flat().filter((name) => !said.includes(name))).toEqual([]);
    const own = [...types.keys()].filter((name) => name.startsWith("hesper_"));
    expect(own.filter((name) => !asked.flat().some((one) => one.startsWith(name)))).toEqual([]);
  });
});
