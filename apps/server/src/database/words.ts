// Texts as they are searched and sorted: without case, accents and punctuation. What is stored was made by this, so
// that a change of it needs a migration that makes it again.

/** Letters that are written with a stroke, which no decomposition takes off. */
const plain: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };

/** Longest beginning of a word that is kept. */
const longestWord = 64;

/** The words of a text, each once, in their order. */
export function wordsOf(text: string): string[] {
  const letters = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => plain[letter] ?? letter);
  const words = letters.match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.map(cut))];
}

/** By letters, so that none is cut in half. */
function cut(word: string): string {
  return word.length <= longestWord ? word : [...word].slice(0, longestWord).join("");
}

/** A name as it is sorted. */
export function sortKey(name: string): string {
  return wordsOf(name).join(" ");
}

/** The form in which names are compared where two must not be the same: the case does not matter, nor how many spaces. */
export function nameKey(name: string): string {
  return name.normalize("NFC").trim().replace(/\s+/gu, " ").toLowerCase();
}

/** What all words that begin so come before. @param beginning not empty. */
export function afterBeginning(beginning: string): string {
  // Beyond every letter, in UTF-8 and therefore in the order of both databases.
  return `${beginning}\u{10ffff}`;
}
