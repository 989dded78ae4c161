// Exports of Google Authenticator that are damaged, or none.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collectMigration, readMigration } from "./index.ts";
import { refused, taken } from "./testing/reading.ts";
import {
  bytesField,
  migrationEntry,
  migrationPayload,
  migrationUri,
  migrationUriOf,
  numberField,
  varint,
} from "./testing/write-migration.ts";

const secret = new TextEncoder().encode("12345678901234567890");
const ada = { secret, name: "Shop:ada", issuer: "Shop", algorithm: 1, digits: 1, type: 2 };
const partOf = (text: string) => taken(readMigration(text));
const refusalOf = (text: string) => refused(readMigration(text));

describe("what is no export is refused as a whole (G-088)", () => {
  it.each([
    ["", { code: "empty" }],
    [" \n", { code: "empty" }],
    ["GEZDGNBVGY3TQOJQ", { code: "not_a_migration" }],
    ["otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ", { code: "not_a_migration" }],
    ["https://offline?data=CjEK", { code: "not_a_migration" }],
    ["otpauth-migration://online?data=CjEK", { code: "not_a_migration" }],
    ["otpauth-migration://offline", { code: "missing_data" }],
    ["otpauth-migration://offline?data=", { code: "missing_data" }],
    ["otpauth-migration://offline?dat=CjEK", { code: "missing_data" }],
    ["otpauth-migration://offline?data=CjEK&data=CjEK", { code: "repeated_data" }],
    ["otpauth-migration://offline?data=CjEK%", { code: "bad_encoding" }],
    ["otpauth-migration://offline?data=CjEK%ff", { code: "bad_encoding" }],
    ["otpauth-migration://offline?data=CjEKC", { code: "not_base64", at: null }],
    [
      "otpauth-migration://offline?data=CjE!CkhlbG",
      { code: "not_base64", at: { index: 36, place: 37, character: "!" } },
    ],
    [
      "otpauth-migration://offline?data=%43j%2BK%3DxQ",
      { code: "not_base64", at: { index: 41, place: 42, character: "=" } },
    ],
    [
      " otpauth-migration://offline?data=Cj%c3%a9",
      { code: "not_base64", at: { index: 36, place: 37, character: "é" } },
    ],
    [`otpauth-migration://offline?data=${"A".repeat(70_000)}`, { code: "text_too_long", longest: 65_536 }],
    ["otpauth-migration://offline?data=EAEYAg%3D%3D", { code: "no_entries" }],
  ])("%s", (text, refusal) => {
    expect(refusalOf(text)).toEqual(refusal);
  });

  it("takes 200 entries, and none of 201 or 10,000", () => {
    expect(partOf(migrationUri(Array.from({ length: 200 }, () => ada))).entries.length).toBe(200);
    for (const length of [201, 10_000]) {
      const payload = Buffer.concat(Array.from({ length }, () => bytesField(1, new Uint8Array())));
      expect(refusalOf(migrationUriOf(payload))).toEqual({ code: "too_many_entries", most: 200 });
    }
  });

  const good = migrationEntry(ada);
  const whole = (...parts: Uint8Array[]) => Buffer.concat(parts);
  it.each([
    ["a varint without an end", whole(bytesField(1, good), varint(16), Uint8Array.of(0x80))],
    ["a varint of 11 bytes", whole(bytesField(1, good), varint(16), new Uint8Array(10).fill(0x80), Uint8Array.of(0))],
    ["a varint beyond 64 bits", whole(bytesField(1, good), varint(16), varint(2n ** 63n + 1n).with(9, 2))],
    ["a field number beyond 29 bits", whole(bytesField(1, good), varint(2n ** 32n), varint(1))],
    ["field number 0", whole(bytesField(1, good), varint(0), varint(1))],
    ["a length beyond the end", whole(varint(10), varint(good.length + 1), good)],
    ["a length of 2^63", whole(varint(10), varint(2n ** 63n), good)],
    ["a length beyond the end, inside", bytesField(1, whole(good, varint(66), varint(5), new Uint8Array(4)))],
    ["a group", whole(bytesField(1, good), varint(6 * 8 + 3), varint(6 * 8 + 4))],
    ["wire type 7", whole(bytesField(1, good), varint(6 * 8 + 7))],
    ["a number cut short", whole(bytesField(1, good), varint(6 * 8 + 5), new Uint8Array(3))],
    ["a long number cut short", whole(bytesField(1, good), varint(6 * 8 + 1), new Uint8Array(7))],
    ["a version written twice", whole(bytesField(1, good), numberField(2, 1), numberField(2, 1))],
    ["a version that is bytes", whole(bytesField(1, good), bytesField(2, Uint8Array.of(1)))],
    ["a version beyond 32 bits", whole(bytesField(1, good), numberField(2, 2 ** 32 + 1))],
    ["a batch id beyond 32 bits", whole(bytesField(1, good), numberField(5, 2 ** 31))],
    ["an entry that is a number", whole(bytesField(1, good), numberField(1, 1))],
    ["two secrets in one entry", whole(bytesField(1, good), bytesField(1, whole(good, bytesField(1, secret))))],
    ["two algorithms in one entry", bytesField(1, whole(good, numberField(4, 1)))],
    ["a name that is not UTF-8", bytesField(1, whole(bytesField(1, secret), bytesField(2, Uint8Array.of(0xff))))],
    [
      "an issuer that is half a character",
      bytesField(1, whole(bytesField(1, secret), bytesField(3, Uint8Array.of(0xe2, 0x82)))),
    ],
    ["text", new TextEncoder().encode("hello world")],
  ])("protocol buffers with %s", (_, payload) => {
    expect(refusalOf(migrationUriOf(payload))).toEqual({ code: "not_protobuf" });
  });

  it("steps over fields that it does not know, of every wire type", () => {
    const unknown = whole(
      numberField(15, 2n ** 64n - 1n),
      bytesField(2 ** 29 - 1, secret),
      varint(16 * 8 + 5),
      new Uint8Array(4),
      varint(17 * 8 + 1),
      new Uint8Array(8),
    );
    const payload = whole(unknown, bytesField(1, whole(unknown, good, unknown)), unknown, numberField(2, 1));
    expect(partOf(migrationUriOf(payload))).toMatchObject({ version: 1, entries: partOf(migrationUri([ada])).entries });
  });

  it("loses nothing without a word: cut anywhere, it is refused, or says that it may be cut", () => {
    const named = { version: 1, batchSize: 1, batchIndex: 0, batchId: 5 };
    const payload = migrationPayload([ada, { ...ada, name: "bob" }, ada], named);
    const before = partOf(migrationUriOf(payload));
    expect(before.mayBeCut).toBe(false);
    let cuts = 0;
    for (let length = 0; length < payload.length; length += 1) {
      const read = readMigration(migrationUriOf(payload.slice(0, length)));
      if ("refusal" in read) continue;
      cuts += 1;
      expect(read.entries).toEqual(before.entries.slice(0, read.entries.length));
      expect(read.mayBeCut).toBe(read.entries.length < 3 || length < payload.length - 4);
      expect(collectMigration([read])).toMatchObject({ mayBeCut: read.mayBeCut });
    }
    // After each entry, and after each number at the end but the last.
    expect(cuts).toBe(6);
  });

  it("throws for no text, no bytes, and no bytes that were changed", () => {
    const payload = migrationPayload([ada, { ...ada, type: 1 }], {
      version: 1,
      batchSize: 2,
      batchIndex: 1,
      batchId: -9,
    });
    const changed = fc.tuple(fc.nat(payload.length - 1), fc.integer({ min: 0, max: 255 })).map(([at, byte]) => {
      const copy = Uint8Array.from(payload);
      copy[at] = byte;
      return copy;
    });
    const anyUri = fc.oneof(fc.uint8Array({ maxLength: 300 }), changed).map(migrationUriOf);
    const anyText = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "binary" }).map((text) => `otpauth-migration://offline?data=${text}`),
    );
    fc.assert(
      fc.property(fc.oneof(anyUri, anyText), (text) => {
        const read = readMigration(text);
        if ("refusal" in read) return;
        expect(read.entries.length).toBeGreaterThan(0);
        expect(read.batchIndex).toBeLessThan(read.batchSize);
        const { entries } = taken(collectMigration([read, read]));
        expect(entries.every((entry, index) => entry === read.entries[index])).toBe(true);
        expect(entries.length).toBe(read.entries.length);
      }),
      { numRuns: 3000 },
    );
  });
});
