// Identities and recipients: that they are what other programs make of them too, and that nothing that only looks like
// one is taken for one.
import { hkdfSync } from "node:crypto";
import { inspect } from "node:util";
import { bech32 } from "@scure/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveIdentity, identityPurposes } from "./derive.ts";
import { generateIdentity, parseIdentity, recipientOf } from "./identity.ts";
import { recipientKinds } from "./kinds.ts";
import { VaultProblem } from "./problem.ts";
import { tryRecipient } from "./recipient.ts";
import { kindOfRecipient, kindOfRecipients } from "./recipient-form.ts";
import { makeHolder, problemOf, refusal } from "./testing/accounts.ts";

describe.each(recipientKinds)("a %s key", (kind) => {
  it("is generated, written, read again, and has one recipient", async () => {
    const { identity, recipient } = await makeHolder(kind);
    expect(identity.reveal()).toMatch(kind === "hybrid" ? /^AGE-SECRET-KEY-PQ-1[0-9A-Z]{58}$/ : /^AGE-SECRET-KEY-1/);
    const read = parseIdentity(identity.reveal());
    expect([read.kind, read.reveal()]).toEqual([kind, identity.reveal()]);
    expect(await recipientOf(read)).toBe(recipient);
    expect(kindOfRecipient(recipient)).toBe(kind);
    expect(await tryRecipient(recipient)).toBe(kind);
    expect(kindOfRecipients([recipient, (await makeHolder(kind)).recipient])).toBe(kind);
  });

  it("is another one each time (V11.5.1)", async () => {
    const made = await Promise.all(Array.from({ length: 100 }, () => generateIdentity(kind)));
    expect(new Set(made.map((identity) => identity.reveal())).size).toBe(100);
  });

  it("does not show its identity where it is printed", async () => {
    const identity = await generateIdentity(kind);
    const shown = `${identity} ${JSON.stringify({ identity })} ${inspect({ identity }, { showHidden: true })}`;
    expect(shown).not.toContain("AGE-SECRET");
  });

  it("is refused as recipient with any character changed, left out, added or moved", async () => {
    const { recipient } = await makeHolder(kind);
    const at = fc.nat({ max: recipient.length - 1 });
    const character = fc.constantFrom(..."qpzry9x8gf2tvdw0s3jn54khce6mua7l1b AÄ");
    const [start, end] = [(n: number) => recipient.slice(0, n), (n: number) => recipient.slice(n)];
    fc.assert(
      fc.property(at, character, (n, other) => {
        const forged = [start(n) + other + end(n + 1), start(n) + end(n + 1), start(n) + other + end(n)];
        for (const text of forged.filter((one) => one !== recipient)) {
          expect(() => kindOfRecipient(text)).toThrow(VaultProblem);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is refused as identity with any character changed", async () => {
    const text = (await generateIdentity(kind)).reveal();
    for (let at = 0; at < text.length; at += 1) {
      for (const other of ["Q", "P", "1", "q", " "].filter((one) => one !== text[at])) {
        const forged = text.slice(0, at) + other + text.slice(at + 1);
        expect(await refusal(() => parseIdentity(forged))).toBe("invalid_identity");
      }
    }
  });
});

const key = (prefix: string, bytes: number) =>
  bech32.encode(prefix, bech32.toWords(new Uint8Array(bytes).fill(9)), false);

it.each([
  ["nothing", ""],
  ["the prefix alone", "age1"],
  ["the other prefix alone", "age1pq1"],
  ["capitals", key("age", 32).toUpperCase()],
  ["a space before", ` ${key("age", 32)}`],
  ["an end of line", `${key("age", 32)}\n`],
  ["31 bytes", key("age", 31)],
  ["33 bytes", key("age", 33)],
  ["a hybrid key with the prefix of the other kind", key("age", 1216)],
  ["a short key with the prefix of the hybrid kind", key("age1pq", 32)],
  ["a tag", key("age1tag", 33)],
  ["a hybrid tag", key("age1tagpq", 1249)],
  ["a plugin", key("age1yubikey", 33)],
  ["a million characters", `age1${"q".repeat(1_000_000)}`],
  ["a key of SSH", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ"],
])("is no recipient: %s", async (_, text) => {
  expect(await refusal(() => kindOfRecipient(text))).toBe("invalid_recipient");
  expect(await refusal(() => tryRecipient(text))).toBe("invalid_recipient");
});

it.each([
  ["nothing", ""],
  ["the prefix alone", "AGE-SECRET-KEY-1"],
  ["small letters", key("age-secret-key-", 32)],
  ["31 bytes", key("age-secret-key-", 31).toUpperCase()],
  ["33 bytes", key("age-secret-key-pq-", 33).toUpperCase()],
  ["a prefix that only begins like it", key("age-secret-key-1x", 32).toUpperCase()],
  ["a plugin", key("age-plugin-yubikey-", 32).toUpperCase()],
  ["a recipient", key("age", 32)],
])("is no identity: %s", async (_, text) => {
  expect(await refusal(() => parseIdentity(text))).toBe("invalid_identity");
});

it("no text is more than refused, as recipient and as identity", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string().map((end) => `age1${end}`),
  );
  fc.assert(
    fc.property(text, (any) => {
      expect(() => kindOfRecipient(any)).toThrow(VaultProblem);
      expect(() => parseIdentity(`AGE-SECRET-KEY-1${any}`)).toThrow(VaultProblem);
    }),
  );
});

// A person may paste the one where the other belongs: the error ends in logs, the secret must not.
it("an identity that is given for a recipient, or with a slip, is in no error", async () => {
  const text = (await generateIdentity()).reveal();
  const wrong = `${text.slice(0, -1)}${text.endsWith("Q") ? "P" : "Q"}`;
  for (const work of [() => kindOfRecipient(text), () => parseIdentity(wrong), () => parseIdentity(`${text} `)]) {
    const problem = await problemOf(work);
    expect(`${inspect(problem, { showHidden: true })} ${JSON.stringify(problem)}`).not.toContain(text.slice(20, 60));
  }
});

describe("a derived identity", () => {
  const material = Uint8Array.from({ length: 32 }, (_, at) => at);

  // Whoever changes what is derived takes every account from those who derive their identity: these stay for good.
  it.each([
    ["security_key", "hybrid", "AGE-SECRET-KEY-PQ-1ZFQEJA8HJDTUR8JUV4G75CHUFRLU97P6GAHSJS8270TC9AHQF9NSNTH705"],
    ["security_key", "x25519", "AGE-SECRET-KEY-1L897F0S3T386JU7VHYTD9RLMY7ER6TW6AYR8A5S9N7RPHXA2CW6SPP6ZVP"],
    ["unlock", "hybrid", "AGE-SECRET-KEY-PQ-1RYUP0EMQFE6YR22GXWKJNCHWPXRU5N8RFLZGG2VJRMJQR7TRMZLSEFP2GQ"],
    ["unlock", "x25519", "AGE-SECRET-KEY-1W5X6F5D9ERYRXFYQ8P8Y08HFP7WUGC7MRZFSF4HRUEV7D806NT0Q4T52L5"],
  ] as const)("for %s of the kind %s is for ever %s", async (purpose, kind, text) => {
    const identity = await deriveIdentity({ material, purpose, kind });
    expect([identity.kind, identity.reveal()]).toEqual([kind, text]);
    // The same by another implementation of HKDF (RFC 5869).
    const seed = hkdfSync("sha256", material, "", `hesper/v1/identity/${purpose}/${kind}`, 32);
    const { words } = bech32.decode(text.toLowerCase() as `${string}1${string}`);
    expect(Buffer.from(bech32.fromWords(words))).toEqual(Buffer.from(seed));
    expect(kindOfRecipient(await recipientOf(identity))).toBe(kind);
  });

  it("has nothing in common with that of another purpose, kind or material (V11.4.4)", async () => {
    const materials = [material, material.with(31, 0), Uint8Array.from([...material, 0])];
    const all = materials.flatMap((one) =>
      identityPurposes.flatMap((purpose) =>
        recipientKinds.map(async (kind) =>
          (await deriveIdentity({ material: one, purpose, kind })).reveal().slice(-50),
        ),
      ),
    );
    expect(new Set(await Promise.all(all)).size).toBe(12);
  });

  it("is refused from less than 32 bytes", async () => {
    const derive = (bytes: number) => deriveIdentity({ material: new Uint8Array(bytes), purpose: "unlock" });
    expect(await refusal(() => derive(31))).toBe("invalid_key_material");
    expect(await refusal(() => derive(0))).toBe("invalid_key_material");
    expect((await derive(32)).kind).toBe("hybrid");
  });
});
