// What Base32 and Base64 have in common: letters of an alphabet, and perhaps padding after them.

export interface Alphabet {
  /** The inside of a character class, as `ignored` is. */
  readonly letters: string;
  /** What may stand anywhere and means nothing. */
  readonly ignored: string;
}

/**
 * Takes the letters out. The time it takes grows with the length and no faster, whatever the text.
 * @returns `index`, in UTF-16 units: of the first character that is none of them, or of padding that letters follow.
 */
export function takeLetters(
  text: string,
  { letters, ignored }: Alphabet,
): { readonly letters: string } | { readonly index: number } {
  const foreign = text.search(new RegExp(`[^${letters}${ignored}=]`, "u"));
  if (foreign >= 0) return { index: foreign };
  const padding = text.indexOf("=");
  if (padding >= 0 && new RegExp(`[${letters}]`, "u").test(text.slice(padding))) return { index: padding };
  return { letters: text.replace(new RegExp(`[${ignored}=]`, "gu"), "") };
}
