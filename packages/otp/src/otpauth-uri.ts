// otpauth URIs, which authenticator apps read from QR codes (Key URI format).
import { decodeBase32, encodeBase32 } from "./base32.ts";
import { type Algorithm, algorithms } from "./hotp.ts";

export interface OtpauthParts {
  readonly issuer: string;
  readonly account: string;
  readonly secret: Uint8Array;
  readonly algorithm?: Algorithm;
  readonly digits?: number;
  readonly period?: number;
}

/** All parameters are named, also those with the usual value; spaces are %20, never a plus sign. */
export function buildOtpauthUri({
  issuer,
  account,
  secret,
  algorithm = "SHA1",
  digits = 6,
  period = 30,
}: OtpauthParts): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return (
    `otpauth://totp/${label}?secret=${encodeBase32(secret)}&issuer=${encodeURIComponent(issuer)}` +
    `&algorithm=${algorithm}&digits=${digits}&period=${period}`
  );
}
