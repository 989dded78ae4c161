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

/** A text of one line that people name something with. @param label as a sentence begins with it. */
export function oneLine(label: string, maximum: number) {
  return z
    .string(`${label} is a text of at most ${maximum} characters.`)
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

export const companyName = oneLine("The name of the company", 100);
export const departmentName = oneLine("The name of the department", 100);
export const positionName = oneLine("The name of the position", 100);
export const groupName = oneLine("The name of the group", 100);
export const phone = oneLine("The phone number", 40);
/** As another system knows the employee: compared to the letter. */
export const externalId = oneLine("The external id", 100);
/** May be empty. */
export const groupDescription = z
  .string()
  .max(1000, "The description may have at most 500 characters.")
  .refine((text) => !controlCharacter.test(text), "The description must be one line without control characters.")
  .transform((text) => text.normalize("NFC").trim())
  .refine((text) => codePoints(text) <= 500, "The description may have at most 500 characters.");
/** How many members of a group are added or removed with one request. */
export const mostMembersAtOnce = 200;

/** What a column of an imported table may be. */
export const importColumns = [
  "externalId",
  "name",
  "email",
  "phone",
  "company",
  "department",
  "position",
  "role",
] as const;
export type ImportColumn = (typeof importColumns)[number];
export const importLimits = {
  rows: 200_000,
  fileBytes: 50 * 1024 * 1024,
  rowsAtOnce: 500,
  requestBytes: 256 * 1024,
  /** UTF-16 units of a cell: longer than any field, so that what is too long is refused by row and not as a whole. */
  cell: 1000,
  /** So many rows of an import may change what somebody can do, or the email that somebody logs in with. */
  delicateRows: 500,
} as const;
export const importedCell = z.string().max(importLimits.cell, `A cell has more than ${importLimits.cell} characters.`);
export const importFileName = oneLine("The name of the file", 200);

/** Emails are compared without case; the text is kept as written. RFC 5321 4.5.3.1.3 allows 254. */
export const email = z
  .string()
  .max(254, "The email may have at most 254 characters.")
  .refine((text) => !invisibleCharacter.test(text), "The email has an invisible character. Type it again.")
  .transform((text) => text.normalize("NFC").trim())
  .pipe(z.email({ pattern: z.regexes.unicodeEmail, message: "Enter an email such as ada@example.org." }));

/** A password that is chosen. How long it must be at least is a setting: that and the other rules are the server's. */
export const newPassword = z
  .string()
  .refine((text) => text.isWellFormed(), "The password has a broken character. Type it again.")
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

/** Why a temporary pass is issued: read by the person, the second administrator and the auditor. */
export const passReason = oneLine("The reason", 200).refine(
  (text) => codePoints(text) >= 5,
  "Say in a few words why the person needs a pass.",
);

/** Why a leaver's list is closed before everything is done: read by the auditor. */
export const leaverReason = oneLine("The reason", 200).refine(
  (text) => codePoints(text) >= 5,
  "Say in a few words why the rest need not be changed.",
);

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const seconds = (least: number, most: number, words: string) => z.int(words).min(least, words).max(most, words);

const headWords = "The signed head goes to one email of at most 254 characters, or to nobody (empty).";

/** The settings that administrators change on the policy page. Times in seconds or days, as their names say. */
/** Which keys employees may add by themselves. Administrators can make any for them. */
export const addableKeys = ["none", "security_keys", "all"] as const;
export type AddableKeys = (typeof addableKeys)[number];

export const policyFields = {
  installationName,
  requireTwoFactor: z
    .enum(["nobody", "administrators", "everyone"], {
      error: "A second factor is asked of nobody, of administrators or of everyone.",
    })
    .describe("Who must have a second factor"),
  twoFactorGraceDays: seconds(0, 90, "Days of grace are 0 to 90.").describe(
    "How long after first being asked for one; nothing renews it",
  ),
  trustedBrowserDays: seconds(0, 365, "Browsers may be remembered for 0 (not at all) to 365 days."),
  sessionIdleSeconds: seconds(minute, day, "A session may be unused for 1 minute to 24 hours."),
  sessionAbsoluteSeconds: seconds(5 * minute, 7 * day, "A session may last from 5 minutes to 7 days."),
  totpWindow: seconds(0, 2, "The TOTP window is 0 to 2 time steps.").describe(
    "Time steps before and after the current one",
  ),
  recoveryCodeLength: seconds(8, 16, "Recovery codes have 8 to 16 characters."),
  passwordMinimumLength: seconds(8, 64, "The least length of a password is 8 to 64 characters."),
  temporaryPassSeconds: seconds(5 * minute, day, "A temporary pass may live for 5 minutes to 24 hours."),
  employeesAddKeys: z
    .enum(addableKeys, { error: "Employees add no keys, security keys, or all keys by themselves." })
    .describe("Which keys employees may add by themselves"),
  auditRetentionDays: seconds(0, 3650, "Events are kept for 30 to 3650 days, or for ever (0).")
    .refine((days) => days === 0 || days >= 30, "Events are kept for 30 to 3650 days, or for ever (0).")
    .describe("0: for ever"),
  auditHeadEmail: z
    .string(headWords)
    .max(254, headWords)
    .refine((text) => text.trim() === "" || email.safeParse(text).success, headWords)
    .transform((text) => (text.trim() === "" ? "" : email.parse(text)))
    .describe("Gets the signed head of the audit once a day; empty: nobody"),
};

/** What holds until an administrator changes it. */
export const policyDefaults = {
  installationName: "Hesper",
  requireTwoFactor: "administrators",
  twoFactorGraceDays: 0,
  trustedBrowserDays: 30,
  sessionIdleSeconds: 30 * minute,
  sessionAbsoluteSeconds: 12 * hour,
  totpWindow: 1,
  recoveryCodeLength: 8,
  passwordMinimumLength: passwordLength.minimum,
  temporaryPassSeconds: hour,
  employeesAddKeys: "security_keys",
  auditRetentionDays: 0,
  auditHeadEmail: "",
} as const satisfies { [F in keyof typeof policyFields]: z.infer<(typeof policyFields)[F]> };
