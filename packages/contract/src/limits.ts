// Limits and shapes of single fields, the same for form, command line and server.
import { z } from "zod";

/** Code points, not bytes or UTF-16 units. */
export const passwordLength = { minimum: 15, floor: 8, maximum: 256 } as const;
export const recoveryCodeCount = 10;
export const authenticatorNameLength = 64;

/** Counted in code points: an emoji is one character, as people count. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Control characters, and those that turn the direction of the text around them: a name could pose as another. */
const controlCharacter = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
/** Invisible in an email, where two would look the same. */
const invisibleCharacter = /[\p{Cc}\p{Cf}]/u;

function oneLine(label: string, maximum: number) {
  return z
    .string()
    .max(maximum * 2, `${label} may have at most ${maximum} characters.`)
    .refine((text) => !controlCharacter.test(text), `${label} must be one line without control characters.`)
    .transform((text) => text.normalize("NFC").trim())
    .refine((text) => text.length > 0, `Enter ${label.charAt(0).toLowerCase()}${label.slice(1)}.`)
    .refine((text) => codePoints(text) <= maximum, `${label} may have at most ${maximum} characters.`);
}

export const personName = oneLine("The name", 100);
export const installationName = oneLine("The name of the installation", 64).refine(
  (text) => !text.includes(":"),
  "The name of the installation must not contain a colon: authenticator apps would cut it there.",
);
export const authenticatorName = oneLine("The name of the authenticator", authenticatorNameLength);

/** Emails are compared without case; the text is kept as written. RFC 5321 4.5.3.1.3 allows 254. */
export const email = z
  .string()
  .max(254, "The email may have at most 254 characters.")
  .refine((text) => !invisibleCharacter.test(text), "The email has an invisible character. Type it again.")
  .transform((text) => text.normalize("NFC").trim())
  .pipe(z.email({ pattern: z.regexes.unicodeEmail, message: "Enter an email such as ada@example.org." }));

/** A password that is chosen. Rules that need more than its length (common passwords, words) are the server's. */
export const newPassword = z
  .string()
  .refine((text) => text.isWellFormed(), "The password has a broken character. Type it again.")
  .refine((text) => codePoints(text.normalize("NFC")) >= passwordLength.floor, {
    message: `The password must have at least ${passwordLength.minimum} characters.`,
  })
  .refine((text) => codePoints(text.normalize("NFC")) <= passwordLength.maximum, {
    message: `The password may have at most ${passwordLength.maximum} characters.`,
  });

/** A password that is checked: anything, but bounded. Longer than any that could have been set. */
export const givenPassword = z.string().min(1, "Enter your password.").max(2048, "The password is too long.");
/** An email that is looked up: anything, but bounded, so that no error tells which emails could exist. */
export const givenEmail = z.string().min(1, "Enter your email.").max(320, "The email is too long.");

/** Spaces are forgiven, since apps show codes in groups. */
export const totpCode = z
  .string()
  .max(64, "The code has 6 digits.")
  .transform((text) => text.replace(/[ \u00a0-]/g, ""))
  .refine((text) => /^[0-9]{6}$/.test(text), "Enter the 6 digits that your authenticator app shows.");

export const givenRecoveryCode = z.string().min(1, "Enter a recovery code.").max(64, "A recovery code is shorter.");

/** Lists come in pages. `cursor` is the `nextCursor` of the page before. */
export const listQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
