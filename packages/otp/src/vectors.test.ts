// The shared vectors, and the same codes from two other implementations.
import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { HOTP, Secret, TOTP } from "otpauth";
import { describe, expect, it } from "vitest";
import vectors from "../vectors/otp.json" with { type: "json" };
import { type Algorithm, algorithms, decodeBase32, encodeBase32, hotp, totp, verifyTotp } from "./index.ts";

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex"));
}

describe("HOTP (RFC 4226 appendix D)", () => {
  it.each(vectors.hotp)("counter $counter: $code", async ({ secretHex, counter, digits, code }) => {
    expect(await hotp({ secret: bytes(secretHex), counter, digits })).toBe(code);
  });

  it.each([
    [36, "003784"],
    [44, "000152"],
    [226_500, "000007"],
    [349_495, "000000"],
  ])("keeps the leading zeros of counter %i (C-05)", async (counter, code) => {
    expect(await hotp({ secret: bytes("3132333435363738393031323334353637383930"), counter })).toBe(code);
  });

  it("takes counters up to 2^64 - 1 and refuses others, and digits that no code has", async () => {
    const secret = bytes("3132333435363738393031323334353637383930");
    expect(await hotp({ secret, counter: 2n ** 64n - 1n })).toMatch(/^\d{6}$/);
    for (const counter of [-1, 2n ** 64n]) await expect(hotp({ secret, counter })).rejects.toThrow(RangeError);
    for (const digits of [5, 9, 6.5]) await expect(hotp({ secret, counter: 1, digits })).rejects.toThrow(RangeError);
  });
});

describe("TOTP (RFC 6238 appendix B)", () => {
  it.each(vectors.totp)("$algorithm at $time: $code", async ({ algorithm, secretHex, time, period, digits, code }) => {
    const input = { secret: bytes(secretHex), nowMs: time * 1000, period, digits, algorithm: algorithm as Algorithm };
    expect(await totp(input)).toBe(code);
  });
});

describe("Base32", () => {
  it.each(vectors.base32)("$input: $note", async ({ input, accept, secretHex, totpAt1700000000 }) => {
    const decoded = decodeBase32(input);
    expect(decoded !== null).toBe(accept);
    if (!decoded) return;
    expect(Buffer.from(decoded).toString("hex")).toBe(secretHex);
    expect(await totp({ secret: decoded, nowMs: 1_700_000_000_000 })).toBe(totpAt1700000000);
  });
});

describe("verification (C-09, C-10)", () => {
  it.each(vectors.verify)("$note", async ({ secretHex, algorithm, serverTime, accept, matchedStep, ...rest }) => {
    const check = { secret: bytes(secretHex), nowMs: serverTime * 1000, algorithm: algorithm as Algorithm };
    const result = await verifyTotp({ ...check, ...rest });
    expect(result.result === "accepted").toBe(accept);
    if (result.result === "accepted") expect(result.step).toBe(matchedStep);
  });
});

const anySecret = fc.uint8Array({ minLength: 1, maxLength: 64 });
const anyAlgorithm = fc.constantFrom(...algorithms);
const anyDigits = fc.integer({ min: 6, max: 8 });

describe("another implementation gives the same codes", () => {
  it("otpauth, for any secret, counter, time, algorithm and length", async () => {
    await fc.assert(
      fc.asyncProperty(anySecret, anyAlgorithm, anyDigits, fc.maxSafeNat(), async (raw, algorithm, digits, number) => {
        const secret = new Secret({ buffer: new Uint8Array(raw).buffer });
        expect(await hotp({ secret: raw, counter: number, digits, algorithm })).toBe(
          HOTP.generate({ secret, algorithm, digits, counter: number }),
        );
        const nowMs = number % 4_000_000_000_000;
        expect(await totp({ secret: raw, nowMs, digits, algorithm })).toBe(
          TOTP.generate({ secret, algorithm, digits, period: 30, timestamp: nowMs }),
        );
      }),
    );
  });

  const hasOathtool = spawnSync("oathtool", ["--version"]).status === 0;
  it.skipIf(!hasOathtool).each([2n ** 32n, 2n ** 53n, 2n ** 64n - 1n])(
    "oathtool, for counter %s (C-04; needs the program of that name)",
    async (counter) => {
      const hex = "3132333435363738393031323334353637383930";
      const code = execFileSync("oathtool", [`--counter=${counter}`, hex], { encoding: "utf8" }).trim();
      expect(await hotp({ secret: bytes(hex), counter })).toBe(code);
    },
  );

  it.skipIf(!hasOathtool).each(["2038-01-19 03:14:08 UTC", "2106-02-07 06:28:16 UTC", "9999-12-31 23:59:59 UTC"])(
    "oathtool, at %s (C-06; needs the program of that name)",
    async (time) => {
      const hex = "3132333435363738393031323334353637383930";
      const code = execFileSync("oathtool", ["--totp", `--now=${time}`, hex], { encoding: "utf8" }).trim();
      expect(await totp({ secret: bytes(hex), nowMs: Date.parse(time) })).toBe(code);
    },
  );

  it.skipIf(!hasOathtool)("oathtool (needs the program of that name)", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 10, maxLength: 64 }),
        anyAlgorithm,
        anyDigits,
        fc.nat(2 ** 31),
        async (secret, algorithm, digits, seconds) => {
          const time = new Date(seconds * 1000).toISOString().replace("T", " ").replace(".000Z", " UTC");
          const options = [
            `--totp=${algorithm}`,
            "--base32",
            `--digits=${digits}`,
            `--now=${time}`,
            encodeBase32(secret),
          ];
          const code = execFileSync("oathtool", options, { encoding: "utf8" }).trim();
          expect(await totp({ secret, nowMs: seconds * 1000, digits, algorithm })).toBe(code);
        },
      ),
      { numRuns: 40 },
    );
  });
});
