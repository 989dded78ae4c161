// What is in a sealed account (docs/decisions/0014-sealing.md): UTF-8 JSON that names its account, and nothing unknown.
import { base32nopad } from "@scure/base";
import { z } from "zod";
import { accountTextLength, codePoints, longestContentBytes } from "./limits.ts";
import { VaultProblem } from "./problem.ts";

const version = 1;

/** Well-formed, so that other programs read the same text. */
function text(longest: number) {
  return z.string().refine((value) => value.isWellFormed() && codePoints(value) <= longest);
}

/** Base32 of 10 to 128 bytes, upper case, without padding: as `packages/otp` writes it. */
function isOtpSecret(value: string): boolean {
  if (value.length > 205) return false;
  try {
    const { length } = base32nopad.decode(value);
    return length >= 10 && length <= 128;
  } catch {
    return false;
  }
}

const otp = z.strictObject({
  secret: z.string().refine(isOtpSecret),
  algorithm: z.enum(["SHA1", "SHA256", "SHA512"]),
  digits: z.int().min(6).max(8),
  /** Seconds. */
  period: z.int().min(15).max(120),
});

const accountPayload = z.strictObject({
  v: z.literal(version),
  /** UUIDv7 (RFC 9562), made by whoever makes the account; lower case, so that it has one spelling. */
  account: z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
  /** From 1, raised with each change. */
  revision: z.int().min(1),
  password: text(accountTextLength.password).nullable(),
  otp: otp.nullable(),
  notes: text(accountTextLength.notes).nullable(),
});

/** The secrets of an account. */
export type AccountPayload = Readonly<z.infer<typeof accountPayload>>;

/** Content is made up to a multiple of this: the size of what is sealed would tell how long a password is. */
const paddingBytes = 512;
const space = 0x20;

/**
 * @returns UTF-8 JSON, followed by spaces.
 *
 * Throws `VaultProblem`: `invalid_payload`.
 */
export function encodePayload(payload: AccountPayload): Uint8Array {
  const checked = accountPayload.safeParse(payload);
  if (!checked.success) throw new VaultProblem("invalid_payload");
  const json = new TextEncoder().encode(JSON.stringify(checked.data));
  const padded = new Uint8Array(Math.ceil(json.length / paddingBytes) * paddingBytes).fill(space);
  padded.set(json);
  return padded;
}

/**
 * Throws `VaultProblem`: `too_large`, `unknown_version`, `invalid_payload`.
 */
export function decodePayload(content: Uint8Array): AccountPayload {
  if (content.length > longestContentBytes) throw new VaultProblem("too_large");
  const value = parsed(content);
  if (isNewer(value)) throw new VaultProblem("unknown_version");
  const checked = accountPayload.safeParse(value);
  if (!checked.success) throw new VaultProblem("invalid_payload");
  return checked.data;
}

function parsed(content: Uint8Array): unknown {
  try {
    // A byte order mark is left in, where it is no JSON.
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content));
  } catch {
    // Not passed on: its words quote the content.
    throw new VaultProblem("invalid_payload");
  }
}

function isNewer(value: unknown): boolean {
  const named = typeof value === "object" && value !== null && "v" in value ? value.v : null;
  return Number.isInteger(named) && Number(named) > version;
}
