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
/** Base32 of 10 bytes, the fewest that a URI may bring. */
const readable = "GEZDGNBVGY3TQOJQ";

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
      secret: fc.uint8Array({ minLength: 10, maxLength: 128 }),
      algorithm: fc.constantFrom(...algorithms),
      digits: fc.integer({ min: 6, max: 8 }),
      period: fc.integer({ min: 15, max: 120 }),
    });
    fc.assert(
      fc.property(parts, (given) => {
        const uri = buildOtpauthUri(given);
        expect(uri).not.toMatch(/[+\s]/);
        expect(parseOtpauthUri(uri)).toEqual({ ...given, type: "totp", counter: null });
      }),
    );
  });

  it("part issuer and account at the colon whatever is in their names, and are built for any text (D-02)", () => {
    fc.assert(
      fc.property(anyText, anyText, (issuer, account) => {
        const read = parseOtpauthUri(buildOtpauthUri({ issuer, account: `a${account}`, secret }));
        expect(read?.issuer).toBe(issuer.replaceAll(":", "").trim().toWellFormed() || null);
        expect(read?.account).toBe(`a${account}`.replaceAll(":", "").trim().toWellFormed());
      }),
    );
    expect(parseOtpauthUri(buildOtpauthUri({ issuer: "A: B", account: "c:d ", secret }))).toMatchObject({
      issuer: "A B",
      account: "cd",
    });
    expect(buildOtpauthUri({ issuer: "\ud800", account: "a", secret })).toContain("totp/%EF%BF%BD:a?");
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
        parseOtpauthUri(`otpauth://hotp/a?secret=${readable}&counter=${text}`);
      }),
    );
  });

  it.each([
    "otpauth-migration://offline?data=CjEKCkhlbGxvId6tvu8",
    "steam://a?secret=GEZDGNBVGY3TQOJQ",
    "motp://a?secret=GEZDGNBVGY3TQOJQ",
    `otpauth://steam/a?secret=${readable}`,
    `otpauth://TOTP/a?secret=${readable}`,
    `otpauth://totp/?secret=${readable}`,
    "otpauth://totp/a",
    "otpauth://totp/a?secret=",
    `otpauth://totp/a?secret=${readable}&secret=${readable}`,
    "otpauth://totp/a?secret=GEZDGNBVGY3TQOJ0",
    `otpauth://hotp/a?secret=${readable}`,
    `otpauth://totp/%E0%A4%A?secret=${readable}`,
    `https://totp/a?secret=${readable}`,
    `otpauth://totp/a?secret=${"A".repeat(4000)}`,
  ])("%s is refused (G-080)", (uri) => {
    expect(parseOtpauthUri(uri)).toBeNull();
  });

  it.each(
    [
      "digits=5",
      "digits=9",
      "digits=08",
      "digits=6.0",
      "digits=-6",
      "digits=6&digits=8",
      "period=0",
      "period=-30",
    ].concat([
      "period=14",
      "period=121",
      "period=1e9",
      "period=30s",
      "algorithm=MD5",
      "algorithm=sha-1",
      "algorithm=none",
    ]),
  )("%s is refused (G-082)", (parameter) => {
    expect(parseOtpauthUri(`otpauth://totp/a?secret=${readable}&${parameter}`)).toBeNull();
  });

  it.each(["", "-1", "1.5", "01", "18446744073709551616"])("counter=%s is refused (G-083)", (counter) => {
    expect(parseOtpauthUri(`otpauth://hotp/a?secret=${readable}&counter=${counter}`)).toBeNull();
  });

  it.each([
    [9, false],
    [10, true],
    [128, true],
    [129, false],
  ])("a secret of %i bytes is read: %s (C-02)", (length, accepted) => {
    const uri = buildOtpauthUri({ issuer: "A", account: "b", secret: new Uint8Array(length) });
    expect(parseOtpauthUri(uri) !== null).toBe(accepted);
  });

  it("keep a plus sign, and ignore what they do not know and the counter of a TOTP (D-10, D-13, G-083)", () => {
    const uri = `otpauth://totp/a?secret=${readable}&issuer=My+Corp&image=http://169.254.169.254/&counter=5`;
    expect(parseOtpauthUri(uri)).toMatchObject({ issuer: "My+Corp", counter: null, period: 30 });
  });

  it("are read with the usual values where nothing is named", () => {
    expect(parseOtpauthUri("otpauth://totp/Shop:%20ada?secret=gezd%20gnbv%20gy3t%20qojq")).toMatchObject({
      issuer: "Shop",
      account: "ada",
      algorithm: "SHA1",
      digits: 6,
      period: 30,
    });
    expect(parseOtpauthUri(`otpauth://hotp/ada?secret=${readable}&counter=5`)).toMatchObject({
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
    for (const lastAcceptedStep of [910_737, 910_738]) {
      expect(await verifyTotp({ ...check, lastAcceptedStep })).toEqual({ result: "already_used", step: 910_738 });
    }
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
