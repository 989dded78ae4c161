// How a wait is said.
import { expect, it } from "vitest";
import { inWords } from "./wait.tsx";

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
