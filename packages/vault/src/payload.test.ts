// What is in a sealed account is read strictly: what one program writes, another must not read otherwise.
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildOtpauthUri, encodeBase32, parseOtpauthUri } from "../../otp/src/index.ts";
import { accountTextLength, longestContentBytes } from "./limits.ts";
import { type AccountPayload, decodePayload, encodePayload } from "./payload.ts";
import { VaultProblem } from "./problem.ts";
import { account, bytesOf, payload, problemOf, refusal } from "./testing/accounts.ts";

const read = (value: unknown) => decodePayload(bytesOf(JSON.stringify(value)));
const without = (name: string) => Object.fromEntries(Object.entries(payload).filter(([key]) => key !== name));
const withOtp = (more: object) => ({ ...payload, otp: { ...payload.otp, ...more } });

describe("the content of an account", () => {
  it("is UTF-8 JSON of exactly these fields, made up with spaces to a multiple of 512 bytes", () => {
    const written = encodePayload(payload);
    expect(written.length).toBe(512);
    expect(new TextDecoder().decode(written).trimEnd()).toBe(JSON.stringify(payload));
    const long = encodePayload({ ...payload, notes: "x".repeat(500) });
    expect(long.length).toBe(1024);
  });

  it("comes back as it was written, whatever the texts", () => {
    const text = (longest: number) =>
      fc
        .option(
          fc.string({ unit: fc.oneof(fc.constantFrom("🔑", "\u0000", '"', "\\", "ß"), fc.string()), maxLength: 40 }),
        )
        .map((value) => value && [...value].slice(0, longest).join(""))
        .filter((value) => value === null || value.isWellFormed());
    const otp = fc.record({
      secret: fc.uint8Array({ minLength: 10, maxLength: 128 }).map(encodeBase32),
      algorithm: fc.constantFrom("SHA1", "SHA256", "SHA512"),
      digits: fc.integer({ min: 6, max: 8 }),
      period: fc.integer({ min: 15, max: 120 }),
    });
    const any = fc.record({
      v: fc.constant(1),
      account: fc.uuid({ version: 7 }),
      revision: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      password: text(accountTextLength.password),
      otp: fc.option(otp),
      notes: text(accountTextLength.notes),
    });
    fc.assert(
      fc.property(any, (one) => {
        const written = encodePayload(one as AccountPayload);
        expect(written.length % 512).toBe(0);
        expect(decodePayload(written)).toEqual(one);
      }),
    );
  });

  it("is read as other programs write it too: in another order, with space between", () => {
    const { v, account: id, ...rest } = payload;
    const text = JSON.stringify({ ...rest, account: id, v }, null, 2);
    expect(decodePayload(bytesOf(`\n${text}\r\n`))).toEqual(payload);
  });

  it("holds every one-time password that an otpauth URI may bring", () => {
    const secrets = [new Uint8Array(10), new Uint8Array(20).fill(255), new Uint8Array(128).fill(7)];
    const edges = secrets.flatMap((secret) => [
      { secret, algorithm: "SHA1" as const, digits: 6, period: 15 },
      { secret, algorithm: "SHA512" as const, digits: 8, period: 120 },
    ]);
    for (const edge of edges) {
      const parsed = parseOtpauthUri(buildOtpauthUri({ issuer: "Shop", account: "ada", ...edge }));
      if (!parsed?.period) throw new Error("It was not read.");
      const { algorithm, digits, period, secret } = parsed;
      const otp = { secret: encodeBase32(secret), algorithm, digits, period };
      expect(decodePayload(encodePayload({ ...payload, otp })).otp).toEqual(otp);
    }
  });

  it("has texts as long as the limits, counted as people count", () => {
    const longest = {
      ...payload,
      password: "🔑".repeat(accountTextLength.password),
      notes: "🔑".repeat(accountTextLength.notes),
    };
    expect(decodePayload(encodePayload(longest))).toEqual(longest);
    // Written by a program that escapes whatever it can.
    const escaped = JSON.stringify(longest).replaceAll("🔑", "\\ud83d\\udd11");
    expect(decodePayload(bytesOf(escaped))).toEqual(longest);
  });
});

