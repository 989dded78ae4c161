// What is said of each rule of a key policy.
import type { KeyRules } from "@hesper/contract";
import { counted, durationWords } from "../brand/times.ts";
import type { Rule } from "./draft.ts";

interface Words {
  readonly label: string;
  /** What the number does, and between what it lies. */
  readonly means: string;
  readonly noun: string;
  readonly range: readonly [number, number];
}

export const ruleWords: Readonly<Record<Rule, Words>> = {
  pinMinimumLength: {
    label: "Shortest PIN",
    means: "4 to 32. A PIN that is shorter now is kept until it is changed.",
    noun: "character",
    range: [4, 32],
  },
  wrongPins: {
    label: "Wrong PINs before a key locks",
    means: "3 to 10, in a row. An administrator unlocks the key.",
    noun: "PIN",
    range: [3, 10],
  },
  lockAfterMinutes: {
    label: "Asks for the PIN again after",
    means: "1 to 720, without being used.",
    noun: "minute",
    range: [1, 720],
  },
  offlineDays: {
    label: "Works without contact for",
    means: "1 to 365. Then the key opens only after it has reached the server. A key that is lost works for as long.",
    noun: "day",
    range: [1, 365],
  },
};

/** "PIN of 6 characters or more · locks after 10 wrong PINs · ...". */
export function rulesInWords({ pinMinimumLength, wrongPins, lockAfterMinutes, offlineDays }: KeyRules): string[] {
  return [
    `PIN of ${counted(pinMinimumLength, "character")} or more`,
    `locks after ${counted(wrongPins, "wrong PIN")}`,
    `asks again after ${durationWords(lockAfterMinutes * 60)}`,
    `works ${counted(offlineDays, "day")} without contact`,
  ];
}
