// What holds for any input: reading what was written, and never an exception for what a person may type or scan.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  algorithms,
  buildOtpauthUri,
  decodeBase32,
  encodeBase32,
  findClockOffsetSeconds,
  parseOtpauthUri,
  timeStep,
  totp,
  verifyTotp,
} from "./index.ts";

const anyText = fc.string({ unit: "binary" });
const secret = new Uint8Array(20).fill(7);
const nowMs = 1_700_000_005_000;

describe("Base32", () => {
  it("reads back any bytes, however the text is grouped and padded", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        const text = encodeBase32(bytes);
        expect(text).toMatch(/^[A-Z2-7]+$/);
        const grouped = (text.toLowerCase().match(/.{1,4}/g) ?? []).join("-");
        for (const one of [text, grouped, `${text}${"=".repeat((8 - (text.length % 8)) % 8)}`]) {
          expect(decodeBase32(one)).toEqual(bytes);
        }
      }),
    );
  });

  it("throws for no text, and what it reads it would write the same", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const bytes = decodeBase32(text);
        if (bytes) expect(decodeBase32(encodeBase32(bytes))).toEqual(bytes);
      }),
    );
    expect(decodeBase32("A".repeat(100_000))).toBeNull();
  });
});

describe("otpauth URIs", () => {
  const name = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
    .filter((text) => !text.includes(":") && text.trim() === text);
  it("are read back, for any issuer and account", () => {
    const parts = fc.record({
      issuer: name,
      account: name,
      secret: fc.uint8Array({ minLength: 1, maxLength: 64 }),
      algorithm: fc.constantFrom(...algorithms),
      digits: fc.integer({ min: 6, max: 8 }),
      period: fc.integer({ min: 1, max: 3600 }),
    });
    fc.assert(
      fc.property(parts, (given) => {
        const uri = buildOtpauthUri(given);
        expect(uri).not.toMatch(/[+\s]/);
        expect(parseOtpauthUri(uri)).toEqual({ ...given, type: "totp", counter: null });
      }),
    );
  });

  it("write a space as %20 and name algorithm, digits and period", () => {
    expect(buildOtpauthUri({ issuer: "Analytical Engines", account: "ada@example.org", secret })).toBe(
      "otpauth://totp/Analytical%20Engines:ada%40example.org?secret=A4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYH&issuer=Analytical%20Engines&algorithm=SHA1&digits=6&period=30",
    );
  });

  it("throw for no text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        parseOtpauthUri(text);
        parseOtpauthUri(`otpauth://totp/${text}?secret=${text}`);
        parseOtpauthUri(`otpauth://hotp/a?secret=GEZDGNBV&counter=${text}`);
      }),
    );
  });

  it.each([
    "otpauth://steam/a?secret=GEZDGNBV",
    "otpauth://totp/?secret=GEZDGNBV",
    "otpauth://totp/a",
    "otpauth://totp/a?secret=",
    "otpauth://totp/a?secret=GEZDGNBV&secret=GEZDGNBV",
    "otpauth://totp/a?secret=GEZDGNB0",
    "otpauth://totp/a?secret=GEZDGNBV&digits=9",
    "otpauth://totp/a?secret=GEZDGNBV&period=0",
    "otpauth://totp/a?secret=GEZDGNBV&algorithm=MD5",
    "otpauth://hotp/a?secret=GEZDGNBV",
    "otpauth://totp/%E0%A4%A?secret=GEZDGNBV",
    "https://totp/a?secret=GEZDGNBV",
    `otpauth://totp/a?secret=${"A".repeat(4000)}`,
  ])("%s is refused (G-080)", (uri) => {
    expect(parseOtpauthUri(uri)).toBeNull();
  });

  it("are read with the usual values where nothing is named", () => {
    expect(parseOtpauthUri("otpauth://totp/Shop:%20ada?secret=gezd%20gnbv")).toMatchObject({
      issuer: "Shop",
      account: "ada",
      algorithm: "SHA1",
      digits: 6,
      period: 30,
    });
    expect(parseOtpauthUri("otpauth://hotp/ada?secret=GEZDGNBV&counter=5")).toMatchObject({
      type: "hotp",
      counter: 5,
      period: null,
    });
  });
});

describe("verification", () => {
  it("finds any text wrong that is not the code, and throws for none", async () => {
    const code = await totp({ secret, nowMs });
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        fc.pre(text !== code);
        const { result } = await verifyTotp({ secret, nowMs, code: text, stepsBack: 0, stepsForward: 0 });
        expect(result).toBe("wrong");
      }),
    );
    for (const odd of ["12345６", "１２３４５６", "", "\u0000".repeat(6), "-12345", "1e5000", " 12345"]) {
      expect((await verifyTotp({ secret, nowMs, code: odd })).result).toBe("wrong");
    }
  });

  it("accepts each step of the window, once, and in rising order only (C-10)", async () => {
    const step = timeStep(nowMs);
    for (const offset of [-1, 0, 1]) {
      const code = await totp({ secret, nowMs: nowMs + offset * 30_000 });
      expect(await verifyTotp({ secret, nowMs, code })).toEqual({ result: "accepted", step: step + offset });
      for (const lastAcceptedStep of [step + offset, step + offset + 1]) {
        expect(await verifyTotp({ secret, nowMs, code, lastAcceptedStep })).toEqual({
          result: "already_used",
          step: step + offset,
        });
      }
    }
  });

  it("burns the newest step where two neighbours have the same digits (C-17)", async () => {
    const check = { secret: new TextEncoder().encode("12345678901234567890"), nowMs: 910_737 * 30_000, code: "911617" };
    expect(await verifyTotp(check)).toEqual({ result: "accepted", step: 910_738 });
    expect(await verifyTotp({ ...check, lastAcceptedStep: 910_738 })).toEqual({
      result: "already_used",
      step: 910_738,
    });
  });

  it("counts no step before 1970", async () => {
    const code = await totp({ secret, nowMs: 0 });
    expect(await verifyTotp({ secret, nowMs: 0, code })).toEqual({ result: "accepted", step: 0 });
  });
});

describe("the offset of a clock", () => {
  it.each([-20, -3, 2, 20])("is found at %i steps", async (steps) => {
    const code = await totp({ secret, nowMs: nowMs + steps * 30_000 });
    expect(await findClockOffsetSeconds({ secret, nowMs, code })).toBe(steps * 30);
  });

  it.each([-21, 21, 1000])("is not looked for at %i steps", async (steps) => {
    const code = await totp({ secret, nowMs: nowMs + steps * 30_000 });
    expect(await findClockOffsetSeconds({ secret, nowMs, code })).toBeNull();
  });
});
