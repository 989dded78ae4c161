// What another origin may call: what keys call, and nothing that a cookie opens.
import { type RouteContract, routes } from "@hesper/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeOrganisationKey } from "../testing/accounts.ts";
import { activate, makeKey } from "../testing/activated-keys.ts";
import { edith, TestServer } from "../testing/harness.ts";
import { found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let boss: Member;
let person: Member;
beforeAll(async () => {
  await server.start();
  boss = await found(server);
  await makeOrganisationKey(boss.browser);
  person = await join(boss, edith);
});
afterAll(() => server.stop());

const foreign = { origin: "chrome-extension://abcdefghijklmnopabcdefghijklmnop", "sec-fetch-site": "cross-site" };
const id = "01890000-0000-7000-8000-000000000000";
const contracts = Object.values(routes) as RouteContract[];
const urlOf = ({ path }: RouteContract) => `/api/v1${path.replaceAll(/\{\w+\}/g, id)}`;

/** Written by hand, beside the code: a route that is opened by mistake fails here. */
const open = [
  "POST /keys/activate/look",
  "POST /keys/activate",
  "GET /key",
  "GET /key/changes",
  "POST /key/receipts",
  "GET /key/recipients",
  "GET /key/waiting",
  "PUT /key/accounts/{id}",
  "DELETE /key/accounts/{id}",
  "POST /key/lock",
  "POST /key/wiped",
];

const preflight = (method: string, url: string) =>
  server.hesper.app.inject({
    method: "OPTIONS",
    url,
    headers: { ...foreign, "access-control-request-method": method, "access-control-request-headers": "authorization" },
  });

describe("a request of another origin", () => {
  it("is let through in advance to what keys call, and to nothing else", async () => {
    const allowed: string[] = [];
    for (const contract of contracts) {
      const { statusCode, headers } = await preflight(contract.method, urlOf(contract));
      const methods = String(headers["access-control-allow-methods"] ?? "").split(", ");
      if (headers["access-control-allow-origin"] === undefined || !methods.includes(contract.method)) continue;
      allowed.push(`${contract.method} ${contract.path}`);
      expect([statusCode, headers["access-control-allow-origin"]]).toEqual([204, "*"]);
      expect(headers["access-control-allow-headers"]).toBe("authorization, content-type");
      expect(headers["access-control-allow-credentials"]).toBeUndefined();
    }
    expect(allowed.sort()).toEqual([...open].sort());
  });

  // An administrator who is logged in visits a site that sends what it likes: the cookies go along in the worst case.
  it("with somebody's cookies reads nothing, changes nothing, and is no key", async () => {
    for (const contract of contracts) {
      const { method } = contract;
      const answer = await boss.browser.send(method, urlOf(contract).replace("/api/v1", ""), undefined, foreign);
      const isOpen = open.includes(`${method} ${contract.path}`);
      const name = `${method} ${contract.path}`;
      expect([name, answer.headers["access-control-allow-origin"]]).toEqual([name, isOpen ? "*" : undefined]);
      expect([name, answer.headers["access-control-allow-credentials"]]).toEqual([name, undefined]);
      if (isOpen && contract.access === "key") expect([name, answer.status]).toEqual([name, 401]);
      if (!isOpen && method !== "GET") expect([name, answer.body.code]).toEqual([name, "cross_site_request"]);
      if (isOpen) expect([name, answer.headers["set-cookie"]]).toEqual([name, undefined]);
    }
  });

  it("activates a key and reads its state with its token, and can read each refusal", async () => {
    const { code } = await makeKey(boss.browser, person.id);
    const stranger = server.browser();
    const look = await stranger.send("POST", "/keys/activate/look", { activationCode: code }, foreign);
    expect([look.status, look.body.name]).toEqual([200, "Laptop"]);
    const wrong = await stranger.send("POST", "/keys/activate/look", { activationCode: "00000" }, foreign);
    expect([wrong.status, wrong.headers["access-control-allow-origin"]]).toEqual([401, "*"]);
    const badType = await server.hesper.app.inject({
      method: "POST",
      url: "/api/v1/keys/activate",
      headers: { ...foreign, "content-type": "text/plain" },
      payload: "x",
    });
    expect([badType.statusCode, badType.headers["access-control-allow-origin"]]).toEqual([415, "*"]);
    const key = await activate(server, code);
    const headers = { ...foreign, authorization: `Bearer ${key.token}` };
    const state = await server.hesper.app.inject({ url: "/api/v1/key", headers });
    expect([state.statusCode, state.headers["access-control-expose-headers"]]).toEqual([200, "retry-after"]);
    expect(state.json()).toMatchObject({ status: "active" });
    // RFC 9110 11.4 allows one space or more; 11.6.1 asks a refusal for the scheme.
    const spaced = { ...foreign, authorization: `bearer   ${key.token}` };
    expect((await server.hesper.app.inject({ url: "/api/v1/key", headers: spaced })).statusCode).toBe(200);
    const nobody = await server.hesper.app.inject({ url: "/api/v1/key", headers: foreign });
    expect([nobody.statusCode, nobody.headers["www-authenticate"]]).toEqual([401, "Bearer"]);
    expect((await stranger.send("GET", "/nowhere", undefined, foreign)).headers).not.toHaveProperty(
      "access-control-allow-origin",
    );
  });
});
