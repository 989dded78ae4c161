// How long things may be. Bytes that a stranger hands over are measured before anything else is done with them.

/**
 * Recipients of one account. Whoever opens an account tries each of its stanzas, some ms for a hybrid one, before
 * anything shows that the header was not made up.
 */
export const mostRecipients = 256;

/** Code points, as people count. */
export const accountTextLength = { password: 1024, notes: 10_000 } as const;

/** The content before it is sealed: the longest texts, with every character written as JSON escapes it at worst. */
export const longestContentBytes = 160 * 1024;

/** A sealed account: as many hybrid stanzas of 1,557 bytes as there may be, and the longest content. */
export const longestSealedBytes = 576 * 1024;

/** An identity that is locked with a passphrase: one stanza, and an identity with a few lines of comment. */
export const longestLockedBytes = 4096;

/** A file to a passphrase: everything that a key can open, which is less than the longest export of other programs. */
export const longestPassphraseFileBytes = 33 * 1024 * 1024;

/** Code points. What the passphrase locks is worth every account, and may be tried out on a stolen copy for years. */
export const passphraseLength = { minimum: 15 } as const;

/** Code points: what a policy may ask for at least. */
export const shortestPin = 4;

/** Binary logarithm of the cost of scrypt (RFC 7914; r 8, p 1), as the `age` program has it: 256 MiB, some seconds. */
export const workFactor = 18;
/** What is tried at most: 1 GiB, four times as long. A file says itself how costly it is. */
export const highestWorkFactor = 20;

/** @returns how many code points a text has: an emoji is one character. */
export function codePoints(text: string): number {
  return [...text].length;
}
