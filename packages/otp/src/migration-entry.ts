// One account of an export of Google Authenticator.
import type { Algorithm } from "./mac.ts";
import { namesOf, type Otp, type OtpEntry, otpEntry, refuseNames, refuseSecret, usualPeriodSeconds } from "./otp.ts";
import { type Message, readMessage } from "./protobuf.ts";
import type { OtpRefusal } from "./refusals.ts";

export type MigrationEntry =
  | OtpEntry
  /** Whose it is, so that a person can be told which account cannot be taken. */
  | { readonly refusal: OtpRefusal; readonly issuer: string | null; readonly account: string | null };

const fields = { secret: 1, name: 2, issuer: 3, algorithm: 4, digits: 5, type: 6, counter: 7 } as const;
const shape = new Map([
  [fields.secret, "bytes"],
  [fields.name, "bytes"],
  [fields.issuer, "bytes"],
  [fields.algorithm, "varint"],
  [fields.digits, "varint"],
  [fields.type, "varint"],
  [fields.counter, "varint"],
] as const);

/** 0, for all three: not named, so the usual value. */
const algorithmsByNumber = new Map<bigint, Algorithm>([
  [0n, "SHA1"],
  [1n, "SHA1"],
  [2n, "SHA256"],
  [3n, "SHA512"],
]);
const md5 = 4n;
const digitsByNumber = new Map([
  [0n, 6],
  [1n, 6],
  [2n, 8],
]);
const hotp = 1n;
const totp = [0n, 2n];

/** @returns null for bytes that are no such message. */
export function readMigrationEntry(bytes: Uint8Array): MigrationEntry | null {
  const message = readMessage(bytes, shape);
  const label = message && textIn(message, fields.name);
  const issuer = message && textIn(message, fields.issuer);
  if (!message || label === null || issuer === null) return null;
  const names = namesOf(label, issuer);
  const otp = readOtp(message);
  if ("refusal" in otp) return { ...otp, ...names };
  const refusal = refuseNames(label, issuer);
  return refusal ? { refusal, ...names } : otpEntry(otp, label, issuer);
}

function readOtp({ varints, bytes }: Message): Otp | { readonly refusal: OtpRefusal } {
  const type = varints.get(fields.type) ?? 0n;
  if (type === hotp) return { refusal: { code: "hotp_not_supported" } };
  if (!totp.includes(type)) return { refusal: { code: "type_not_supported", type: String(type) } };
  const secret = bytes.get(fields.secret)?.[0] ?? new Uint8Array();
  const refusal = refuseSecret(secret);
  if (refusal) return { refusal };
  const algorithmNumber = varints.get(fields.algorithm) ?? 0n;
  const algorithm = algorithmsByNumber.get(algorithmNumber);
  if (!algorithm) {
    return { refusal: { code: "bad_algorithm", value: algorithmNumber === md5 ? "MD5" : String(algorithmNumber) } };
  }
  const digitsNumber = varints.get(fields.digits) ?? 0n;
  const digits = digitsByNumber.get(digitsNumber);
  if (digits === undefined) return { refusal: { code: "bad_digits", value: String(digitsNumber) } };
  // The period is not in the export: the app has 30 seconds only. The secret is copied, so as not to hold on to all others.
  return { secret: secret.slice(), algorithm, digits, period: usualPeriodSeconds };
}

/** @returns an empty text when it is absent; null for bytes that are not UTF-8. */
function textIn(message: Message, field: number): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(message.bytes.get(field)?.[0]);
  } catch {
    return null;
  }
}
