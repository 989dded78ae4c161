// What a person types, pastes or scans into the field "OTP secret" of an account.
import { type OtpEntry, otpEntry, readSecret, usualDigits, usualPeriodSeconds } from "./otp.ts";
import { readOtpauthUri, readPeriod } from "./otpauth-uri.ts";
import { type OtpRefusal, placeIn } from "./refusals.ts";
import { splitUri, type UriParts } from "./uri.ts";

/** More than any of the forms holds; only what is shorter is looked at. */
const longestText = 65_536;

/**
 * Reads Base32 as people write it (SHA1, 6 digits, 30 seconds) or an otpauth URI of TOTP. Never throws and fetches nothing.
 * @returns the entry, or a refusal that says what is wrong and where in `text`.
 */
export function readOtpSecret(text: string): OtpEntry | { readonly refusal: OtpRefusal } {
  if (text.length > longestText) return { refusal: { code: "text_too_long", longest: longestText } };
  const parts = splitUri(text);
  if (parts?.scheme === "otpauth") return readTotpUri(text, parts);
  if (parts?.scheme === "otpauth-migration") return { refusal: { code: "migration" } };
  if (parts) return { refusal: { code: "not_a_secret", scheme: parts.scheme } };
  const read = readSecret(text, null, (index) => placeIn(text, index));
  if ("refusal" in read) return read;
  return otpEntry({ ...read, algorithm: "SHA1", digits: usualDigits, period: usualPeriodSeconds }, "", "");
}

function readTotpUri(text: string, parts: UriParts): OtpEntry | { readonly refusal: OtpRefusal } {
  // First of all: what else is wrong with it makes no difference.
  if (parts.host === "hotp") return { refusal: { code: "hotp_not_supported" } };
  const read = readOtpauthUri(text, parts);
  if ("refusal" in read) return read;
  const period = readPeriod(read.values);
  if ("refusal" in period) return period;
  const { secret, algorithm, digits, label, issuer } = read;
  return otpEntry({ secret, algorithm, digits, ...period }, label, issuer);
}
