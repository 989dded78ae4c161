// Passwords that are made: of what was asked for, each character as likely as any other.
import { expect, it } from "vitest";
import { alphabetNames, alphabets, generatePassword } from "./generating.ts";
import { readRoute } from "./page/route.ts";

it("has the length, something of each kind, and nothing else", () => {
  for (const length of [8, 20, 128]) {
    const password = generatePassword(length);
    expect(password).toHaveLength(length);
    for (const name of alphabetNames) expect([...alphabets[name]].some((one) => password.includes(one))).toBe(true);
  }
  expect(generatePassword(64, ["digits"])).toMatch(/^[2-9]{64}$/);
  expect(generatePassword(20)).not.toBe(generatePassword(20));
});

// A byte taken modulo the number of characters makes the first ones likelier by a third.
it("prefers no character", () => {
  const counts = new Map<string, number>();
  const sample = Array.from({ length: 300 }, () => generatePassword(128, ["letters", "capitals", "signs"])).join("");
  for (const one of sample) counts.set(one, (counts.get(one) ?? 0) + 1);
  const expected = sample.length / counts.size;
  // Six standard deviations.
  for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(6 * Math.sqrt(expected));
});

it("a page is known by its address, and whatever else stands there shows the accounts", () => {
  expect(readRoute("#status")).toEqual({ page: "status" });
  expect(readRoute("#add/https%3A%2F%2Fa.example")).toEqual({ page: "add", url: "https://a.example" });
  expect(readRoute("#add/%E0%A4%A")).toEqual({ page: "add", url: "" });
  expect(readRoute("#account/1/edit")).toEqual({ page: "edit", account: "1" });
  for (const hash of ["", "#", "#account", "#__proto__", "#constructor"]) {
    expect(readRoute(hash)).toEqual({ page: "accounts" });
  }
});
