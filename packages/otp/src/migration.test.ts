// Exports of Google Authenticator: those of the app and of other programs, and parts in any order.
import fc from "fast-check";
import { Secret, TOTP } from "otpauth";
import { describe, expect, it } from "vitest";
import vectors from "../vectors/migration.json" with { type: "json" };
import { collectMigration, encodeBase32, type MigrationEntry, readMigration, totp } from "./index.ts";
import { refused, taken } from "./testing/reading.ts";
import { migrationPayload, migrationUri, migrationUriOf, type WrittenEntry } from "./testing/write-migration.ts";

const secret = new TextEncoder().encode("12345678901234567890");
const ada = { secret, name: "Shop:ada", issuer: "Shop", algorithm: 1, digits: 1, type: 2 };

const partOf = (text: string) => taken(readMigration(text));
const refusalOf = (text: string) => refused(readMigration(text));

function entryOf(written: WrittenEntry): MigrationEntry {
  const [entry, ...others] = partOf(migrationUri([written])).entries;
  if (!entry || others.length > 0) throw new Error("Not one entry.");
  return entry;
}

describe("an export that another program has written (D-17)", () => {
  it.each(vectors.exports)("$note: $source", ({ uri, entries, version, batchSize, batchIndex, batchId }) => {
    const part = partOf(uri);
    expect(part).toMatchObject({ version, batchSize: batchSize || 1, batchIndex, batchId, mayBeCut: batchSize === 0 });
    expect(part.entries.length).toBe(entries.length);
    for (const [index, expected] of entries.entries()) {
      const entry = part.entries[index];
      const [account = "", prefix = null] = expected.name.split(/: ?/).reverse();
      expect(entry).toMatchObject({ issuer: expected.issuer || prefix, account });
      if (expected.type === "hotp") expect(entry).toMatchObject({ refusal: { code: "hotp_not_supported" } });
      else if (expected.algorithm === "MD5") {
        expect(entry).toMatchObject({ refusal: { code: "bad_algorithm", value: "MD5" } });
      } else {
        const { secretHex, algorithm, digits } = expected;
        const bytes = Uint8Array.from(Buffer.from(secretHex, "hex"));
        expect(entry).toMatchObject({ otp: { secret: bytes, algorithm, digits, period: 30 } });
      }
    }
  });

  it("gives the codes of the app: another implementation agrees", async () => {
    for (const { uri, entries } of vectors.exports) {
      for (const [index, entry] of partOf(uri).entries.entries()) {
        if ("refusal" in entry) continue;
        const { secretHex = "", algorithm, digits } = entries[index] ?? {};
        const theirs = new TOTP({ secret: Secret.fromHex(secretHex), algorithm, digits });
        for (const nowMs of [59_000, 1_111_111_109_000, 1_700_000_000_000]) {
          expect(await totp({ ...entry.otp, nowMs })).toBe(theirs.generate({ timestamp: nowMs }));
        }
      }
    }
    const [known] = partOf(vectors.exports[0]?.uri ?? "").entries;
    if (!known || "refusal" in known) throw new Error("Nothing was read.");
    expect(encodeBase32(known.otp.secret)).toBe("JBSWY3DPEHPK3PXP");
  });

  it("is the same in every way that scanners and web forms write it (G-088)", () => {
    for (const { uri } of vectors.exports) {
      const expected = partOf(uri);
      const base64 = decodeURIComponent(uri.slice(uri.indexOf("=") + 1));
      const start = "otpauth-migration://offline?data=";
      for (const same of [
        `${start}${base64}`,
        `${start}${base64.replace(/=+$/, "")}`,
        `${start}${encodeURIComponent(base64)}`,
        `${start}${encodeURIComponent(base64).replace(/%../g, (code) => code.toLowerCase())}`,
        `${start}${base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`,
        `${start}${base64.replaceAll("+", " ")}`,
        `${start}${base64.replaceAll("+", "%20")}`,
        `  OTPAUTH-Migration://offline?lang=en&data=${base64.replace(/.{20}/g, "$&\r\n")}&x=%ff\n`,
        `otpauth-migration://offline/?data=${base64}`,
      ]) {
        expect(partOf(same)).toEqual(expected);
      }
    }
  });
});

/** Bytes are slow to compare one by one. */
function plain(entry: MigrationEntry) {
  const { otp, issuer, account } = taken(entry);
  return { ...otp, secret: encodeBase32(otp.secret), issuer, account };
}

