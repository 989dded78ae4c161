// A key policy as it is typed: a number may be empty or out of its range until it is saved.
import { type KeyPolicy, type KeyRules, keyPolicyDefaults, keyPolicyFields, keyPolicyName } from "@hesper/contract";
import { check } from "../session/fields.ts";
import type { PolicyFields } from "./policies.ts";

export type Rule = keyof KeyRules;
export const rules = Object.keys(keyPolicyDefaults) as Rule[];

export type Draft = Readonly<Record<Rule, number | string>> & { readonly name: string };
export type Mistakes = Readonly<Partial<Record<keyof Draft, string>>>;

export function draftOf(policy: KeyPolicy | null): Draft {
  const { pinMinimumLength, wrongPins, lockAfterMinutes, offlineDays } = policy ?? keyPolicyDefaults;
  return { name: policy?.name ?? "", pinMinimumLength, wrongPins, lockAfterMinutes, offlineDays };
}

/** What is wrong, with the limits that the server has too. */
export function mistakesIn(draft: Draft): Mistakes {
  const mistakes: Partial<Record<keyof Draft, string>> = {};
  const name = check(keyPolicyName)(draft.name);
  if (name !== null) mistakes.name = name;
  for (const rule of rules) {
    const read = keyPolicyFields[rule].safeParse(draft[rule]);
    if (!read.success) mistakes[rule] = read.error.issues[0]?.message ?? "This is not valid.";
  }
  return mistakes;
}

/** Of a draft without mistakes. */
export function fieldsOf(draft: Draft): PolicyFields {
  const { name, pinMinimumLength, wrongPins, lockAfterMinutes, offlineDays } = draft;
  return {
    name: name.trim(),
    pinMinimumLength: Number(pinMinimumLength),
    wrongPins: Number(wrongPins),
    lockAfterMinutes: Number(lockAfterMinutes),
    offlineDays: Number(offlineDays),
  };
}