describe("refused is", () => {
  it.each([
    ["an unknown field", { ...payload, login: "ada" }],
    ["an unknown field of the one-time password", withOtp({ counter: 1 })],
    ["no account", without("account")],
    ["no password, not even null", without("password")],
    ["no notes, not even null", without("notes")],
    ["no version", without("v")],
    ["a version that is a text", { ...payload, v: "1" }],
    ["version 0", { ...payload, v: 0 }],
    ["another spelling of the account", { ...payload, account: account.toUpperCase() }],
    ["an account that is a random UUID", { ...payload, account: "9b2d7c0e-5d6f-4b1a-8c3d-2e1f0a9b8c7d" }],
    ["an account with something around", { ...payload, account: `${account}\n` }],
    ["revision 0", { ...payload, revision: 0 }],
    ["half a revision", { ...payload, revision: 1.5 }],
    ["a revision that no number holds exactly", { ...payload, revision: 2 ** 53 }],
    ["a revision that is a text", { ...payload, revision: "3" }],
    ["a password that is a number", { ...payload, password: 4711 }],
    ["a long password", { ...payload, password: "x".repeat(accountTextLength.password + 1) }],
    ["long notes", { ...payload, notes: "x".repeat(accountTextLength.notes + 1) }],
    ["half a character", { ...payload, password: "\ud83d" }],
    ["a secret in small letters", withOtp({ secret: "gezdgnbvgy3tqojq" })],
    ["a secret with padding", withOtp({ secret: "GEZDGNBVGY3TQOJQGE======" })],
    ["a secret with spaces", withOtp({ secret: "GEZD GNBV GY3T QOJQ" })],
    ["a secret of 9 bytes", withOtp({ secret: encodeBase32(new Uint8Array(9)) })],
    ["a secret of 129 bytes", withOtp({ secret: encodeBase32(new Uint8Array(129)) })],
    ["a secret with a second spelling", withOtp({ secret: "GEZDGNBVGY3TQOJQGF" })],
    ["another algorithm", withOtp({ algorithm: "MD5" })],
    ["another spelling of the algorithm", withOtp({ algorithm: "sha1" })],
    ["5 digits", withOtp({ digits: 5 })],
    ["9 digits", withOtp({ digits: 9 })],
    ["a period of 14 seconds", withOtp({ period: 14 })],
    ["a period of 121 seconds", withOtp({ period: 121 })],
    ["an empty one-time password", { ...payload, otp: {} }],
    ["a list", [payload]],
    ["null", null],
    ["a text", "payload"],
    ["a list with a version", Object.assign([], { v: 2 })],
  ])("%s, when it is read and when it is written", async (_, value) => {
    expect(await refusal(() => read(value))).toBe("invalid_payload");
    expect(await refusal(() => encodePayload(value as AccountPayload))).toBe("invalid_payload");
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["spaces", bytesOf(" ".repeat(512))],
    ["something after it", bytesOf(`${JSON.stringify(payload)}{}`)],
    ["zeros after it", Uint8Array.from([...bytesOf(JSON.stringify(payload)), 0, 0])],
    ["a byte order mark", bytesOf(`\ufeff${JSON.stringify(payload)}`)],
    ["a byte that is no UTF-8", bytesOf(JSON.stringify(payload)).with(100, 0xff)],
    ["UTF-16", Uint8Array.from(Buffer.from(JSON.stringify(payload), "utf16le"))],
    ["half a character, escaped", bytesOf(JSON.stringify({ ...payload, notes: "\ud83d" }))],
    ["a prototype", bytesOf(JSON.stringify(payload).replace("{", '{"__proto__": {"login": "ada"}, '))],
    ["a hundred thousand brackets", bytesOf("[".repeat(100_000))],
  ])("%s", async (_, bytes) => {
    expect(await refusal(() => decodePayload(bytes))).toBe("invalid_payload");
  });

  it("a newer version, by its name, whatever else is in it", async () => {
    expect(await refusal(() => read({ ...payload, v: 2 }))).toBe("unknown_version");
    expect(await refusal(() => read({ v: 3, passwords: [] }))).toBe("unknown_version");
  });

  it("more than can be there, before it is read", async () => {
    const padded = (length: number) => {
      const json = bytesOf(JSON.stringify(payload));
      return Uint8Array.from([...json, ...bytesOf(" ".repeat(length - json.length))]);
    };
    expect(decodePayload(padded(longestContentBytes))).toEqual(payload);
    expect(await refusal(() => decodePayload(padded(longestContentBytes + 1)))).toBe("too_large");
  });

  it("anything else, with a problem and nothing but a problem", () => {
    const json = fc.oneof(fc.jsonValue(), fc.record({ v: fc.constant(1), account: fc.constant(account) }), fc.object());
    const bytes = fc.oneof(
      fc.uint8Array(),
      json.map((value) => bytesOf(JSON.stringify(value))),
    );
    fc.assert(
      fc.property(bytes, (any) => {
        try {
          decodePayload(any);
        } catch (error) {
          if (error instanceof VaultProblem) return;
          throw error;
        }
        throw new Error("It was not refused.");
      }),
      { numRuns: 1000 },
    );
  });

  it("without a word of what is in it", async () => {
    const secret = "correct-horse";
    for (const text of [`{"password": "${secret}"`, `"${secret}"`, JSON.stringify({ ...payload, [secret]: secret })]) {
      const problem = await problemOf(() => decodePayload(bytesOf(text)));
      expect(`${inspect(problem, { showHidden: true, depth: 9 })} ${problem.stack}`).not.toContain(secret);
    }
  });
});
