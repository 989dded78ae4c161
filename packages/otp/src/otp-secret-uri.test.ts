// The field "OTP secret" with an otpauth URI: what is kept of it, what is asked, and what is refused with the part that is wrong.
import fc from "fast-check";
import { TOTP, URI } from "otpauth";
import { describe, expect, it } from "vitest";
import {
  algorithms,
  buildOtpauthUri,
  encodeBase32,
  type OtpDoubt,
  parseOtpauthUri,
  readOtpSecret,
  totp,
} from "./index.ts";
import { refused, taken } from "./testing/reading.ts";

const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const bytes = new TextEncoder().encode("12345678901234567890");
const anySecret = fc.uint8Array({ minLength: 10, maxLength: 128 });
const entryOf = (text: string) => taken(readOtpSecret(text));
const refusalOf = (text: string) => refused(readOtpSecret(text));

describe("an otpauth URI", () => {
  it("keeps algorithm, digits, period, issuer and account (D-01, D-06, D-07, D-08)", () => {
    const text = `otpauth://totp/Shop:ada?secret=${secret}&issuer=Shop&algorithm=sha512&digits=8&period=60`;
    const otp = { secret: bytes, algorithm: "SHA512", digits: 8, period: 60 };
    expect(entryOf(text)).toEqual({ otp, issuer: "Shop", account: "ada", doubts: [] });
    expect(entryOf(` \n${text.replace("otpauth:", "OTPAUTH:")}\n`)).toEqual(entryOf(text));
  });

  it.each([
    ["otpauth://totp/Big%20Shop%3A%20%20ada?", "Big Shop", "ada"],
    ["otpauth://totp/Shop:ada:x?", "Shop", "ada:x"],
    ["otpauth://totp/ada@example.org?", null, "ada@example.org"],
    ["otpauth://totp/ada?issuer=&", null, "ada"],
    ["otpauth://totp/Shop:ada?issuer=&", "Shop", "ada"],
    ["otpauth://totp/ada?issuer=My%20Shop&", "My Shop", "ada"],
    ["otpauth://totp/Åse 東京?", null, "Åse 東京"],
    ["otpauth://totp/half\ud800?", null, "half\ufffd"],
  ])("%ssecret=...: issuer %j, account %j (D-02, D-04)", (start, issuer, account) => {
    expect(entryOf(`${start}secret=${secret}`)).toMatchObject({ issuer, account, doubts: [] });
  });

  it.each([
    [
      `otpauth://totp/Shop:ada?secret=${secret}&issuer=Bank`,
      [{ code: "issuers_differ", label: "Shop", parameter: "Bank" }],
    ],
    [`otpauth://totp/ada?secret=${secret}&issuer=My+Corp`, [{ code: "plus_in_issuer", withSpaces: "My Corp" }]],
    [`otpauth://totp/My+Corp:ada?secret=${secret}`, [{ code: "plus_in_issuer", withSpaces: "My Corp" }]],
    [`otpauth://totp/ada+shop@example.org?secret=${secret}`, []],
    ["GEZDGNBVGY3TQOJQ", [{ code: "short_secret", bytes: 10 }]],
    [encodeBase32(bytes.slice(0, 15)), [{ code: "short_secret", bytes: 15 }]],
    [encodeBase32(bytes.slice(0, 16)), []],
  ] satisfies [string, OtpDoubt[]][])(
    "%s: asks what a person should look at (C-02, D-05, D-10, G-086)",
    (text, doubts) => {
      expect(entryOf(text).doubts).toEqual(doubts);
    },
  );

  it("keeps the plus sign of an issuer (D-10, G-086)", () => {
    expect(entryOf(`otpauth://totp/ada?secret=${secret}&issuer=My+Corp`).issuer).toBe("My+Corp");
  });

  it.each([
    `otpauth://hotp/ada?secret=${secret}&counter=0`,
    `otpauth://hotp/ada?secret=${secret}`,
    `otpauth://hotp/ada?secret=${secret}&counter=-1`,
    `otpauth://hotp/ada?secret=${secret}&counter=18446744073709551616`,
    "otpauth://hotp/?secret=8",
  ])("%s is refused as HOTP, whatever else is wrong with it (D-09, G-083)", (text) => {
    expect(refusalOf(text)).toEqual({ code: "hotp_not_supported" });
  });

  it.each(["steam", "yaotp", "TOTP", "Hotp", ""])("of the type %j is refused, which is named (D-01)", (type) => {
    expect(refusalOf(`otpauth://${type}/ada?secret=${secret}`)).toEqual({ code: "type_not_supported", type });
  });

  it.each([
    ["https://example.org/?secret=GEZDGNBVGY3TQOJQ", "https"],
    [` HTTP://totp/ada?secret=${secret}`, "http"],
    [`steam://${secret}`, "steam"],
    [`motp://ada?secret=${secret}`, "motp"],
  ])("%s is none: the other kind is named (G-089)", (text, scheme) => {
    expect(refusalOf(text)).toEqual({ code: "not_a_secret", scheme });
  });

  it("is told from an export, which another function reads (D-17)", () => {
    expect(refusalOf("otpauth-migration://offline?data=CjEKCkhlbGxvId6tvu8")).toEqual({ code: "migration" });
    expect(refusalOf(` OTPAUTH-MIGRATION://offline?data=${"A".repeat(9000)}`)).toEqual({ code: "migration" });
  });

  it.each([
    [`otpauth://totp/?secret=${secret}`, { code: "missing_account" }],
    [`otpauth://totp?secret=${secret}`, { code: "missing_account" }],
    [`otpauth://totp/Shop:%20?secret=${secret}`, { code: "missing_account" }],
    ["otpauth://totp/ada", { code: "missing_secret" }],
    ["otpauth://totp/ada?issuer=Shop", { code: "missing_secret" }],
    ["otpauth://totp/ada?secret=", { code: "missing_secret" }],
    ["otpauth://totp/ada?secret=%20-", { code: "missing_secret" }],
    [`otpauth://totp/ada#?secret=${secret}`, { code: "missing_secret" }],
    [`otpauth://totp/ada?secret=${secret}&secret=${secret}`, { code: "repeated_parameter", parameter: "secret" }],
    [`otpauth://totp/ada?secret=${secret}&issuer=A&issuer=A`, { code: "repeated_parameter", parameter: "issuer" }],
    [`otpauth://totp/%E0%A4%A?secret=${secret}`, { code: "bad_encoding", parameter: "label" }],
    [`otpauth://totp/ada?secret=${secret}&issuer=%ff`, { code: "bad_encoding", parameter: "issuer" }],
    ["otpauth://totp/ada?secret=GEZD%", { code: "bad_encoding", parameter: "secret" }],
    [`otpauth://totp/${"a".repeat(513)}?secret=${secret}`, { code: "name_too_long", parameter: "label", longest: 512 }],
    [
      `otpauth://totp/a?secret=${secret}&issuer=${"a".repeat(257)}`,
      { code: "name_too_long", parameter: "issuer", longest: 256 },
    ],
    [`otpauth://totp/a?secret=${secret}&image=${"a".repeat(2048)}`, { code: "text_too_long", longest: 2048 }],
    ["otpauth://totp/ada?secret=GEZDGNBVGY3TQOI", { code: "too_short", bytes: 9, least: 10 }],
    ["otpauth://totp/ada?secret=GEZDGNBVGY3TQOJQG", { code: "impossible_length", parameter: "secret", characters: 17 }],
  ])("%s is refused, and the part is named (G-080)", (text, refusal) => {
    expect(refusalOf(text)).toEqual(refusal);
    expect(parseOtpauthUri(text)).toBeNull();
  });

  it.each([
    ["otpauth://totp/ada?secret=GEZDGNBVGY3TQOJ8&issuer=Shop", 41, "8"],
    ["otpauth://totp/ada?issuer=%F0%9F%98%80&secret=GEZD%20%38&digits=6", 53, "8"],
    ["  otpauth://totp/%C3%A9?secret=GEZD%20%C3%A9%F0%9F%98%80", 38, "é"],
    ["otpauth://totp/ada?secret=GEZD%20%F0%9F%98%80%C3%A9", 33, "😀"],
    // A hyphen of two UTF-16 units, which is no part of the secret.
    ["otpauth://totp/ada?secret=GEZD%F0%90%BA%AD8", 42, "8"],
    ["otpauth://totp/ada?secret=%E2%80%91%E2%88%92GEZD%0A%00", 51, "\u0000"],
  ])("%s: the wrong character is found where it was typed (D-16)", (text, index, character) => {
    const at = { index, place: index + 1, character };
    expect(refusalOf(text)).toEqual({ code: "not_base32", parameter: "secret", at });
  });

  it.each(
    ["5", "9", "08", "6.0", "-6", "", "6 ", "６", "1e1"]
      .map((value) => ["bad_digits", "digits", value])
      .concat(
        ["0", "-30", "1", "14", "121", "1e9", "30s", ""].map((value) => ["bad_period", "period", value]),
        ["MD5", "sha-1", "HmacSHA256", "none", "", "SHA1 "].map((value) => ["bad_algorithm", "algorithm", value]),
      ),
  )("is refused with %s for %s=%s (D-06, D-07, D-08, G-082)", (code = "", parameter = "", value = "") => {
    const text = `otpauth://totp/ada?secret=${secret}&${parameter}=${encodeURIComponent(value)}`;
    expect(refusalOf(text)).toEqual({ code, value });
    expect(refusalOf(`${text}&${parameter}=6`)).toEqual({ code: "repeated_parameter", parameter });
  });

  it("takes the whole range of each value (D-07, D-08)", () => {
    for (const [digits, period] of [
      [6, 15],
      [7, 60],
      [8, 120],
    ]) {
      const text = `otpauth://totp/ada?secret=${secret}&digits=${digits}&period=${period}`;
      expect(entryOf(text).otp).toMatchObject({ digits, period });
    }
  });

  it("ignores what it does not know, fetches nothing, and ignores the counter of a TOTP (D-13, G-083, G-085)", async () => {
    const fetched: unknown[] = [];
    const { fetch } = globalThis;
    globalThis.fetch = async (...all) => {
      fetched.push(all);
      return new Response();
    };
    try {
      const plain = `otpauth://totp/ada?secret=${secret}`;
      const others = "&image=http://169.254.169.254/&image=%ff&color=red&lock=true&counter=-1&counter=x&&";
      expect(entryOf(plain + others)).toEqual(entryOf(plain));
      expect(parseOtpauthUri(plain + others)).toEqual(parseOtpauthUri(plain));
    } finally {
      globalThis.fetch = fetch;
    }
    expect(fetched).toEqual([]);
  });

  it("that a mail program has broken over lines is taken", () => {
    const text = `otpauth://totp/Big%20Sh\r\nop:ada?secret=${secret.slice(0, 9)}\r\n${secret.slice(9)}&digits=\n8`;
    expect(entryOf(text)).toMatchObject({ issuer: "Big Shop", otp: { secret: bytes, digits: 8 } });
  });

  const name = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
    .filter((text) => !text.includes(":") && text.trim() === text);
  const anyParts = fc.record({
    issuer: name,
    account: name,
    secret: anySecret,
    algorithm: fc.constantFrom(...algorithms),
    digits: fc.integer({ min: 6, max: 8 }),
    period: fc.integer({ min: 15, max: 120 }),
  });

  it("is read back, as parseOtpauthUri reads it", () => {
    fc.assert(
      fc.property(anyParts, (given) => {
        const { issuer, account, ...otp } = given;
        const uri = buildOtpauthUri(given);
        expect(entryOf(uri)).toMatchObject({ otp, issuer, account });
        expect(parseOtpauthUri(uri)).toEqual({ ...otp, issuer, account, type: "totp", counter: null });
      }),
    );
  });

  it("that another implementation has written is read, and gives its codes", async () => {
    await fc.assert(
      fc.asyncProperty(anyParts, fc.nat(4_000_000_000), async (given, seconds) => {
        const theirs = URI.parse(buildOtpauthUri(given));
        const { otp, issuer, account } = entryOf(theirs.toString());
        expect({ issuer, account }).toEqual({ issuer: given.issuer, account: given.account });
        if (!(theirs instanceof TOTP)) throw new Error("No TOTP.");
        const nowMs = seconds * 1000;
        expect(await totp({ ...otp, nowMs })).toBe(theirs.generate({ timestamp: nowMs }));
      }),
    );
  });
});
