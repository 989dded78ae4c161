// What is typed must be refused in the form as the server would refuse it, and the words must say the same limits.
import { keyPolicyDefaults, keyPolicyFields } from "@hesper/contract";
import { expect, it } from "vitest";
import { draftOf, fieldsOf, mistakesIn, rules } from "./draft.ts";
import { rulesInWords, ruleWords } from "./words.ts";

it("a new policy begins with the defaults, and asks for a name only", () => {
  const draft = draftOf(null);
  expect(Object.keys(mistakesIn(draft))).toEqual(["name"]);
  expect(mistakesIn({ ...draft, name: "Field staff" })).toEqual({});
  expect(fieldsOf({ ...draft, name: " Field staff ", wrongPins: "5" })).toEqual({
    ...keyPolicyDefaults,
    name: "Field staff",
    wrongPins: 5,
  });
});

it.each([[""], [2.5], [0], [1000]])("a number that is %j is refused at its field", (value) => {
  const draft = { ...draftOf(null), name: "Field staff" };
  for (const rule of rules) expect(Object.keys(mistakesIn({ ...draft, [rule]: value }))).toEqual([rule]);
});

it("the words say the limits of the contract", () => {
  for (const rule of rules) {
    const [least, most] = ruleWords[rule].range;
    expect(ruleWords[rule].means).toContain(`${least} to ${most}`);
    const fits = (value: number) => keyPolicyFields[rule].safeParse(value).success;
    expect([fits(least - 1), fits(least), fits(most), fits(most + 1)]).toEqual([false, true, true, false]);
  }
});

it("a policy in words", () => {
  expect(rulesInWords({ ...keyPolicyDefaults, lockAfterMinutes: 60, offlineDays: 1 })).toEqual([
    "PIN of 6 characters or more",
    "locks after 10 wrong PINs",
    "asks again after 1 hour",
    "works 1 day without contact",
  ]);
});
