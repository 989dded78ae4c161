// How a wait is said.
import { expect, it } from "vitest";
import { afterWait, inWords, isBusy, waitSentence } from "./wait.tsx";

it("says seconds up to a minute and a half, then minutes", () => {
  expect([1, 2, 90, 91, 120, 121, 900].map(inWords)).toEqual([
    "1 second",
    "2 seconds",
    "90 seconds",
    "2 minutes",
    "2 minutes",
    "3 minutes",
    "15 minutes",
  ]);
});

it("says why to wait: too many attempts, or a busy server", () => {
  expect(waitSentence("too_many_attempts", 8)).toBe("There were too many attempts. You can try again in 8 seconds.");
  expect(waitSentence("overloaded", 8)).toBe("The server is busy. Try again in 8 seconds.");
  expect(afterWait({ code: "overloaded", detail: "The server is busy." })).toBe("You can try again now.");
  expect(afterWait({ code: "invalid_code", detail: "The code is wrong." })).toBe("The code is wrong.");
  expect([isBusy({ code: "overloaded" }), isBusy({ code: "too_many_attempts" })]).toEqual([true, false]);
});
