// The test vectors of the age format (C2SP/CCTV, in the package cctv-age). None of them holds an account: what counts is how
// each is refused, and that our reading of headers agrees with the format.
import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import * as cctv from "cctv-age";
import { expect, it } from "vitest";
import { openAccount } from "./account.ts";
import { decrypt } from "./age.ts";
import { parseIdentity } from "./identity.ts";
import { unlockIdentity } from "./passphrase.ts";
import { expected, refusal } from "./testing/accounts.ts";

interface Vector {
  readonly name: string;
  /** What an age program makes of the file. */
  readonly result: string;
  readonly identity: string | undefined;
  readonly passphrase: string | undefined;
  /** SHA-256 of the content, in hexadecimal. */
  readonly payload: string | undefined;
  readonly file: Uint8Array;
}

/** Lines of `name: value`, an empty line, the file. */
function vectorOf([name, bytes]: [string, Uint8Array]): Vector {
  const all = Buffer.from(bytes);
  const at = all.indexOf("\n\n");
  const lines = all.subarray(0, at).toString("latin1").split("\n");
  const { expect: result = "", compressed, ...values } = Object.fromEntries(lines.map((line) => line.split(": ")));
  const file = all.subarray(at + 2);
  return { name, result, ...values, file: compressed === "zlib" ? inflateSync(file) : file } as Vector;
}

const vectors = Object.entries(cctv as unknown as Record<string, Uint8Array>)
  .map(vectorOf)
  .filter(({ name }) => !name.startsWith("armor_"));
const withIdentity = vectors.filter(({ identity }) => identity !== undefined);
const withPassphrase = vectors.filter(({ passphrase }) => passphrase !== undefined);

/** What an age program opens, and we do not. */
const refusedOnPurpose: Readonly<Record<string, string>> = {
  hybrid_and_x25519: "mixed_recipients",
  hybrid_grease: "unknown_recipient",
  x25519_grease: "unknown_recipient",
  stanza_empty_body: "unknown_recipient",
  stanza_empty_last_line: "unknown_recipient",
  stanza_valid_characters: "unknown_recipient",
  stream_empty_payload: "damaged",
  stream_three_chunks: "too_large",
  stream_257_chunks: "too_large",
  stream_257_chunks_full: "too_large",
  stream_258_chunks: "too_large",
};

/** For the others. The content of those that open is no account. */
const codes: Readonly<Record<string, readonly string[]>> = {
  success: ["invalid_payload"],
  "no match": ["not_for_this_identity", "unknown_recipient"],
  "HMAC failure": ["damaged"],
  "header failure": ["damaged", "unknown_recipient"],
  "payload failure": ["damaged"],
};

it("there are vectors of every kind", () => {
  expect(new Set(withIdentity.map(({ result }) => result))).toEqual(new Set(Object.keys(codes)));
  expect(withIdentity.length).toBeGreaterThan(70);
  expect(withPassphrase.length).toBeGreaterThan(20);
  expect(vectors.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(refusedOnPurpose)));
});

it.each(withIdentity)("$name: $result", async ({ name, result, identity = "", payload, file }) => {
  const holder = parseIdentity(identity);
  const code = await refusal(() => openAccount(file, holder, expected));
  expect(name in refusedOnPurpose ? [refusedOnPurpose[name]] : codes[result]).toContain(code);
  if (result !== "success" || name.startsWith("stream_25")) return;
  const content = await decrypt(file, (to) => to.addIdentity(identity));
  expect(content && createHash("sha256").update(content).digest("hex")).toBe(payload);
});

it.each(withPassphrase)("$name: $result", async ({ result, passphrase = "", file }) => {
  const code = await refusal(() => unlockIdentity(file, passphrase));
  const possible = {
    success: ["invalid_identity"],
    "no match": ["wrong_passphrase", "damaged"],
    "header failure": ["damaged", "too_costly"],
  };
  expect(possible[result as keyof typeof possible]).toContain(code);
});

it("a vector that would cost 32 times as much as ours is not tried", async () => {
  const costly = withPassphrase.find(({ name }) => name === "scrypt_work_factor_23");
  expect(await refusal(() => unlockIdentity(costly?.file ?? new Uint8Array(), ""))).toBe("too_costly");
});
