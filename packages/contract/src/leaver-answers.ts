// How those who left, and what they could have seen, stand in answers.
import { z } from "zod";
import { accountKinds } from "./account-answers.ts";
import { id, personStatuses, time } from "./answers.ts";

/** `finished`: everything on it is done. `closed`: by an administrator, before that. */
export const leaverStates = ["open", "finished", "closed"] as const;
export type LeaverState = (typeof leaverStates)[number];

/** `key_compromised`: somebody else may have what was on a key of the employee. */
export const leaverCauses = ["left", "key_compromised"] as const;
export type LeaverCause = (typeof leaverCauses)[number];

export const leaver = z
  .object({
    id,
    cause: z.enum(leaverCauses),
    key: z.object({ id, name: z.string() }).nullable().describe("The key that is compromised"),
    name: z.string().describe("As they were called when they left, or when their key was compromised"),
    employee: z
      .object({ id, name: z.string(), status: z.enum(personStatuses) })
      .nullable()
      .describe("As they are now; null: deleted. `active`: is back"),
    state: z.enum(leaverStates),
    openedAt: time,
    leftAt: time.describe("The last time, where they came back and left again while the list was open"),
    accounts: z.int().describe("How many are on the list"),
    open: z.int().describe("How many of them are still to be changed"),
    closed: z.object({ at: time, by: z.string(), reason: z.string() }).nullable(),
  })
  .meta({ id: "Leaver", description: "Somebody who left, and how much they could have seen" });

export const leaverEntry = z
  .object({
    account: id,
    exists: z.boolean().describe("False: the account was deleted here"),
    kind: z.enum(accountKinds),
    name: z.string().describe("As it was called then"),
    login: z.string(),
    seenUntil: time.nullable().describe("When the leaver last could have seen it; null: had it when they left"),
    passwordChangedAt: time.nullable().describe("After that, as the writer said"),
    otpChangedAt: time.nullable().describe("The same of the OTP secret"),
    done: z
      .object({
        how: z.enum(["changed", "by_hand", "deleted"]).describe("`changed`: the password and the OTP secret were"),
        at: time,
        by: z.string().nullable().describe("Who ticked it off"),
      })
      .nullable()
      .describe("Null: still to be changed"),
  })
  .meta({ id: "LeaverEntry", description: "An account whose password and OTP secret a leaver could have seen" });

export type Leaver = z.infer<typeof leaver>;
export type LeaverEntry = z.infer<typeof leaverEntry>;
