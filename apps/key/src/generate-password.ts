// Makes passwords of random characters, each as likely as any other.
import { randomInt } from "node:crypto";

export const generatedLength = { least: 8, usual: 20, most: 128 } as const;

/** Without what is mistaken for something else on a screen, and without what shells and sites take amiss. */
const alphabets = ["abcdefghijkmnopqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "!#$%&()*+,-./:;<=>?@[]^_{}~"];
const characters = alphabets.join("");

/**
 * With one of each kind at least. A whole password is thrown away where a kind is missing: putting one in would make some
 * passwords likelier.
 */
export function generatePassword(length: number): string {
  for (;;) {
    const password = Array.from({ length }, () => characters[randomInt(characters.length)]).join("");
    if (alphabets.every((alphabet) => [...alphabet].some((one) => password.includes(one)))) return password;
  }
}
