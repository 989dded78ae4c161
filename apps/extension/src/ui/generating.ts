// Makes passwords of random characters, each as likely as any other.

export const generatedLength = { least: 8, usual: 20, most: 128 } as const;

/** Without what is mistaken for something else on a screen. */
export const alphabets = {
  letters: "abcdefghijkmnopqrstuvwxyz",
  capitals: "ABCDEFGHJKLMNPQRSTUVWXYZ",
  digits: "23456789",
  signs: "!#$%&()*+,-./:;<=>?@[]^_{}~",
} as const;
export type AlphabetName = keyof typeof alphabets;
export const alphabetNames = Object.keys(alphabets) as readonly AlphabetName[];

/**
 * With one of each kind at least. A whole password is thrown away where a kind is missing: putting one in would make some
 * passwords likelier.
 */
export function generatePassword(length: number, names: readonly AlphabetName[] = alphabetNames): string {
  const kinds = names.map((name) => alphabets[name]);
  const characters = kinds.join("");
  for (;;) {
    const password = Array.from({ length }, () => characters[randomBelow(characters.length)]).join("");
    if (kinds.every((kind) => [...kind].some((one) => password.includes(one)))) return password;
  }
}

/** Each number below `limit` (256 at most) as likely as any other: what would tip the scales is thrown away. */
function randomBelow(limit: number): number {
  const fair = 256 - (256 % limit);
  const byte = new Uint8Array(1);
  do crypto.getRandomValues(byte);
  while ((byte[0] ?? 0) >= fair);
  return (byte[0] ?? 0) % limit;
}
