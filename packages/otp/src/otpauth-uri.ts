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

export interface ParsedOtpauth {
  readonly type: "totp" | "hotp";
  readonly issuer: string | null;
  readonly account: string;
  readonly secret: Uint8Array;
  readonly algorithm: Algorithm;
  /** 6 to 8. */
  readonly digits: number;
  /** Seconds; null for HOTP. */
  readonly period: number | null;
  /** Null for TOTP. */
  readonly counter: number | null;
}

const longestUri = 2048;
const longestSecretBytes = 128;
const longestName = 256;
const longestPeriodSeconds = 3600;

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
  const period = type === "totp" ? wholeNumber(single.get("period") ?? "30", 1, longestPeriodSeconds) : null;
  const counter = type === "hotp" ? wholeNumber(single.get("counter") ?? "", 0, Number.MAX_SAFE_INTEGER) : null;
  const issuer = single.get("issuer") ?? label.issuer;
  if (!secret || secret.length > longestSecretBytes || !algorithm || digits === null) return null;
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

function wholeNumber(text: string, least: number, most: number): number | null {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : null;
}
