// Base32 (RFC 4648 section 6), as secrets of authenticators are written.

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** Lengths, modulo 8, that whole bytes can have (RFC 4648 section 6). */
const possibleRemainders = [0, 2, 4, 5, 7];
const longestText = 4096;

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

/**
 * Reads Base32 as people paste it: any case, with spaces (no-break ones too) and hyphens, with or without padding.
 * @returns null for anything else: other characters, inner padding, lengths no bytes have, left-over bits that are set.
 */
export function decodeBase32(text: string): Uint8Array | null {
  if (text.length > longestText) return null;
  const compact = text.replace(/[ \t\u00a0-]/g, "").replace(/=+$/, "");
  if (!/^[A-Za-z2-7]+$/.test(compact) || !possibleRemainders.includes(compact.length % 8)) return null;
  const bytes = new Uint8Array(Math.floor((compact.length * 5) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const letter of compact.toUpperCase()) {
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
