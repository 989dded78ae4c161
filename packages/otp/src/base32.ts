// Base32 (RFC 4648 section 6), as secrets of authenticators are written.
import { type Alphabet, takeLetters } from "./encoded-text.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** Lengths, modulo 8, that whole bytes can have (RFC 4648 section 6). */
const possibleRemainders = [0, 2, 4, 5, 7];
const longestText = 4096;
/** What web pages and word processors put between groups: white space, hyphens and dashes, and what is not seen. */
const typedAlphabet: Alphabet = {
  letters: "A-Za-z2-7",
  ignored: "\\s\\p{Dash_Punctuation}\\u00ad\\u200b-\\u200d\\u2060\\u2212",
};

/** @returns upper-case Base32 without padding. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet.charAt((held >>> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + alphabet.charAt((held << (5 - bits)) & 31) : text;
}

/** Why a text is no Base32. An index counts UTF-16 units of the text as given. */
export type Base32Refusal =
  | { readonly code: "empty" }
  | { readonly code: "text_too_long"; readonly longest: number }
  | { readonly code: "not_base32"; readonly index: number }
  /** A character was lost, or one is too many: no bytes have this length. */
  | { readonly code: "impossible_length"; readonly characters: number }
  /** The last character has bits that belong to no byte: another one was meant, or some are missing. */
  | { readonly code: "left_over_bits"; readonly index: number };

/** Reads Base32 as people paste it: any case, with white space and hyphens of any kind, with or without padding. */
export function readBase32(text: string): { readonly bytes: Uint8Array } | { readonly refusal: Base32Refusal } {
  if (text.length > longestText) return { refusal: { code: "text_too_long", longest: longestText } };
  const taken = takeLetters(text, typedAlphabet);
  if ("index" in taken) return { refusal: { code: "not_base32", index: taken.index } };
  const { letters } = taken;
  if (letters === "") return { refusal: { code: "empty" } };
  if (!possibleRemainders.includes(letters.length % 8)) {
    return { refusal: { code: "impossible_length", characters: letters.length } };
  }
  const bytes = wholeBytes(letters.toUpperCase());
  return bytes ? { bytes } : { refusal: { code: "left_over_bits", index: text.lastIndexOf(letters.slice(-1)) } };
}

/** As `readBase32`. @returns null for whatever that refuses. */
export function decodeBase32(text: string): Uint8Array | null {
  const read = readBase32(text);
  return "bytes" in read ? read.bytes : null;
}

/** @returns null when bits that are set are left over. */
function wholeBytes(letters: string): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((letters.length * 5) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const letter of letters) {
    held = (held << 5) | alphabet.indexOf(letter);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = (held >>> bits) & 255;
    at += 1;
    held &= (1 << bits) - 1;
  }
  return held === 0 ? bytes : null;
}
