// A link to a list must show the same list to whoever opens it, and an address that was typed wrongly must show a list too.
import { expect, it } from "vitest";
import { countFilters, isNarrowed, queryOf, readSearch, sortedBy } from "./filters.ts";

const id = "01890a5d-ac96-774b-bcce-b302099a8057";

it("what makes no sense in an address is left out, and so is what is usual", () => {
  const typed = { search: 10, role: "king", status: "active", company: "x", group: id, sort: "name", direction: "asc" };
  expect(readSearch(typed)).toEqual({ search: "10", status: "active", group: id });
  expect(readSearch({ search: "", sort: "__proto__", direction: ["desc"] })).toEqual({});
});

it("the server is asked for what is filtered, with its names of the fields", () => {
  const search = { search: " ada ", role: "console", company: id, sort: "email", direction: "desc" } as const;
  expect(queryOf(search)).toEqual({ search: "ada", role: "console", companyId: id, sort: "email", direction: "desc" });
  expect(queryOf({ search: "  " })).toEqual({});
});

it("neither the search nor the order is a filter, but a search shows less than everybody", () => {
  expect(countFilters({ search: "a", sort: "email", status: "active", department: id })).toBe(2);
  expect([isNarrowed({ sort: "email" }), isNarrowed({ search: " " }), isNarrowed({ search: "a" })]).toEqual([
    false,
    false,
    true,
  ]);
});

it("a column sorts, and turns the order round when it sorts already", () => {
  expect(sortedBy({}, "name")).toEqual({ direction: "desc" });
  expect(sortedBy({ direction: "desc" }, "name")).toEqual({});
  expect(sortedBy({ direction: "desc", status: "active" }, "department")).toEqual({
    sort: "department",
    status: "active",
  });
  expect(sortedBy({}, "lastLoginAt")).toEqual({ sort: "lastLoginAt", direction: "desc" });
});
