// Hashing, encryption and the master key: what they promise, checked against a second implementation where there is one.
import { argon2Sync } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { decrypt, encrypt } from "./encryption.ts";
import { hashQueue } from "./hash-queue.ts";
import { createMasterKey, readMasterKey } from "./master-key.ts";
import { defaultParameters, hashPassword, isOutdated, keyedSlowHashes, verifyPassword } from "./password-hash.ts";
import { systemRandom } from "./random.ts";
import { Secret } from "./secret.ts";

// Hashed as in production.
vi.unmock("@node-rs/argon2");

function hashed(password: string): Promise<string> {
  const given = { parameters: defaultParameters, random: systemRandom };
  return hashQueue.withPlace((place) => hashPassword(place, password, given));
}

function verify(stored: string, password: string): Promise<boolean> {
  return hashQueue.withPlace((place) => verifyPassword(place, stored, password));
}

describe("password hashes", () => {
  it("are Argon2id as Node's own crypto computes it", async () => {
    const stored = await hashed("correct horse battery staple");
    const [, , , , salt = "", hash] = stored.split("$");
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const own = argon2Sync("argon2id", {
      message: "correct horse battery staple",
      nonce: Buffer.from(salt, "base64"),
      memory: 19_456,
      passes: 2,
      parallelism: 1,
      tagLength: 32,
    });
    expect(own.toString("base64").replace(/=+$/, "")).toBe(hash);
  });

  it("tell passwords apart to the last of 256 characters, and after a NUL (V6.2.8)", async () => {
    const long = "x".repeat(255);
    const stored = await hashed(`${long}a`);
    expect(await verify(stored, `${long}a`)).toBe(true);
    expect(await verify(stored, `${long}b`)).toBe(false);
    const withNul = await hashed("abc\u0000def");
    expect(await verify(withNul, "abc\u0000xyz")).toBe(false);
    expect(await verify(withNul, "abc")).toBe(false);
  });

  it("take a letter as the same however it was composed (NFC)", async () => {
    const stored = await hashed("caf\u00e9 au lait au lit");
    expect(await verify(stored, "cafe\u0301 au lait au lit")).toBe(true);
  });

  it("are refused, not an error, when what is stored is no hash", async () => {
    for (const stored of ["", "x", "$argon2id$", "$argon2id$v=19$m=19456,t=2,p=1$$"]) {
      expect(await verify(stored, "x")).toBe(false);
    }
  });

  it("know when their parameters are old", () => {
    expect(isOutdated("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", defaultParameters)).toBe(false);
    expect(isOutdated("$argon2id$v=19$m=4096,t=3,p=1$c2FsdA$aGFzaA", defaultParameters)).toBe(true);
  });
});

describe("keyed slow hashes", () => {
  it("are Argon2id with a secret value, as Node's own crypto computes it (RFC 9106 3.1)", async () => {
    const salt = systemRandom.bytes(16);
    const key = systemRandom.bytes(32);
    const given = { salt, key, parameters: defaultParameters };
    const [hash] = await hashQueue.withPlace((place) => keyedSlowHashes(place, ["7K3MPQ9A"], given));
    const own = argon2Sync("argon2id", {
      message: "7K3MPQ9A",
      nonce: salt,
      secret: key,
      memory: 19_456,
      passes: 2,
      parallelism: 1,
      tagLength: 32,
    });
    expect(Buffer.from(hash ?? []).equals(own)).toBe(true);
  });
});

describe("encryption", () => {
  const key = { id: "k1", bytes: systemRandom.bytes(32) };
  const place = { table: "authenticators", column: "secret", row: "1" };

  it("gives back any bytes, and never the same text twice", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const stored = encrypt(bytes, key, place, systemRandom);
        expect(decrypt(stored, key, place)).toEqual(bytes);
        expect(encrypt(bytes, key, place, systemRandom)).not.toBe(stored);
      }),
    );
  });

  it("does not open elsewhere, with another key, or changed in any bit", () => {
    const stored = encrypt(new Uint8Array([1, 2, 3]), key, place, systemRandom);
    expect(() => decrypt(stored, key, { ...place, row: "2" })).toThrow();
    expect(() => decrypt(stored, key, { ...place, table: "authenticator_enrolments" })).toThrow();
    expect(() => decrypt(stored, key, { ...place, column: "name" })).toThrow();
    expect(() => decrypt(stored, { id: "k1", bytes: systemRandom.bytes(32) }, place)).toThrow();
    expect(() => decrypt(stored, { ...key, id: "k2" }, place)).toThrow();
    const [version, id, text = ""] = stored.split(".");
    const bytes = Buffer.from(text, "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => decrypt(`${version}.${id}.${changed.toString("base64url")}`, key, place)).toThrow();
    }
    for (let length = 0; length < bytes.length; length += 1) {
      const cut = bytes.subarray(0, length).toString("base64url");
      expect(() => decrypt(`${version}.${id}.${cut}`, key, place)).toThrow();
    }
    expect(() => decrypt("plain text", key, place)).toThrow();
  });
});

describe("the master key", () => {
  const folder = mkdtempSync(join(tmpdir(), "hesper-key-"));

  it("is made once, for its owner only, and read again", () => {
    const file = join(folder, "made", "master.key");
    const made = createMasterKey(file, systemRandom);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readMasterKey(file)).toEqual(made);
    expect(createMasterKey(file, systemRandom)).toEqual(made);
    expect(readFileSync(file, "utf8")).not.toContain(made.id);
  });

  it("is refused when others can read it or when it is no key", () => {
    const file = join(folder, "bad.key");
    writeFileSync(file, "hello", { mode: 0o600 });
    expect(() => readMasterKey(file)).toThrow(/32 bytes in Base64/);
    chmodSync(file, 0o644);
    expect(() => readMasterKey(file)).toThrow(/chmod 600/);
    expect(readMasterKey(join(folder, "none.key"))).toBeNull();
  });
});

it("a secret shows itself in no log, template or JSON", () => {
  const secret = new Secret("GEZDGNBVGY3TQOJQ");
  for (const shown of [
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ secret }),
    inspect(secret, { showHidden: true }),
  ]) {
    expect(shown).not.toContain("GEZD");
    expect(shown).toContain("[redacted]");
  }
});
