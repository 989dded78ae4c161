// What is in a sealed account (docs/decisions/0014-sealing.md): its secrets, and nothing unknown.
import { base32nopad } from "@scure/base";
import { z } from "zod";
import { decodeContent, encodeContent, named, text } from "./content.ts";
import { accountTextLength } from "./limits.ts";

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
  ...named,
  password: text(accountTextLength.password).nullable(),
  otp: otp.nullable(),
  notes: text(accountTextLength.notes).nullable(),
});

/** The secrets of an account. */
export type AccountPayload = Readonly<z.infer<typeof accountPayload>>;

/**
 * @returns UTF-8 JSON, followed by spaces.
 *
 * Throws `VaultProblem`: `invalid_payload`.
 */
export function encodePayload(payload: AccountPayload): Uint8Array {
  return encodeContent(accountPayload, payload);
}

/**
 * Throws `VaultProblem`: `too_large`, `unknown_version`, `invalid_payload`.
 */
export function decodePayload(content: Uint8Array): AccountPayload {
  return decodeContent(accountPayload, content);
}
