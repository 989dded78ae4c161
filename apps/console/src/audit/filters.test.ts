// A link to the audit page is typed, sent on and bookmarked: it must mean the same, or nothing, but never break the page.
import { expect, it } from "vitest";
import { countFilters, fromLocalField, queryOf, readSearch, toLocalField } from "./filters.ts";

const person = "019c0000-0000-7000-8000-000000000001";

it("a link is read back", () => {
  const search = { person, type: "login.succeeded", outcome: "done", address: "10.0.0.7", last: "week" };
  expect(readSearch(search)).toEqual(search);
  expect(readSearch({ from: "2026-03-01T12:00:00Z" })).toEqual({ from: "2026-03-01T12:00:00.000Z" });
});

it("what makes no sense is left out", () => {
  const nonsense = { person: "me", type: "x", outcome: 1, address: " ", last: "year", from: "soon", to: null, page: 3 };
  expect(readSearch(nonsense)).toEqual({});
  expect(readSearch({ address: 10 })).toEqual({ address: "10" });
  expect(readSearch({ address: "x".repeat(99) }).address).toHaveLength(64);
  expect(readSearch({ last: "hour", from: "2026-03-01T12:00:00Z" })).toEqual({ last: "hour" });
});

it("from and to count as one filter", () => {
  expect(countFilters(readSearch({ from: "2026-03-01", to: "2026-03-02", outcome: "done" }))).toBe(2);
});

it("presets reach back from now; today begins at midnight of this place", () => {
  const now = new Date(2026, 2, 31, 13, 30);
  expect(queryOf({ last: "hour" }, now).from).toBe(new Date(2026, 2, 31, 12, 30).toISOString());
  expect(queryOf({ last: "today" }, now).from).toBe(new Date(2026, 2, 31).toISOString());
  expect(queryOf({ last: "week" }, now).from).toBe(new Date(2026, 2, 24, 13, 30).toISOString());
  expect(queryOf({ last: "month", outcome: "refused" }, now)).toEqual({
    outcome: "refused",
    from: new Date(2026, 2, 1, 13, 30).toISOString(),
  });
});

it("fields of date and time speak of local time", () => {
  const iso = new Date(2026, 2, 1, 13, 5).toISOString();
  expect(toLocalField(iso)).toBe("2026-03-01T13:05");
  expect(fromLocalField("2026-03-01T13:05")).toBe(iso);
  expect([toLocalField(undefined), fromLocalField(""), fromLocalField("soon")]).toEqual(["", undefined, undefined]);
});