describe("an entry", () => {
  it("is read back, whatever its names are", () => {
    const name = fc.string({ unit: "binary", maxLength: 60 }).filter((text) => !text.includes(":"));
    const any = fc.record({
      secret: fc.uint8Array({ minLength: 10, maxLength: 128 }),
      name,
      issuer: name,
      algorithm: fc.integer({ min: 1, max: 3 }),
      digits: fc.integer({ min: 1, max: 2 }),
      type: fc.constant(2),
      counter: fc.option(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), { nil: undefined }),
    });
    const batch = fc.record({
      version: fc.nat(3),
      batchSize: fc.constant(100),
      batchIndex: fc.nat(99),
      batchId: fc.integer(),
    });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 12 }), batch, (entries, named) => {
        const payload = migrationPayload(entries, named);
        const read = partOf(migrationUriOf(payload));
        expect(read).toMatchObject(named);
        expect(Buffer.compare(read.payload, payload)).toBe(0);
        expect(read.entries.map(plain)).toEqual(
          entries.map((entry) => ({
            issuer: entry.issuer.trim() || null,
            account: entry.name.trim() || null,
            secret: encodeBase32(entry.secret),
            algorithm: ["SHA1", "SHA256", "SHA512"][entry.algorithm - 1],
            digits: entry.digits * 2 + 4,
            period: 30,
          })),
        );
      }),
    );
  });

  it("has the usual values where nothing or 0 is named (D-17)", () => {
    const otp = { secret, algorithm: "SHA1", digits: 6, period: 30 };
    const nobody = { otp, issuer: null, account: null, doubts: [] };
    expect(entryOf({ secret })).toEqual(nobody);
    // Who keeps one account must not keep the secrets of all.
    expect(taken(entryOf({ secret })).otp.secret.buffer.byteLength).toBe(secret.length);
    expect(entryOf({ secret, name: "", issuer: "", algorithm: 0, digits: 0, type: 0, counter: 0n })).toEqual(nobody);
  });

  it("asks what a URI asks (C-02, D-05, G-086)", () => {
    expect(entryOf({ secret: secret.slice(0, 10), name: "Shop:ada", issuer: "My+Corp" })).toMatchObject({
      issuer: "My+Corp",
      account: "ada",
      doubts: [
        { code: "short_secret", bytes: 10 },
        { code: "issuers_differ", label: "Shop", parameter: "My+Corp" },
        { code: "plus_in_issuer", withSpaces: "My Corp" },
      ],
    });
  });

  it.each([
    [{ type: 1, counter: 7n }, { code: "hotp_not_supported" }],
    [{ type: 1, secret: new Uint8Array() }, { code: "hotp_not_supported" }],
    [{ type: 3 }, { code: "type_not_supported", type: "3" }],
    [{ algorithm: 4 }, { code: "bad_algorithm", value: "MD5" }],
    [{ algorithm: 5 }, { code: "bad_algorithm", value: "5" }],
    [{ digits: 3 }, { code: "bad_digits", value: "3" }],
    [{ secret: new Uint8Array() }, { code: "missing_secret" }],
    [{ secret: new Uint8Array(9) }, { code: "too_short", bytes: 9, least: 10 }],
    [{ secret: new Uint8Array(129) }, { code: "too_long", bytes: 129, most: 128 }],
  ])(
    "that cannot be taken is there with its name and the reason; the others are taken (D-09, D-17): %o",
    (wrong, refusal) => {
      const written = { ...ada, name: "Door:bob", issuer: "Door", ...wrong };
      const { entries } = partOf(migrationUri([ada, written, ada]));
      expect(entries.map((entry) => "otp" in entry)).toEqual([true, false, true]);
      expect(entries[1]).toEqual({ refusal, issuer: "Door", account: "bob" });
    },
  );

  it.each([
    [{ name: "a".repeat(513) }, { code: "name_too_long", parameter: "label", longest: 512 }],
    [{ issuer: "a".repeat(257) }, { code: "name_too_long", parameter: "issuer", longest: 256 }],
  ])("with a name that is too long is refused", (names, refusal) => {
    expect(entryOf({ ...ada, ...names })).toMatchObject({ refusal });
  });
});

describe("parts of one export", () => {
  const parts = [0, 1, 2].map((batchIndex) =>
    partOf(migrationUri([{ ...ada, name: `${batchIndex}` }], { version: 1, batchSize: 3, batchIndex, batchId: -7 })),
  );
  const pick = (indexes: readonly number[]) => indexes.flatMap((index) => parts[index] ?? []);

  it("are put together in any order, each as often as it is scanned; what is missing is said (D-17)", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2), { maxLength: 8 }), (scanned) => {
        const there = [0, 1, 2].filter((index) => scanned.includes(index));
        expect(collectMigration(pick(scanned))).toMatchObject({
          size: scanned.length === 0 ? 0 : 3,
          missing:
            scanned.length === 0 ? [] : [0, 1, 2].filter((index) => !there.includes(index)).map((one) => one + 1),
          complete: there.length === 3,
          entries: there.map((index) => ({ account: `${index}` })),
        });
      }),
    );
  });

  it("of another program are put together (D-17)", () => {
    const [one, two, three] = vectors.exports
      .filter(({ note }) => /^part . of 3$/.test(note))
      .map(({ uri }) => partOf(uri));
    if (!one || !two || !three) throw new Error("There are three.");
    expect(collectMigration([three, one])).toMatchObject({ missing: [2], complete: false });
    const whole = collectMigration([three, one, two]);
    expect(whole).toMatchObject({ complete: true, missing: [] });
    expect(taken(whole).entries.map(({ account }) => account)).toEqual([
      "ada@example.org",
      "ada",
      "Åse 東京",
      "door",
      "old",
      "last",
    ]);
  });

  it.each([
    ["id", [0], { batchId: -8 }],
    ["size", [0], { batchSize: 4 }],
    ["version", [0], { version: 2 }],
    ["content in the same place", [1], {}],
  ])("of two exports are refused: another %s", (_, scanned, other) => {
    const named = { version: 1, batchSize: 3, batchIndex: 1, batchId: -7, ...other };
    const stranger = partOf(migrationUri([ada], named));
    expect(collectMigration([...pick(scanned), stranger])).toEqual({ refusal: { code: "other_export", position: 1 } });
  });

  it.each([
    [0, 0, null],
    [1, 0, null],
    [100, 99, null],
    [0, 1, 1],
    [1, 1, 1],
    [3, 3, 3],
    [3, -1, 3],
    [-3, 0, -3],
    [101, 0, 101],
  ])("number %i of them, this is %i (G-088)", (batchSize, batchIndex, refused) => {
    const text = migrationUri([ada], { batchSize, batchIndex });
    if (refused === null) expect(partOf(text)).toMatchObject({ batchSize: batchSize || 1, batchIndex });
    else expect(refusalOf(text)).toEqual({ code: "bad_batch", size: refused, index: batchIndex });
  });
});
