// The vectors once more, in a real browser: the console and the keys run this code there.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findChromium } from "../../../scripts/test-tools.ts";
import vectors from "../vectors/otp.json" with { type: "json" };
import type * as Otp from "./index.ts";

let browser: Browser;
let server: Server;

async function bundle(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: "error",
    root: import.meta.dirname,
    build: { write: false, minify: false, lib: { entry: "index.ts", formats: ["iife"], name: "otp", fileName: "otp" } },
  });
  const [first] = Array.isArray(output) ? output : [];
  const chunk = first?.output[0];
  if (chunk?.type !== "chunk") throw new Error("Nothing was built.");
  return chunk.code;
}

beforeAll(async () => {
  // WebCrypto is there for secure pages only; localhost counts as one.
  server = createServer((_request, response) => response.setHeader("content-type", "text/html").end("<!doctype html>"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const executablePath = findChromium() ?? undefined;
  browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

it("gives the same answers as in Node for all vectors", async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  await page.addScriptTag({ content: await bundle() });
  const found = await page.evaluate(async (all) => {
    const otp = (globalThis as unknown as { otp: typeof Otp }).otp;
    const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    const hotps = await Promise.all(all.hotp.map((one) => otp.hotp({ ...one, secret: bytes(one.secretHex) })));
    const totps = await Promise.all(
      all.totp.map((one) =>
        otp.totp({
          ...one,
          algorithm: one.algorithm as Otp.Algorithm,
          secret: bytes(one.secretHex),
          nowMs: one.time * 1000,
        }),
      ),
    );
    const base32 = all.base32.map((one) => {
      const decoded = otp.decodeBase32(one.input);
      return decoded && Array.from(decoded, (byte) => byte.toString(16).padStart(2, "0")).join("");
    });
    const verified = await Promise.all(
      all.verify.map(async ({ secretHex, serverTime, algorithm, ...one }) => {
        const check = {
          ...one,
          algorithm: algorithm as Otp.Algorithm,
          secret: bytes(secretHex),
          nowMs: serverTime * 1000,
        };
        const result = await otp.verifyTotp(check);
        return result.result === "accepted" ? result.step : null;
      }),
    );
    return { hotps, totps, base32, verified };
  }, vectors);
  expect(found.hotps).toEqual(vectors.hotp.map((one) => one.code));
  expect(found.totps).toEqual(vectors.totp.map((one) => one.code));
  expect(found.base32).toEqual(vectors.base32.map((one) => one.secretHex));
  expect(found.verified).toEqual(vectors.verify.map((one) => one.matchedStep));
});
