// The vectors and the refusals once more, in a real browser: the console and the keys run this code there.
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildPackage, PackagePage } from "../../../scripts/test-chromium.ts";
import migrations from "../vectors/migration.json" with { type: "json" };
import vectors from "../vectors/otp.json" with { type: "json" };
import type * as Otp from "./index.ts";
import * as inNode from "./index.ts";

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

it("reads and refuses the same as in Node (D-16, D-17, G-080, G-082, G-088)", async () => {
  const secret = "GEZDGNBVGY3TQOJQ";
  const secrets = vectors.base32
    .map(({ input }) => input)
    .concat(
      "GEZD\u2011GNBV\u200bGY3T\u202fQOJQ",
      "GEZDGNBVGY3TQO8Q",
      "GEZDı😀",
      `otpauth://totp/My%20Shop:ada?secret=${secret}&issuer=My+Shop&algorithm=SHA512&digits=8&period=60`,
      `otpauth://totp/Åse?secret=GEZD%20%F0%9F%98%80`,
      `otpauth://hotp/ada?secret=${secret}&counter=1`,
      `otpauth://totp/ada?secret=${secret}&digits=9`,
      `otpauth://totp/ada?secret=${secret}&issuer=%ff`,
      "https://example.org/",
    );
  const damaged = ["", "%ff", "CjEKC", "Cj!K", "CjEK", "EAEYAg=="];
  const uris = migrations.exports
    .map(({ uri }) => uri)
    .concat(damaged.map((data) => `otpauth-migration://offline?data=${data}`));
  const expected = readAll(inNode, { secrets, uris });
  const script = `(${readAll.toString()})(otp, ${JSON.stringify({ secrets, uris })})`;
  expect(await browser.page.evaluate(script)).toEqual(expected);
  expect(expected).toContain('"code":"hotp_not_supported"');
  expect(expected).toContain('"code":"not_protobuf"');
});

it("shows the same live codes as Node", async () => {
  const moments = vectors.totp.map(({ secretHex, algorithm, period, digits, time }) => ({
    secretHex,
    algorithm: algorithm as Otp.Algorithm,
    period,
    digits,
    nowMs: time * 1000 + 1,
  }));
  const found = await browser.page.evaluate(async (all) => {
    const otp = (globalThis as unknown as { otp: typeof Otp }).otp;
    const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    return Promise.all(all.map(({ secretHex, ...one }) => otp.liveCode({ ...one, secret: bytes(secretHex) })));
  }, moments);
  const expected = await Promise.all(
    moments.map(({ secretHex, ...one }) => inNode.liveCode({ ...one, secret: Buffer.from(secretHex, "hex") })),
  );
  expect(found).toEqual(expected);
  expect(found.map(({ code }) => code)).toEqual(vectors.totp.map(({ code }) => code));
});

/** Runs here and, as text, in the browser: it may use nothing from outside. Bytes become lists in JSON. */
function readAll(otp: typeof Otp, { secrets, uris }: { secrets: readonly string[]; uris: readonly string[] }): string {
  const parts = uris.map((uri) => otp.readMigration(uri));
  const good = parts.filter((part) => "entries" in part);
  const ofThree = otp.collectMigration(good.filter(({ batchSize }) => batchSize === 3).reverse());
  return JSON.stringify([secrets.map((text) => otp.readOtpSecret(text)), parts, ofThree, otp.collectMigration(good)]);
}
