// What codes that people type look like, and what is forgiven when they are typed in.
import { recoveryCodeCount } from "@hesper/contract";
import type { Random } from "../security/random.ts";

/** 32 characters without I, L, O and U: 5 bits each, nothing that is mistaken for something else. */
export const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** @returns `length` characters of 5 random bits each. */
export function generateCode(random: Random, length: number): string {
  // The alphabet has 32 characters: the lowest 5 bits of a byte choose one without bias.
  return Array.from(random.bytes(length), (byte) => alphabet.charAt(byte & 31)).join("");
}

/** @returns 10 different codes of `length` characters: 40 bits at 8 (V6.5.4). */
export function generateCodes(random: Random, length: number): string[] {
  const codes = new Set<string>();
  while (codes.size < recoveryCodeCount) {
    codes.add(generateCode(random, length));
  }
  return [...codes];
}

/** Ignores case, spaces and hyphens; reads O as 0, I and L as 1. */
export function readTyped(typed: string): string {
  return typed
    .replace(/[\s\p{Pd}]/gu, "")
    .toUpperCase()
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
}

/** Null: this cannot be a code of any set. */
export function normalizeCode(typed: string): string | null {
  const code = readTyped(typed);
  return /^[0-9A-HJKMNP-TV-Z]{8,16}$/.test(code) ? code : null;
}
