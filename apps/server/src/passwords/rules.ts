// Which passwords may be chosen: long enough, not common or leaked, not made of words that a stranger would try first.
import { codePoints, passwordLength } from "@hesper/contract";

export interface PasswordContext {
  readonly email: string;
  readonly name: string;
  readonly installationName: string;
  readonly minimumLength: number;
  /** Whether a password, given in lower case, is on the list of common and leaked ones. */
  readonly isCommon: (lowerCase: string) => boolean;
}

/** Words of the product and of what it does, banned in every installation (V6.1.2). */
export const productWords: readonly string[] = [
  "hesper",
  "hideez",
  "enterprise",
  "server",
  "password",
  "administrator",
];

const shortestWord = 3;
/** What is left beside the banned words must be able to stand as a password by itself. */
const leastBesideWords = passwordLength.floor;

/** @returns the reason for a person, null when the password is good. No composition rules (V6.2.5). */
export function reasonAgainst(password: string, context: PasswordContext): string | null {
  const chosen = password.normalize("NFC");
  const length = codePoints(chosen);
  if (length < context.minimumLength) {
    return `The password must have at least ${context.minimumLength} characters; this one has ${length}. A few unrelated words make a good one.`;
  }
  if (length > passwordLength.maximum) return `The password may have at most ${passwordLength.maximum} characters.`;
  const lowerCase = chosen.toLowerCase();
  if (isListed(lowerCase, context.isCommon)) {
    return "This password is on lists of common and leaked passwords, which attackers try first. Choose another one.";
  }
  if (isMadeOfWords(lowerCase, contextWords(context))) {
    return "This password is made of your name, your email or the name of this system. Choose words that nobody connects with you.";
  }
  return null;
}

function isListed(lowerCase: string, isCommon: PasswordContext["isCommon"]): boolean {
  return isCommon(lowerCase) || isCommon(lowerCase.replace(/\s+/g, ""));
}

/** Words of the person, the email, the installation and the product, longest first. */
export function contextWords({ email, name, installationName }: Omit<PasswordContext, "isCommon" | "minimumLength">) {
  const words = [...productWords];
  for (const text of [email, name, installationName]) {
    words.push(
      ...text
        .normalize("NFC")
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u),
    );
  }
  const longEnough = words.filter((word) => codePoints(word) >= shortestWord);
  return [...new Set(longEnough)].sort((a, b) => b.length - a.length);
}

function isMadeOfWords(lowerCase: string, words: readonly string[]): boolean {
  let rest = lowerCase;
  for (const word of words) rest = rest.replaceAll(word, " ");
  if (rest === lowerCase) return false;
  return codePoints(rest.replace(/[^\p{L}\p{N}]/gu, "")) < leastBesideWords;
}
