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
const lockedWords = "The locked identity is an age file in Base64.";

export const lockedIdentity = z
  .string(lockedWords)
  .min(1, lockedWords)
  .max(Math.ceil(longestLockedBytes / 3) * 4, "The locked identity is larger than one can be.")
  .refine((text) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text), lockedWords)
  .describe("An age file (age-encryption.org/v1) that a passphrase opens, binary, in Base64");
