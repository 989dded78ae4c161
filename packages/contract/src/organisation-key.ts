// What an organisation key is made of: its kind, its recipient and its locked identity.
import { z } from "zod";

/** The kinds of keys, as the vault names them. All keys of an installation are of one. */
export const recipientKinds = ["hybrid", "x25519"] as const;
export type RecipientKind = (typeof recipientKinds)[number];

/** Code points of the passphrase that locks the organisation key. The server never sees it. */
export const organisationPassphraseLength = { minimum: 15, maximum: 256 } as const;

/** A hybrid recipient has 1,959 characters. */
export const recipient = z
  .string("A recipient is a text that begins with age1.")
  .max(2000, "This is longer than any recipient.")
  .regex(/^age1[0-9a-z]+$/, "A recipient begins with age1.")
  .describe("Public key: `age1pq1...` (hybrid) or `age1...` (X25519)");

const longestLockedBytes = 4096;

function ageFile(what: string) {
  const words = `${what} is an age file in Base64.`;
  return z
    .string(words)
    .min(1, words)
    .max(Math.ceil(longestLockedBytes / 3) * 4, `${what} is larger than one can be.`)
    .refine((text) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text), words);
}

export const lockedIdentity = ageFile("The locked identity").describe(
  "An age file (age-encryption.org/v1) that a passphrase opens, binary, in Base64",
);

export const sealedIdentity = ageFile("The sealed identity").describe(
  "An age file (age-encryption.org/v1) that the identity of one security key opens, binary, in Base64",
);
