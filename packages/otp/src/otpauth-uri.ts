// otpauth URIs, which authenticator apps read from QR codes (Key URI format).
import { encodeBase32 } from "./base32.ts";
import { type Algorithm, algorithms } from "./mac.ts";
import { namesOf, readSecret, refuseNames, splitLabel, usualDigits, usualPeriodSeconds } from "./otp.ts";
import { characterAt, type OtpRefusal, placeIn } from "./refusals.ts";
import { decodePercent, indexInRaw, type Parameter, splitUri, type UriParts } from "./uri.ts";

export interface OtpauthParts {
  readonly issuer: string;
  readonly account: string;
  readonly secret: Uint8Array;
  readonly algorithm?: Algorithm;
  readonly digits?: number;
  readonly period?: number;
}

/**
 * All parameters are named, also those with the usual value; spaces are %20, never a plus sign. Colons are left out of
 * issuer and account, which a colon parts, and so are spaces around them; half a surrogate pair becomes U+FFFD.
 * Never throws.
 */
export function buildOtpauthUri({
  issuer,
  account,
  secret,
  algorithm = "SHA1",
  digits = 6,
  period = 30,
}: OtpauthParts): string {
  const encodedIssuer = encodedName(issuer);
  return (
    `otpauth://totp/${encodedIssuer}:${encodedName(account)}?secret=${encodeBase32(secret)}&issuer=${encodedIssuer}` +
    `&algorithm=${algorithm}&digits=${digits}&period=${period}`
  );
}

function encodedName(name: string): string {
  return encodeURIComponent(name.replaceAll(":", "").trim().toWellFormed());
}

export interface ParsedOtpauth {
  readonly type: "totp" | "hotp";
  /** The parameter, or else what the label has; null where neither names one. */
  readonly issuer: string | null;
  readonly account: string;
  /** 10 to 128 bytes. */
  readonly secret: Uint8Array;
  readonly algorithm: Algorithm;
  /** 6 to 8. */
  readonly digits: number;
  /** 15 to 120 seconds; null for HOTP. */
  readonly period: number | null;
  /** 0 to 2^53 - 1; null for TOTP. */
  readonly counter: number | null;
}

const longestUri = 2048;
const ofBothTypes = ["secret", "issuer", "algorithm", "digits"];
const knownParameters = { totp: [...ofBothTypes, "period"], hotp: [...ofBothTypes, "counter"] };
const shortestPeriodSeconds = 15;
const longestPeriodSeconds = 120;

type Refused = { readonly refusal: OtpRefusal };

/** Reads an otpauth URI. @returns null for anything that is none, or whose values no authenticator can use. */
export function parseOtpauthUri(text: string): ParsedOtpauth | null {
  const parts = splitUri(text);
  if (parts?.scheme !== "otpauth") return null;
  const read = readOtpauthUri(text, parts);
  if ("refusal" in read) return null;
  const { label, secret, algorithm, digits, values } = read;
  const { issuer } = namesOf(label, read.issuer);
  const common = { issuer, account: splitLabel(label).account, secret, algorithm, digits };
  if (parts.host === "hotp") {
    const counter = readCounter(values);
    return "refusal" in counter ? null : { type: "hotp", ...common, period: null, ...counter };
  }
  const period = readPeriod(values);
  return "refusal" in period ? null : { type: "totp", ...common, ...period, counter: null };
}

/** What TOTP and HOTP have in common. */
export interface OtpauthReading {
  /** Issuer and account, parted by a colon; or the account alone. */
  readonly label: string;
  /** The parameter; empty when there is none. */
  readonly issuer: string;
  readonly secret: Uint8Array;
  readonly algorithm: Algorithm;
  readonly digits: number;
  /** The other parameters are read from these. */
  readonly values: ReadonlyMap<string, string>;
}

/**
 * @param text as typed: the places of a refusal are in it.
 * @param parts of the text, whose scheme is otpauth. Parameters that it does not know are not looked at (D-13).
 */
export function readOtpauthUri(text: string, parts: UriParts): OtpauthReading | Refused {
  if (text.length > longestUri) return { refusal: { code: "text_too_long", longest: longestUri } };
  const type = parts.host;
  if (type !== "totp" && type !== "hotp") return { refusal: { code: "type_not_supported", type } };
  const found = decodedParameters(parts, knownParameters[type]);
  if ("refusal" in found) return found;
  const { label, values } = found;
  if (splitLabel(label).account === "") return { refusal: { code: "missing_account" } };
  const issuer = values.get("issuer") ?? "";
  const refusal = refuseNames(label, issuer);
  if (refusal) return { refusal };
  const secret = readSecretOf(text, parts.parameters);
  if ("refusal" in secret) return secret;
  const algorithmGiven = values.get("algorithm") ?? "SHA1";
  const algorithm = algorithms.find((one) => one === algorithmGiven.toUpperCase());
  if (!algorithm) return { refusal: { code: "bad_algorithm", value: algorithmGiven } };
  const digitsGiven = values.get("digits") ?? String(usualDigits);
  const digits = wholeNumber(digitsGiven, 6, 8);
  if (digits === null) return { refusal: { code: "bad_digits", value: digitsGiven } };
  return { label, issuer, secret: secret.secret, algorithm, digits, values };
}

export function readPeriod(values: ReadonlyMap<string, string>): { readonly period: number } | Refused {
  const value = values.get("period") ?? String(usualPeriodSeconds);
  const period = wholeNumber(value, shortestPeriodSeconds, longestPeriodSeconds);
  return period === null ? { refusal: { code: "bad_period", value } } : { period };
}

function readCounter(values: ReadonlyMap<string, string>): { readonly counter: number } | Refused {
  const value = values.get("counter") ?? "";
  const counter = wholeNumber(value, 0, Number.MAX_SAFE_INTEGER);
  return counter === null ? { refusal: { code: "bad_counter", value } } : { counter };
}

type Decoded = { readonly label: string; readonly values: ReadonlyMap<string, string> };

function decodedParameters(parts: UriParts, names: readonly string[]): Decoded | Refused {
  const values = new Map<string, string>();
  const known = parts.parameters.filter(({ name }) => names.includes(name));
  for (const { name, raw } of [{ name: "label", raw: parts.path }, ...known]) {
    if (values.has(name)) return { refusal: { code: "repeated_parameter", parameter: name } };
    // A mail program may have broken the line; the break is no part of the address.
    const value = decodePercent(raw.replace(/[\t\r\n]/g, ""));
    if (value === null) return { refusal: { code: "bad_encoding", parameter: name } };
    values.set(name, value.toWellFormed());
  }
  return { label: values.get("label") ?? "", values };
}

function readSecretOf(text: string, parameters: readonly Parameter[]) {
  const { raw, index } = parameters.find(({ name }) => name === "secret") ?? { raw: "", index: 0 };
  const value = decodePercent(raw);
  if (value === null) return { refusal: { code: "bad_encoding", parameter: "secret" } } satisfies Refused;
  return readSecret(value, "secret", (at) => placeIn(text, index + indexInRaw(raw, at), characterAt(value, at)));
}

/** Decimal digits without leading zeros: what is written in two ways is read in two ways. */
function wholeNumber(text: string, least: number, most: number): number | null {
  const number = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : null;
}
