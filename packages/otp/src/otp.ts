// What makes the codes of an account, which values are taken, and what a person should be asked about them.
import { readBase32 } from "./base32.ts";
import type { Algorithm } from "./mac.ts";
import type { OtpRefusal, PlaceInText } from "./refusals.ts";

export interface Otp {
  /** 10 to 128 bytes. */
  readonly secret: Uint8Array;
  readonly algorithm: Algorithm;
  /** 6 to 8. */
  readonly digits: number;
  /** Seconds, 15 to 120. */
  readonly period: number;
}

export interface OtpEntry {
  readonly otp: Otp;
  readonly issuer: string | null;
  readonly account: string | null;
  /** What a person should look at before it is kept; often nothing. */
  readonly doubts: readonly OtpDoubt[];
}

export type OtpDoubt =
  /** RFC 4226 section 4 asks for 16 bytes at least. The service chose it; the codes work. */
  | { readonly code: "short_secret"; readonly bytes: number }
  /** The label and the parameter name two issuers. `OtpEntry.issuer` is that of the parameter. */
  | { readonly code: "issuers_differ"; readonly label: string; readonly parameter: string }
  /** A plus sign that may have been meant as a space. */
  | { readonly code: "plus_in_issuer"; readonly withSpaces: string };

/** 80 bits: what some services still hand out. */
const shortestSecretBytes = 10;
const longestSecretBytes = 128;
const recommendedSecretBytes = 16;
const longestName = 256;
const longestLabel = 2 * longestName;
export const usualDigits = 6;
export const usualPeriodSeconds = 30;

/**
 * Reads a secret in Base32.
 * @param parameter of the URI that it stands in; null where it stands alone.
 * @param placeOf where in the text that was typed a character of `base32` stands.
 */
export function readSecret(
  base32: string,
  parameter: string | null,
  placeOf: (index: number) => PlaceInText,
): { readonly secret: Uint8Array } | { readonly refusal: OtpRefusal } {
  const read = readBase32(base32);
  if ("bytes" in read) {
    const refusal = refuseSecret(read.bytes);
    return refusal ? { refusal } : { secret: read.bytes };
  }
  const { refusal } = read;
  switch (refusal.code) {
    case "empty":
      return { refusal: { code: parameter === null ? "empty" : "missing_secret" } };
    case "text_too_long":
      return { refusal };
    case "impossible_length":
      return { refusal: { ...refusal, parameter } };
    case "not_base32":
    case "left_over_bits":
      return { refusal: { code: refusal.code, parameter, at: placeOf(refusal.index) } };
  }
}

export function refuseSecret({ length }: Uint8Array): OtpRefusal | null {
  if (length === 0) return { code: "missing_secret" };
  if (length < shortestSecretBytes) return { code: "too_short", bytes: length, least: shortestSecretBytes };
  return length > longestSecretBytes ? { code: "too_long", bytes: length, most: longestSecretBytes } : null;
}

/** @param label the issuer and the account, parted by a colon. */
export function refuseNames(label: string, issuer: string): OtpRefusal | null {
  if (label.length > longestLabel) return { code: "name_too_long", parameter: "label", longest: longestLabel };
  return issuer.length > longestName ? { code: "name_too_long", parameter: "issuer", longest: longestName } : null;
}

/** `Issuer:account` or `account`; spaces may stand around either. What is absent is empty. */
export function splitLabel(label: string): { issuer: string; account: string } {
  const colon = label.indexOf(":");
  return { issuer: label.slice(0, Math.max(0, colon)).trim(), account: label.slice(colon + 1).trim() };
}

/** @param parameterIssuer the issuer that is named beside the label; empty when none is. */
export function namesOf(label: string, parameterIssuer: string): Pick<OtpEntry, "issuer" | "account"> {
  const { issuer, account } = splitLabel(label);
  return { issuer: parameterIssuer.trim() || issuer || null, account: account || null };
}

export function otpEntry(otp: Otp, label: string, parameterIssuer: string): OtpEntry {
  const names = namesOf(label, parameterIssuer);
  const issuer = names.issuer ?? "";
  const labelIssuer = splitLabel(label).issuer;
  const doubts: OtpDoubt[] = [];
  if (otp.secret.length < recommendedSecretBytes) doubts.push({ code: "short_secret", bytes: otp.secret.length });
  if (labelIssuer !== "" && labelIssuer !== issuer) {
    doubts.push({ code: "issuers_differ", label: labelIssuer, parameter: issuer });
  }
  if (issuer.includes("+")) doubts.push({ code: "plus_in_issuer", withSpaces: issuer.replaceAll("+", " ") });
  return { otp, ...names, doubts };
}
