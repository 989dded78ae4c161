// The vectors once more, in a real browser: the console and the keys run this code there.
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildPackage, PackagePage } from "../../../scripts/test-chromium.ts";
import vectors from "../vectors/otp.json" with { type: "json" };
import type * as Otp from "./index.ts";

let browser: PackagePage;
beforeAll(async () => {
  browser = await PackagePage.open(await buildPackage(import.meta.dirname, "index.ts", "otp"));
});
afterAll(() => browser?.close());

it("gives the same answers as in Node for all vectors", async () => {
  const found = await browser.page.evaluate(async (all) => {
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
