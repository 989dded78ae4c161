// Words that an account is found by: each from its beginning, in any case, so that an index finds them among millions.
import type { AccountDetails } from "./account.ts";

const longestTerm = 64;
const mostTerms = 80;
/** More words than that find nothing more precisely. */
const mostWords = 6;

/** NFC and lower case: how texts are compared. */
export function fold(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

function cut(word: string): string {
  return [...word].slice(0, longestTerm).join("");
}

/** Whole words as they stand, and the parts of them that are letters and figures. */
function wordsOf(text: string): string[] {
  const folded = fold(text);
  return [...folded.split(/\s+/), ...(folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [])];
}

/** `mail.example.org` is found as that, and as `example.org`. */
function hostTerms(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const labels = fold(new URL(url).hostname).split(".");
  return labels.map((_, at) => labels.slice(at).join(".")).slice(0, Math.max(1, labels.length - 1));
}

export function termsOf({ name, urls, apps, login }: Omit<AccountDetails, "loginType">): string[] {
  const words = [...wordsOf(name), fold(login), ...wordsOf(login), ...urls.flatMap(hostTerms), ...apps.flatMap(wordsOf)];
  return [...new Set(words.map(cut).filter((word) => word !== ""))].slice(0, mostTerms);
}

/** The words of a search; none: nothing is searched for. */
export function wordsToFind(search: string | undefined): string[] {
  const words = fold(search ?? "").split(/\s+/);
  return [...new Set(words.map(cut).filter((word) => word !== ""))].slice(0, mostWords);
}

/** Texts that begin with a word are from the first to before the second, compared by their bytes. */
export function rangeOf(word: string): { from: string; to: string } {
  return { from: word, to: `${word}\u{10ffff}` };
}
