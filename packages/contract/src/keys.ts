// What a key is made of, with its limits: the same for form, command line and server.
import { z } from "zod";
import { codePoints, oneLine } from "./limits.ts";

/** What a security key is touched for: to open its accounts, or the organisation key. */
export const securityKeyUses = ["accounts", "organisation_key"] as const;
export type SecurityKeyUse = (typeof securityKeyUses)[number];

export const keyName = oneLine("The name of the key", 64);
export const keyPolicyName = oneLine("The name of the policy", 64);
/** What the key says it runs on. */
export const keyDevice = oneLine("The device", 200);

/** Of one employee, without those that are deactivated or compromised. */
export const mostKeysOfEmployee = 20;

/** Characters of an activation code: 5 bits each. */
export const activationCodeLength = 20;
/** Typed or pasted: case, spaces and hyphens are forgiven. */
export const givenActivationCode = z
  .string("Enter the activation code.")
  .min(1, "Enter the activation code.")
  .max(64, "An activation code is shorter.");

const whole = (least: number, most: number, words: string) => z.int(words).min(least, words).max(most, words);

/** Of a key policy. Times in the units that their names say. */
export const keyPolicyFields = {
  pinMinimumLength: whole(4, 32, "The least length of a PIN is 4 to 32 characters.").describe(
    "Characters that a PIN must have",
  ),
  wrongPins: whole(3, 10, "A key locks after 3 to 10 wrong PINs.").describe(
    "Wrong PINs in a row after which a key locks",
  ),
  lockAfterMinutes: whole(1, 720, "A key locks by itself after 1 to 720 minutes.").describe(
    "Minutes without use after which a key asks for its PIN again",
  ),
  offlineDays: whole(1, 365, "A key works without contact for 1 to 365 days.").describe(
    "Days that a key works without contact to the server",
  ),
};

export const keyPolicyDefaults = { pinMinimumLength: 6, wrongPins: 10, lockAfterMinutes: 15, offlineDays: 14 } as const;

/** What a key asks of its PIN. */
export interface KeyRules {
  readonly pinMinimumLength: number;
  readonly wrongPins: number;
  readonly lockAfterMinutes: number;
  readonly offlineDays: number;
}

export const longestPin = 128;

/** What is wrong with a new PIN, in a sentence; null: nothing. */
export function pinProblem(pin: string, { pinMinimumLength }: Pick<KeyRules, "pinMinimumLength">): string | null {
  const length = codePoints(pin.normalize("NFC"));
  if (length < pinMinimumLength) return `The PIN must have at least ${pinMinimumLength} characters.`;
  return length > longestPin ? `The PIN may have at most ${longestPin} characters.` : null;
}

/**
 * Of an account and a key.
 * - `waiting`: not sealed to the key as it is now.
 * - `queued`: the key gets it at its next contact.
 * - `delivered`: the key has it as it is now.
 * - `removing`: the key is to remove it.
 * - `removed`: the key said that it has.
 */
export const deliveryStatuses = ["waiting", "queued", "delivered", "removing", "removed"] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** Of accounts that are applied or removed with one receipt, and served with one answer at most. */
export const mostChangesAtOnce = 200;

/** `private`: made by the employee in their own key; nobody else sees more than that there is one. */
export const keyAccountKinds = ["personal", "shared", "private"] as const;
export type KeyAccountKind = (typeof keyAccountKinds)[number];

/** Private accounts of one employee. */
export const mostPrivateAccounts = 10_000;
