// What is asked of the passphrase before seconds are spent on it.
import { expect, it } from "vitest";
import { mistakesIn } from "./passphrase-fields.tsx";

it("has 15 characters or more, as people count, twice the same", () => {
  const long = "seven paper lanterns";
  expect(mistakesIn({ first: long, again: long })).toBeNull();
  expect(mistakesIn({ first: "😀".repeat(15), again: "😀".repeat(15) })).toBeNull();
  expect(mistakesIn({ first: "fourteen chars", again: "fourteen chars" })?.first).toContain("This has 14.");
  expect(mistakesIn({ first: long, again: `${long} ` })?.again).toBe("This is not the same as above.");
  expect(mistakesIn({ first: "x".repeat(257), again: "" })?.first).toContain("at most 256");
});

it("may be typed in any spelling of the same letters", () => {
  expect(mistakesIn({ first: "süße Grüße aus Köln", again: "süße Grüße aus Köln".normalize("NFD") })).toBeNull();
});
