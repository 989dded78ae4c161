// The pages of the console: what they know without asking, and what is sent of files.
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ada, TestServer } from "../testing/harness.ts";

const server = new TestServer();
// A name that would end the element that it stands in, and begin one of its own.
const installationName = "Acme</script><script>alert(1)</script>$&";
beforeAll(async () => {
  await server.start();
  await server.setUp(Object.assign({ installationName }, ada));
});
afterAll(() => server.stop());

const get = (url: string, headers: Record<string, string> = {}) =>
  server.hesper.app.inject({ method: "GET", url, headers });
const written = (page: string) => /<script [^>]*id="installation"[^>]*>(.*?)<\/script>/s.exec(page)?.[1] ?? "";

it.each(["/log-in", "/", "/forgot-password"])("%s holds what the server says of itself", async (url) => {
  const page = await get(url);
  expect(page.headers["content-type"]).toContain("text/html");
  expect(page.headers["cache-control"]).toBe("no-store");
  expect(JSON.parse(written(page.body))).toEqual(JSON.parse((await get("/api/v1/installation")).body));
  expect(written(page.body)).not.toContain("<");
  expect(JSON.parse(written(page.body)).name).toBe(installationName);
});

it("the log-in says whose it is before its script has come, in letters", async () => {
  const { body } = await get("/log-in");
  expect(body).toContain(">to Acme&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;$&amp;</p>");
  expect(body).not.toContain("__ORGANISATION__");
  // This server sends no mail.
  expect(body).toContain("Ask an administrator for a link");
  expect(body).not.toContain("<!--with");
});

it.each(["/log-in", "/"])("%s is compressed for whoever takes it so, and for nobody else", async (url) => {
  const answer = await get(url, { "accept-encoding": "br, gzip" });
  expect(answer.headers["content-encoding"]).toBe("gzip");
  expect(answer.headers.vary).toMatch(/accept-encoding/i);
  const nonce = /'nonce-([^']+)'/.exec(String(answer.headers["content-security-policy"]))?.[1];
  const text = gunzipSync(answer.rawPayload).toString();
  expect(text).toContain(`nonce="${nonce}"`);
  expect(text).toContain("</html>");
  for (const accepted of ["identity", "gzip;q=0", "br"]) {
    const plain = await get(url, { "accept-encoding": accepted });
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(plain.body).toContain("</html>");
  }
});

it("the log-in is a page of its own, and no page has a nonce twice", async () => {
  const [logIn, again, home] = [await get("/log-in"), await get("/log-in"), await get("/")];
  expect(logIn.body).toMatch(/assets\/log-in-[^"]+\.js/);
  expect(home.body).not.toMatch(/assets\/log-in-[^"]+\.js/);
  const nonceOf = (page: typeof logIn) => /'nonce-([^']+)'/.exec(String(page.headers["content-security-policy"]))?.[1];
  expect(nonceOf(logIn)).not.toBe(nonceOf(again));
  expect(logIn.body).toContain(`nonce="${nonceOf(logIn)}"`);
  expect(logIn.body).not.toContain("__CSP_NONCE__");
});

it("scripts are sent as small as the browser takes them, and kept for good", async () => {
  const script = /\/assets\/log-in-[^"]+\.js/.exec((await get("/log-in")).body)?.[0] ?? "";
  const sizes = new Map<string, number>();
  for (const [accepted, encoding] of [
    ["br, gzip", "br"],
    ["gzip", "gzip"],
    ["identity", undefined],
  ] as const) {
    const answer = await get(script, { "accept-encoding": accepted });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-encoding"]).toBe(encoding);
    expect(answer.headers["content-type"]).toContain("javascript");
    expect(answer.headers["cache-control"]).toContain("immutable");
    expect(answer.headers.vary).toMatch(/accept-encoding/i);
    sizes.set(accepted, answer.rawPayload.length);
  }
  expect(sizes.get("br, gzip")).toBeLessThan((sizes.get("identity") ?? 0) / 3);
});

it("pages and what they were made from are no files", async () => {
  for (const url of ["/log-in.html", "/index.html"]) expect((await get(url)).statusCode).toBe(404);
  expect((await get("/robots.txt")).body).toContain("Disallow: /");
});
