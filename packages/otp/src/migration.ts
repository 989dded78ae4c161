// Exports of Google Authenticator: otpauth-migration://offline?data=..., a message in protocol buffers. The format is not
// documented by its maker; fields and numbers are those that its exports have (D-17).
import { type Alphabet, takeLetters } from "./encoded-text.ts";
import { type MigrationEntry, readMigrationEntry } from "./migration-entry.ts";
import { readMessage } from "./protobuf.ts";
import { characterAt, type PlaceInText, placeIn } from "./refusals.ts";
import { decodePercent, indexInRaw, type Parameter, splitUri } from "./uri.ts";

/** One QR code of an export. */
export interface MigrationPart {
  /** In the order of the export; at least one. Those that cannot be taken are there too, with the reason. */
  readonly entries: readonly MigrationEntry[];
  /** 1 and 2 have been seen, with the same fields; 0 where it is not named. */
  readonly version: number;
  /** How many QR codes the export has: 1 to 100. */
  readonly batchSize: number;
  /** Which of them this is, from 0. */
  readonly batchIndex: number;
  /** The same in all of an export, but newer apps leave it out: then 0. */
  readonly batchId: number;
  /**
   * It does not say how many QR codes the export has, as exports of the app do at their end: the end may have been lost
   * in copying, and accounts with it. A person should count them.
   */
  readonly mayBeCut: boolean;
  /** The bytes of the part: the same when one QR code is scanned twice. They hold the secrets. */
  readonly payload: Uint8Array;
}

export type MigrationRefusal =
  | { readonly code: "empty" | "not_a_migration" | "missing_data" | "repeated_data" | "bad_encoding" }
  | { readonly code: "text_too_long"; readonly longest: number }
  /** `at` is null where no character is wrong, but some are missing at the end. */
  | { readonly code: "not_base64"; readonly at: PlaceInText | null }
  | { readonly code: "not_protobuf" | "no_entries" }
  | { readonly code: "too_many_entries"; readonly most: number }
  | { readonly code: "bad_batch"; readonly size: number; readonly index: number };

const longestText = 65_536;
/** Both alphabets at once, and a space for a plus sign. */
const base64: Alphabet = { letters: "A-Za-z0-9+\\/\\-_ ", ignored: "\\r\\n\\t" };
const mostEntries = 200;
const mostParts = 100;
const payloadFields = { entries: 1, version: 2, batchSize: 3, batchIndex: 4, batchId: 5 } as const;
const payloadShape = new Map([
  [payloadFields.entries, "repeated bytes"],
  [payloadFields.version, "varint"],
  [payloadFields.batchSize, "varint"],
  [payloadFields.batchIndex, "varint"],
  [payloadFields.batchId, "varint"],
] as const);

/**
 * Reads one QR code of an export. Never throws. What is unreadable anywhere refuses the whole; an entry that is read well
 * but whose codes cannot be made is among the entries, with the reason.
 */
export function readMigration(text: string): MigrationPart | { readonly refusal: MigrationRefusal } {
  if (text.length > longestText) return { refusal: { code: "text_too_long", longest: longestText } };
  if (text.trim() === "") return { refusal: { code: "empty" } };
  const parts = splitUri(text);
  if (parts?.scheme !== "otpauth-migration" || parts.host !== "offline") {
    return { refusal: { code: "not_a_migration" } };
  }
  const [data, ...others] = parts.parameters.filter(({ name }) => name === "data");
  if (!data || data.raw === "") return { refusal: { code: "missing_data" } };
  if (others.length > 0) return { refusal: { code: "repeated_data" } };
  const read = readBase64(text, data);
  return "refusal" in read ? read : readPayload(read.bytes);
}

function readPayload(payload: Uint8Array): MigrationPart | { readonly refusal: MigrationRefusal } {
  const message = readMessage(payload, payloadShape);
  if (!message) return { refusal: { code: "not_protobuf" } };
  const found = message.bytes.get(payloadFields.entries) ?? [];
  if (found.length > mostEntries) return { refusal: { code: "too_many_entries", most: mostEntries } };
  if (found.length === 0) return { refusal: { code: "no_entries" } };
  const entries = found.map(readMigrationEntry).filter((entry) => entry !== null);
  const number = (field: number) => Number(BigInt.asIntN(64, message.varints.get(field) ?? 0n));
  const version = number(payloadFields.version);
  const mayBeCut = number(payloadFields.batchSize) === 0;
  const batchSize = mayBeCut ? 1 : number(payloadFields.batchSize);
  const batchIndex = number(payloadFields.batchIndex);
  const batchId = number(payloadFields.batchId);
  if (entries.length < found.length || !isInt32(version) || !isInt32(batchId)) {
    return { refusal: { code: "not_protobuf" } };
  }
  if (batchSize < 1 || batchSize > mostParts || batchIndex < 0 || batchIndex >= batchSize) {
    return { refusal: { code: "bad_batch", size: batchSize, index: batchIndex } };
  }
  return { entries, version, batchSize, batchIndex, batchId, mayBeCut, payload };
}

function isInt32(number: number): boolean {
  return number === (number | 0);
}

/**
 * Base64 in the usual and in the URL-safe alphabet, padded or not. A space is read as a plus sign: scanners that take the
 * address for a web form have made one of the other.
 */
function readBase64(
  text: string,
  { raw, index }: Parameter,
): { readonly bytes: Uint8Array } | { readonly refusal: MigrationRefusal } {
  const value = decodePercent(raw);
  if (value === null) return { refusal: { code: "bad_encoding" } };
  const taken = takeLetters(value, base64);
  if ("index" in taken) {
    const at = placeIn(text, index + indexInRaw(raw, taken.index), characterAt(value, taken.index));
    return { refusal: { code: "not_base64", at } };
  }
  const letters = taken.letters.replace(/[- ]/g, "+").replaceAll("_", "/");
  // One character alone is no byte: some are missing.
  if (letters.length % 4 === 1) return { refusal: { code: "not_base64", at: null } };
  return { bytes: Uint8Array.from(atob(letters), (character) => character.charCodeAt(0)) };
}
