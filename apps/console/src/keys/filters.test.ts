// A link to a list must show the same list to whoever opens it, and an address that was typed wrongly must show a list too.
import { expect, it } from "vitest";
import { isNarrowed, queryOf, readSearch } from "./filters.ts";

it("what makes no sense in an address is left out", () => {
  expect(readSearch({ search: 10, status: "locked", waiting: true, more: 1 })).toEqual({
    search: "10",
    status: "locked",
    waiting: true,
  });
  expect(readSearch({ search: "", status: "__proto__", waiting: "yes", policy: "x" })).toEqual({});
});

it("the server is asked for what is filtered", () => {
  expect(queryOf({ search: " ada ", status: "locked", waiting: true })).toEqual({
    search: "ada",
    status: "locked",
    waiting: "true",
  });
  expect(queryOf({ search: "  ", policy: "p" })).toEqual({ policyId: "p" });
  expect([
    isNarrowed({}),
    isNarrowed({ search: " " }),
    isNarrowed({ waiting: true }),
    isNarrowed({ policy: "p" }),
  ]).toEqual([false, false, true, true]);
});
