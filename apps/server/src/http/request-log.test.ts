// The line of each request is composed by hand, so that it has to stay JSON whatever stands for an address.
import { afterAll, beforeAll, expect, it } from "vitest";
import { createLogger, infoLines, withoutChildren } from "../config/logger.ts";
import { TestServer } from "../testing/harness.ts";

const server = new TestServer({ HESPER_TRUSTED_PROXIES: "127.0.0.1" });
beforeAll(() => server.start());
afterAll(() => server.stop());

async function lineOf(url: string, headers: Record<string, string> = {}, method: "GET" | "POST" = "GET") {
  const before = server.logs.length;
  await server.hesper.app.inject({ method, url, headers });
  expect(server.logs.length).toBe(before + 1);
  return JSON.parse(server.logs.at(-1) ?? "") as Record<string, unknown>;
}

it("says what was asked, the answer, the time and the address, and nothing else", async () => {
  const line = await lineOf("/api/v1/session?pasted=secret", { "x-forwarded-for": "192.0.2.7", cookie: "a=secret" });
  const { time, requestId, tookMs, ...more } = line;
  const asked = { method: "GET", route: "/api/v1/session", status: 401, address: "192.0.2.7" };
  expect(more).toEqual({ level: 30, ...asked, msg: "request" });
  expect(new Date(String(time)).toISOString()).toBe(time);
  expect(requestId).toMatch(/^req-\w+$/);
  expect(Number.isInteger(tookMs)).toBe(true);
  expect(await lineOf("/api/v1/nobody@example.org")).toMatchObject({ route: "(no route)", status: 404 });
});

it.each(['192.0.2.7"', '"}{"level":50', "\\", "\u2028", "a\tb"])("is JSON with %j for an address", async (address) => {
  const escaped = Buffer.from(address).toString("latin1");
  expect(await lineOf("/healthz", { "x-forwarded-for": escaped })).toMatchObject({ level: 30, address: escaped });
});

it("is written like every other line, and only where such lines are wanted", () => {
  const lines: string[] = [];
  const logger = createLogger("info", { write: (line) => lines.push(line) });
  infoLines(logger)?.('"status":200,"msg":"request"');
  logger.info({ status: 200 }, "request");
  const [own, others] = lines.map((line) => Object.keys(JSON.parse(line)));
  expect(own).toEqual(others);
  expect(infoLines(createLogger("warn"))).toBeNull();
});

it("a logger that is its own child writes as before, and hides what is secret", () => {
  const lines: string[] = [];
  const parent = withoutChildren(createLogger("info", { write: (line) => lines.push(line) }));
  const child = parent.child({}, { serializers: {} });
  expect(child.child({ request: 1 })).toBe(child);
  child.warn({ token: "a secret" }, "something");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: 40, token: "[redacted]", msg: "something" });
});
