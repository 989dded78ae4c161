// Reading a header without any key: how many can open it, of which kind they are, and that nothing else passes for one.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildPackage } from "../../../scripts/test-chromium.ts";
import { sealAccount } from "./account.ts";
import { readLockedHeader, readSealedHeader } from "./header.ts";
import { recipientKinds } from "./kinds.ts";
import { longestLockedBytes, longestSealedBytes, mostRecipients } from "./limits.ts";
import { VaultProblem } from "./problem.ts";
import { bytesOf, makeHolders, payload, refusal } from "./testing/accounts.ts";

const b32 = `${"A".repeat(42)}E`;
const x25519 = `-> X25519 ${b32}\n${b32}\n`;
const hybrid = `-> mlkem768x25519 ${"A".repeat(1493)}Q\n${b32}\n`;
const end = `--- ${b32}\n`;
const after = "\u0000".repeat(40);
const file = (...stanzas: string[]) => bytesOf(`age-encryption.org/v1\n${stanzas.join("")}${end}${after}`);

describe("the header of a sealed account", () => {
  it.each(recipientKinds.flatMap((kind) => [1, 2, 7].map((count) => [kind, count] as const)))(
    "says of which kind its recipients are, and how many: %s, %i",
    async (kind, count) => {
      const holders = await makeHolders(kind, count);
      const sealed = await sealAccount(
        payload,
        holders.map(({ recipient }) => recipient),
      );
      const { bytes, ...header } = readSealedHeader(sealed);
      expect(header).toEqual({ kind, recipients: count });
      // What comes after: a nonce of 16 bytes, 512 bytes of content, a tag of 16.
      expect(sealed.length - bytes).toBe(16 + 512 + 16);
    },
  );

  it("is refused with a mix of kinds", async () => {
    expect(readSealedHeader(file(x25519, x25519))).toMatchObject({ kind: "x25519", recipients: 2 });
    expect(readSealedHeader(file(hybrid, hybrid, hybrid))).toMatchObject({ kind: "hybrid", recipients: 3 });
    expect(await refusal(() => readSealedHeader(file(x25519, hybrid)))).toBe("mixed_recipients");
    expect(await refusal(() => readSealedHeader(file(hybrid, hybrid, x25519)))).toBe("mixed_recipients");
  });

  it.each([
    ["a passphrase", `-> scrypt ${"A".repeat(22)} 18\n${b32}\n`],
    ["a key of SSH", `-> ssh-ed25519 AAAAAA ${b32}\n${b32}\n`],
    ["a tag", `-> p256tag AAAAAA ${"A".repeat(44)}\n${b32}\n`],
    ["WebAuthn", `-> age-encryption.org/fido2prf ${"A".repeat(22)}\n${b32}\n`],
    ["grease", "-> J4-grease\n\n"],
    ["grease with a body", `-> x-grease a b c\n${"A".repeat(64)}\nAAAA\n`],
    ["a type that looks alike", `-> x25519 ${b32}\n${b32}\n`],
    ["a type that every object has", `-> constructor ${b32}\n${b32}\n`],
  ])("is refused with a stanza for %s, before or after the others", async (_, stanza) => {
    expect(await refusal(() => readSealedHeader(file(stanza)))).toBe("unknown_recipient");
    expect(await refusal(() => readSealedHeader(file(x25519, stanza)))).toBe("unknown_recipient");
    expect(await refusal(() => readSealedHeader(file(stanza, hybrid)))).toBe("unknown_recipient");
  });

  it.each([
    ["no stanza", file()],
    ["nothing", new Uint8Array()],
    ["another version", bytesOf(`age-encryption.org/v2\n${x25519}${end}${after}`)],
    ["armour", bytesOf("-----BEGIN AGE ENCRYPTED FILE-----\nYWdlLWVuY3J5cHRpb24ub3JnL3YxCg==\n")],
    ["no last line", bytesOf(`age-encryption.org/v1\n${x25519}${after}`)],
    ["nothing after it", bytesOf(`age-encryption.org/v1\n${x25519}${end}`)],
    ["an empty content", bytesOf(`age-encryption.org/v1\n${x25519}${end}${"\u0000".repeat(32)}`)],
    ["lines that end as on Windows", file(x25519.replaceAll("\n", "\r\n"))],
    ["a byte that is no ASCII", file(x25519.replace("AAAA", "AAÄA"))],
    ["another argument", file(x25519.replace("\n", " more\n"))],
    ["no argument", file(`-> X25519\n${b32}\n`)],
    ["two spaces", file(x25519.replace("X25519 ", "X25519  "))],
    ["a space at the end", file(x25519.replace("\n", " \n"))],
    ["a short share", file(`-> X25519 ${b32.slice(4)}\n${b32}\n`)],
    ["a share with a second spelling", file(`-> X25519 ${"A".repeat(42)}F\n${b32}\n`)],
    ["padding", file(`-> X25519 ${b32}=\n${b32}=\n`)],
    ["a long file key", file(`-> X25519 ${b32}\n${b32}AAAA\n`)],
    ["a body of two lines", file(`-> X25519 ${b32}\n${"A".repeat(64)}\n\n`)],
    ["no body", file(`-> X25519 ${b32}\n`)],
    ["a long last line", bytesOf(`age-encryption.org/v1\n${x25519}--- ${b32}A\n${after}`)],
    ["a stanza after the last line", bytesOf(`age-encryption.org/v1\n${end}${x25519}${after}`)],
  ])("is refused with %s", async (_, bytes) => {
    expect(await refusal(() => readSealedHeader(bytes))).toBe("damaged");
  });

  it("is not read further than the limits", async () => {
    const most = Array.from({ length: mostRecipients }, () => hybrid);
    expect(readSealedHeader(file(...most)).recipients).toBe(mostRecipients);
    expect(await refusal(() => readSealedHeader(file(...most, hybrid)))).toBe("too_many_recipients");
    expect(await refusal(() => readSealedHeader(new Uint8Array(longestSealedBytes + 1)))).toBe("too_large");
    expect(await refusal(() => readSealedHeader(new Uint8Array(longestSealedBytes)))).toBe("damaged");
  });

  it("is counted exactly, whatever stands in it and beside it", () => {
    const stanza = fc.constantFrom(x25519, hybrid, "-> grease\n\n", "-> X25519\n\n", "", end, "\n", "-> ", "age");
    fc.assert(
      fc.property(
        fc.array(stanza, { maxLength: 6 }),
        fc.uint8Array({ minLength: 33, maxLength: 80 }),
        (parts, rest) => {
          const bytes = Uint8Array.from([...bytesOf(`age-encryption.org/v1\n${parts.join("")}${end}`), ...rest]);
          const found = readOrNull(bytes);
          // The first line that ends a header ends it: what follows is content.
          const atEnd = parts.indexOf(end);
          const stanzas = (atEnd < 0 ? parts : parts.slice(0, atEnd)).filter((part) => part !== "");
          const good = stanzas.length > 0 && [x25519, hybrid].some((one) => stanzas.every((part) => part === one));
          expect(found?.recipients ?? null).toBe(good ? stanzas.length : null);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("of anything at all gives an answer or a problem, and nothing else", () => {
    const start = fc.constantFrom("", "age-encryption.org/v1\n", `age-encryption.org/v1\n${x25519}`);
    fc.assert(
      fc.property(start, fc.oneof(fc.uint8Array(), fc.string().map(bytesOf)), (text, bytes) => {
        readOrNull(Uint8Array.from([...bytesOf(text), ...bytes]));
      }),
      { numRuns: 1000 },
    );
  });
});

function readOrNull(bytes: Uint8Array) {
  try {
    return readSealedHeader(bytes);
  } catch (error) {
    if (error instanceof VaultProblem) return null;
    throw error;
  }
}

describe("the header of what a passphrase locks", () => {
  const scrypt = (workFactor: string) => `-> scrypt ${"A".repeat(22)} ${workFactor}\n${b32}\n`;

  it("says how costly trying is", () => {
    expect(readLockedHeader(file(scrypt("18")))).toEqual({ workFactor: 18 });
    expect(readLockedHeader(file(scrypt("9999")))).toEqual({ workFactor: 9999 });
  });

  it.each(["0", "018", "-1", "+18", "1e1", "0x12", "18 18", "99999999999999999999", ""])(
    "is refused with the cost %j",
    async (cost) => {
      expect(await refusal(() => readLockedHeader(file(scrypt(cost))))).toBe("damaged");
    },
  );

  it("is refused beside anything else", async () => {
    for (const stanzas of [
      [scrypt("18"), x25519],
      [x25519, scrypt("18")],
      [scrypt("18"), scrypt("18")],
      [x25519],
      [],
    ]) {
      expect(await refusal(() => readLockedHeader(file(...stanzas)))).toBe("damaged");
    }
    expect(await refusal(() => readLockedHeader(new Uint8Array(longestLockedBytes + 1)))).toBe("too_large");
  });
});

it("reading headers brings no cryptography and no other package along", async () => {
  const { modules } = await buildPackage(import.meta.dirname, "header.ts", "header");
  const own = modules.map((file) => file.replace(`${import.meta.dirname}/`, ""));
  expect(own.sort()).toEqual(["header.ts", "limits.ts", "problem.ts"]);
});
