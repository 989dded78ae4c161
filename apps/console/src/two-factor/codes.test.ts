// Showing and reading codes.
import { expect, it } from "vitest";
import { codesFile, comparable, inGroups, isOneOf, urgencyOf } from "./codes.ts";

it("shows groups of four and keeps every character", () => {
  expect(inGroups("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")).toBe("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
  expect(inGroups("7K3MPQ9A", "-")).toBe("7K3M-PQ9A");
  expect(inGroups("ABCDE")).toBe("ABCD E");
  expect(inGroups("")).toBe("");
});

it("reads a code however it was typed", () => {
  expect(comparable(" 7k3m - pq9a ")).toBe("7K3MPQ9A");
  expect(comparable("oO-iIlL")).toBe("001111");
  expect(isOneOf("7k3m\u2013pq9a", ["7K3MPQ9A"])).toBe(true);
  expect(isOneOf("7k3mpq9b", ["7K3MPQ9A"])).toBe(false);
  expect(isOneOf("", ["7K3MPQ9A"])).toBe(false);
});

it("warns at 3, 1 and 0", () => {
  expect([10, 4, 3, 2, 1, 0].map(urgencyOf)).toEqual(["none", "none", "few", "few", "last", "gone"]);
});

it("writes a file that says what it is for", () => {
  const text = codesFile({
    codes: ["7K3MPQ9A"],
    installation: "Engines",
    email: "ada@example.org",
    date: "1 March 2026",
  });
  expect(text).toContain("Engines");
  expect(text).toContain("\r\n7K3M-PQ9A\r\n");
});
