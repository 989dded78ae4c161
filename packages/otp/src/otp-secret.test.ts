// The field "OTP secret" with a secret in Base32: what is taken, and what is refused with the reason and the place.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import vectors from "../vectors/otp.json" with { type: "json" };
import { decodeBase32, encodeBase32, type OtpRefusal, readOtpSecret } from "./index.ts";
import { refused, taken } from "./testing/reading.ts";

const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const bytes = new TextEncoder().encode("12345678901234567890");
const anyText = fc.string({ unit: "binary" });
const anySecret = fc.uint8Array({ minLength: 10, maxLength: 128 });
const entryOf = (text: string) => taken(readOtpSecret(text));
const refusalOf = (text: string) => refused(readOtpSecret(text));

describe("a secret in Base32", () => {
  it.each([
    secret,
    secret.toLowerCase(),
    "gezd gnbv gy3t qojq gezd gnbv gy3t qojq",
    "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ",
    "GEZD\u00a0GNBV\u202fGY3T\tQOJQ\u200bGEZD\u2011GNBV\u2013GY3T\u00adQOJQ",
    `  ${secret}\r\n`,
    `${secret}====`,
    `${secret} = =`,
  ])("%j is taken, with SHA1, 6 digits and 30 seconds (D-16)", (text) => {
    const otp = { secret: bytes, algorithm: "SHA1", digits: 6, period: 30 };
    expect(entryOf(text)).toEqual({ otp, issuer: null, account: null, doubts: [] });
  });

  it.each([
    ["", { code: "empty" }],
    [" \u00a0-\t", { code: "empty" }],
    ["====", { code: "empty" }],
    ["GEZD GNBV 8Y3T QOJQ", notBase32(10, 11, "8")],
    ["GEZDGNBVGY3TQOJ0", notBase32(15, 16, "0")],
    ["GEZDGNBVGY3TQOJ1", notBase32(15, 16, "1")],
    ["😀GEZDGNBVGY3TQOJQ", notBase32(0, 1, "😀")],
    ["GEZD-é", notBase32(5, 6, "é")],
    ["  \u00a0GEZDß", notBase32(7, 8, "ß")],
    // Letters that become ASCII in upper case: dotless i and long s.
    ["GEZDı", notBase32(4, 5, "ı")],
    ["GEZDſ", notBase32(4, 5, "ſ")],
    ["JBSWY3DPEHPK3PXР", notBase32(15, 16, "Р")],
    ["JBSW=Y3DPEHPK3PXP", notBase32(4, 5, "=")],
    ["key: GEZDGNBVGY3TQOJQ", notBase32(3, 4, ":")],
    ["GEZDGNBVGY3TQOJQG", { code: "impossible_length", parameter: null, characters: 17 }],
    ["GEZD GNBV GY3T QOJQ GEZ", { code: "impossible_length", parameter: null, characters: 19 }],
    ["GEZDGNBVGY3TQOJQ GR ==", leftOverBits(18, 19, "R")],
    ["GEZDGNBVGY3TQOI", { code: "too_short", bytes: 9, least: 10 }],
    [encodeBase32(new Uint8Array(129)), { code: "too_long", bytes: 129, most: 128 }],
    ["A".repeat(5000), { code: "text_too_long", longest: 4096 }],
    ["A".repeat(100_000), { code: "text_too_long", longest: 65_536 }],
  ])("%j is refused with the place (D-16, C-02)", (text, refusal) => {
    expect(refusalOf(text)).toEqual(refusal);
  });

  it.each(vectors.base32)("$input: as the vectors say ($note)", ({ input, accept, secretHex }) => {
    const read = readOtpSecret(input);
    if (!accept) expect(read).toHaveProperty("refusal");
    else if ((secretHex ?? "").length < 20) expect(read).toMatchObject({ refusal: { code: "too_short" } });
    else expect(Buffer.from(entryOf(input).otp.secret).toString("hex")).toBe(secretHex);
  });

  it("is read back, however it is grouped, in any case", () => {
    const separator = fc.constantFrom("", " ", "-", "\u00a0", "\t", " - ", "\n", "\u2013");
    fc.assert(
      fc.property(anySecret, separator, fc.integer({ min: 1, max: 9 }), fc.boolean(), (raw, between, length, lower) => {
        const text = encodeBase32(raw);
        const grouped = (text.match(new RegExp(`.{1,${length}}`, "g")) ?? []).join(between);
        expect(entryOf(lower ? grouped.toLowerCase() : grouped).otp.secret).toEqual(raw);
      }),
    );
  });

  it("with one character damaged is another secret, or is refused with the right place", () => {
    const damages = fc.oneof(
      fc.constantFrom(..."0189=.,:+_/ilOİß😀\u0000"),
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(anySecret, fc.nat(), damages, (raw, where, damage) => {
        const whole = (encodeBase32(raw).match(/.{1,4}/g) ?? []).join(" ");
        const index = where % whole.length;
        const text = whole.slice(0, index) + damage + whole.slice(index + 1);
        const read = readOtpSecret(text);
        if (/^[A-Za-z2-7\s\p{Pd}\u00ad\u200b-\u200d\u2060\u2212]$/u.test(damage)) {
          if ("refusal" in read) {
            expect(["impossible_length", "left_over_bits", "too_short"]).toContain(read.refusal.code);
          } else expect(read.otp.secret).toEqual(decodeBase32(text));
        } else if (damage === "=" && index === whole.length - 1) {
          // As if the last character had been cut off.
          expect(read).toHaveProperty("refusal");
        } else {
          expect(read).toEqual({ refusal: notBase32(index, index + 1, damage) });
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("with a character lost or doubled is never taken for the whole one", () => {
    fc.assert(
      fc.property(anySecret, fc.nat(), (raw, where) => {
        const whole = encodeBase32(raw);
        const index = where % whole.length;
        for (const text of [
          whole.slice(0, index) + whole.slice(index + 1),
          whole.slice(0, index + 1) + whole.slice(index),
        ]) {
          const read = readOtpSecret(text);
          if (!("refusal" in read)) expect(read.otp.secret).not.toEqual(raw);
        }
      }),
    );
  });
});

it("no text throws; a place is in the text, and holds the character that is named", () => {
  const almost = fc.tuple(
    fc.constantFrom("", " ", secret, "otpauth://totp/a?secret=", "otpauth://totp/", "otpauth://", "otpauth:"),
    anyText,
    fc.constantFrom("", "?", "&", "=", `?secret=${secret}`, "&period="),
    anyText,
  );
  fc.assert(
    fc.property(
      fc.oneof(
        anyText,
        almost.map((all) => all.join("")),
      ),
      (text) => {
        const read = readOtpSecret(text);
        if (!("refusal" in read)) {
          expect(read.otp.secret.length).toBeGreaterThanOrEqual(10);
          return;
        }
        if (!("at" in read.refusal)) return;
        const { index, place, character } = read.refusal.at;
        expect([...text.slice(0, index)].length).toBe(place - 1);
        const typed = text.slice(index);
        expect(typed.startsWith(character) || typed.startsWith("%")).toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});

function notBase32(index: number, place: number, character: string): OtpRefusal {
  return { code: "not_base32", parameter: null, at: { index, place, character } };
}

function leftOverBits(index: number, place: number, character: string): OtpRefusal {
  return { code: "left_over_bits", parameter: null, at: { index, place, character } };
}
