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
/** 80 bits: what some services still hand out. RFC 4226 section 4 asks 128 of those who make secrets. */
const shortestSecretBytes = 10;
const longestSecretBytes = 128;
const longestName = 256;
const shortestPeriodSeconds = 15;
const longestPeriodSeconds = 120;

/** Reads an otpauth URI. @returns null for anything that is none, or whose values no authenticator can use. */
export function parseOtpauthUri(text: string): ParsedOtpauth | null {
  const uri = urlOf(text);
  if (!uri) return null;
  const type = uri.host === "totp" || uri.host === "hotp" ? uri.host : null;
  const label = labelOf(uri.pathname);
  const single = singleParameters(uri.search);
  if (!type || !label || !single) return null;
  const secret = decodeBase32(single.get("secret") ?? "");
  const algorithm = algorithms.find((one) => one === (single.get("algorithm") ?? "SHA1").toUpperCase());
  const digits = wholeNumber(single.get("digits") ?? "6", 6, 8);
  const period = type === "totp" ? periodOf(single.get("period") ?? "30") : null;
  const counter = type === "hotp" ? wholeNumber(single.get("counter") ?? "", 0, Number.MAX_SAFE_INTEGER) : null;
  const issuer = single.get("issuer") ?? label.issuer;
  if (!secret || !algorithm || digits === null) return null;
  if (secret.length < shortestSecretBytes || secret.length > longestSecretBytes) return null;
  if ((type === "totp" ? period : counter) === null || (issuer ?? "").length > longestName) return null;
  return { type, issuer, account: label.account, secret, algorithm, digits, period, counter };
}

function urlOf(text: string): URL | null {
  if (text.length > longestUri || !/^otpauth:\/\//i.test(text) || !URL.canParse(text)) return null;
  return new URL(text);
}

/** `Issuer:account` or `account`; spaces may stand after the colon. */
function labelOf(path: string): { issuer: string | null; account: string } | null {
  const text = decoded(path.replace(/^\//, ""));
  if (text === null || text.length > 2 * longestName) return null;
  const colon = text.indexOf(":");
  const account = text.slice(colon + 1).trim();
  if (account === "") return null;
  return { issuer: colon < 0 ? null : text.slice(0, colon), account };
}

/** Each parameter at most once: of two secrets nobody knows which is meant. A plus sign is itself, not a space. */
function singleParameters(search: string): Map<string, string> | null {
  const found = new Map<string, string>();
  for (const part of search.slice(1).split("&")) {
    const [name = "", ...rest] = part.split("=");
    const value = decoded(rest.join("="));
    if (value === null || found.has(name)) return null;
    found.set(name, value);
  }
  return found;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function periodOf(text: string): number | null {
  return wholeNumber(text, shortestPeriodSeconds, longestPeriodSeconds);
}

/** Decimal digits without leading zeros: what is written in two ways is read in two ways. */
function wholeNumber(text: string, least: number, most: number): number | null {
  const number = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : null;
}
