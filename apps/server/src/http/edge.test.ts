// What every answer has, what no other site may do, and what the API says of itself.
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { routes } from "@hesper/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ada, TestServer } from "../testing/harness.ts";

const server = new TestServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const places = [
  "/",
  "/log-in",
  "/api/v1/session",
  "/api/docs",
  "/api/v1/openapi.json",
  "/healthz",
  "/nowhere.txt",
  "/api/no",
];

describe("headers", () => {
  it.each(places)("protect %s", async (url) => {
    const { headers } = await server.hesper.app.inject({ url });
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": expect.stringContaining("camera=(self)"),
    });
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("default-src 'none'");
    const scripts = policy.match(/script-src[^;]*/)?.[0] ?? "";
    expect(scripts).not.toMatch(/unsafe-inline|unsafe-eval|https?:|\*/);
    expect(headers["strict-transport-security"]).toBeUndefined();
    expect(headers["x-powered-by"]).toBeUndefined();
    if (url.startsWith("/api/")) expect(headers["cache-control"]).toBe("no-store");
  });

  it("have another nonce in each page", async () => {
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const { headers } = await server.hesper.app.inject({ url: "/" });
        return String(headers["content-security-policy"]).match(/'nonce-([^']+)'/)?.[1];
      }),
    );
    expect(nonces[0]).toMatch(/^[\w-]{24}$/);
    expect(nonces[0]).not.toBe(nonces[1]);
  });
});

describe("a write that another site made the browser send", () => {
  const host = "localhost:80";
  it.each([
    ["cross-site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
    ["from a neighbour domain", { "sec-fetch-site": "same-site", origin: "https://other.example" }],
    ["from an old browser", { origin: "https://evil.example" }],
    ["from a sandboxed frame", { origin: "null" }],
    ["from the same host with another port", { origin: "http://localhost:81" }],
  ])("is refused: %s", async (_, headers) => {
    for (const [method, url] of [
      ["POST", "/login"],
      ["POST", "/logout"],
      ["DELETE", "/profile/two-factor"],
      ["PATCH", "/profile/two-factor/authenticators/01890000-0000-7000-8000-000000000000"],
    ] as const) {
      const answer = await server.browser().send(method, url, undefined, { host, ...headers });
      expect([answer.status, answer.body.code]).toEqual([403, "cross_site_request"]);
    }
  });

  it.each([
    ["the console", { "sec-fetch-site": "same-origin", origin: `http://${host}` }],
    ["a program", {}],
  ])("is not what %s sends", async (_, headers) => {
    const body = { email: ada.email, password: ada.password };
    const answer = await server.browser().send("POST", "/login", body, { host, ...headers });
    expect(answer.body.code).toBe("invalid_credentials");
  });

  it("is measured by the public address where there is one", async () => {
    const behindProxy = new TestServer({ HESPER_PUBLIC_URL: "https://hesper.example.org" });
    await behindProxy.start();
    const body = { email: ada.email, password: ada.password };
    const good = await behindProxy.browser().send("POST", "/login", body, { origin: "https://hesper.example.org" });
    expect(good.status).toBe(401);
    const bad = await behindProxy.browser().send("POST", "/login", body, { origin: "http://hesper.example.org" });
    expect(bad.status).toBe(403);
    await behindProxy.stop();
  });
});

describe("the OpenAPI document", () => {
  it("is 3.1, names every route, and a linter finds nothing in it", async () => {
    const { body, text } = await server.browser().get("/api/v1/openapi.json");
    expect(body.openapi).toBe("3.1.0");
    const operations = Object.values(body.paths as Record<string, Record<string, { operationId: string }>>)
      .flatMap((path) => Object.values(path))
      .map((operation) => operation.operationId);
    expect(operations.sort()).toEqual(Object.keys(routes).sort());
    const folder = mkdtempSync(join(tmpdir(), "hesper-openapi-"));
    writeFileSync(join(folder, "openapi.json"), text);
    const redocly = join(import.meta.dirname, "../../../../node_modules/.bin/redocly");
    const environment = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
    const lint = spawnSync(redocly, ["lint", "--format=json", "openapi.json"], {
      cwd: folder,
      env: environment,
      encoding: "utf8",
    });
    expect(JSON.parse(lint.stdout).totals).toEqual({ errors: 0, warnings: 0, ignored: 0 });
  });

  it("is shown by a page that loads nothing from another host", async () => {
    const page = await server.hesper.app.inject({ url: "/api/docs" });
    expect(page.statusCode).toBe(200);
    for (const [, address] of page.body.matchAll(/(?:src|href)="([^"]+)"/g)) expect(address).toMatch(/^\/[^/]/);
    expect((await server.hesper.app.inject({ url: "/api/docs/swagger-ui-bundle.js" })).statusCode).toBe(200);
  });
});

describe("addresses that are nothing", () => {
  it.each(["/api/v1/nothing", "/api/v2/session", "/api/v1/session/x", "/assets/none.js", "/.env", "/api"])(
    "%s: 404",
    async (url) => {
      const answer = await server.hesper.app.inject({ url });
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({ code: "not_found", status: 404 });
    },
  );

  it.each([
    "/../../package.json",
    "/..%2f..%2fpackage.json",
    "/%2e%2e/%2e%2e/apps/server/package.json",
    "/assets/%00",
    "/%",
  ])("%s does not leave the console's folder", async (url) => {
    const answer = await server.hesper.app.inject({ url });
    expect(answer.body).not.toContain("workspaces");
    expect(answer.statusCode).not.toBe(500);
  });
});

describe("health", () => {
  it("answers while process and database do, and /readyz says when the database does not", async () => {
    const one = new TestServer();
    const hesper = await one.start();
    expect((await hesper.app.inject({ url: "/healthz" })).json()).toEqual({ status: "ok" });
    expect((await hesper.app.inject({ url: "/readyz" })).statusCode).toBe(200);
    await hesper.db.destroy();
    expect((await hesper.app.inject({ url: "/healthz" })).statusCode).toBe(200);
    expect((await hesper.app.inject({ url: "/readyz" })).statusCode).toBe(503);
    const broken = await hesper.app.inject({ url: "/api/v1/installation" });
    expect([broken.statusCode, broken.json().code]).toEqual([503, "overloaded"]);
    await one.stop();
  });
});
