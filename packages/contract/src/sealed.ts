// The sealed part of an account as it travels: an age file, binary, in Base64. What is in it only its recipients know.
import { z } from "zod";

/** The largest that the vault makes: 256 hybrid recipients and the longest content. */
export const longestSealedBytes = 576 * 1024;
/** Of one account, whoever can open it. */
export const mostSealedTo = 256;

const longestSealedText = Math.ceil(longestSealedBytes / 3) * 4;
/** A request that holds one sealed part beside everything else that an account has. */
export const longestSealedRequestBytes = longestSealedText + 192 * 1024;

const words = "The sealed part is an age file in Base64.";

export const sealed = z
  .string(words)
  .min(1, words)
  .max(longestSealedText, "The sealed part is larger than one can be.")
  .refine((text) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text), words)
  .describe("An age file (age-encryption.org/v1), binary, in Base64");

export const sealedTo = z
  .array(z.uuid("This is no id of a key."))
  .min(1, "Say to which keys it is sealed.")
  .max(mostSealedTo, `An account is sealed to at most ${mostSealedTo} keys.`)
  .refine((keys) => new Set(keys).size === keys.length, "A key is named twice.")
  .describe("Ids of the keys that can open it, as many as its header has stanzas");

/** What is new in a sealed part, as its writer says: the server cannot see it. */
export const sealedChanges = ["password", "otp", "notes"] as const;
export type SealedChange = (typeof sealedChanges)[number];

/** What a sealed part is asked for. Written to the audit; `edit`: to seal it again with something else in it. */
export const openingPurposes = ["password", "otp", "notes", "edit"] as const;
export type OpeningPurpose = (typeof openingPurposes)[number];
