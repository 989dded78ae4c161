// What is said of accounts that were handed on: nothing where there was nothing, and never more than was done.
import { expect, it } from "vitest";
import { handedWords } from "./handed-words.ts";

it.each([
  [{ status: "ended", sealed: 0, keys: [] }, ""],
  [{ status: "ended", sealed: 1, keys: ["Laptop"] }, "1 account is sealed to Laptop too."],
  [{ status: "ended", sealed: 2, keys: ["Laptop", "Spare"] }, "2 accounts are sealed to Laptop and Spare too."],
  [{ status: "stopped", sealed: 0, keys: [] }, "It was stopped."],
  [{ status: "locked", sealed: 3, keys: [] }, "It was stopped. 3 accounts are sealed to your other keys too."],
] as const)("%j: %s", (handed, words) => {
  expect(handedWords(handed)).toBe(words);
});
