// Words that an account is found by: each from its beginning, so that an index finds them among millions.
import { afterBeginning, wordsOf } from "../database/words.ts";
import type { AccountDetails } from "./account.ts";

const mostTerms = 80;
/** More words than that find nothing more precisely. */
const mostWords = 6;

/** The words of the name, the login, the hosts of the addresses and the apps. */
export function termsOf({ name, urls, apps, login }: Omit<AccountDetails, "loginType">): string[] {
  const hosts = urls.map((url) => (URL.canParse(url) ? new URL(url).hostname : ""));
  return wordsOf([name, login, ...hosts, ...apps].join(" ")).slice(0, mostTerms);
}

/** The words of a search; none: nothing is searched for, or nothing that is a word. */
export function wordsToFind(search: string): string[] {
  return wordsOf(search).slice(0, mostWords);
}

/** Words that begin so: from the first to before the second. */
export function rangeOf(beginning: string): { from: string; to: string } {
  return { from: beginning, to: afterBeginning(beginning) };
}
