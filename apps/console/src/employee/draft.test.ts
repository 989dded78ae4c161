// Two administrators edit one employee at once: nothing that was typed is lost, and nothing of the other is undone unseen.
import { expect, it } from "vitest";
import { changesOf, disputed, draftOf, rebased } from "./draft.ts";
import { bodyOfChanges, mistakesIn, mistakesOf, nothing, withChoice } from "./values.ts";

const acme = { id: "1", name: "Acme" };
const engines = { id: "2", name: "Engines" };
const research = { id: "3", name: "Research", company: acme };
const seen = { ...nothing, name: "Ada Lovelace", email: "ada@example.org", company: acme };

it("what would be saved as it was is no change", () => {
  const typed = { ...seen, name: " Ada Lovelace ", company: { ...acme }, phone: "  " };
  expect(changesOf({ seen, typed })).toEqual([]);
  expect(changesOf({ seen, typed: { ...seen, phone: "1", company: null } })).toEqual(["phone", "company"]);
});

it("what was typed stays, what was not shows theirs, and both are known where they differ", () => {
  const draft = { ...draftOf(1, seen), typed: { ...seen, name: "Ada King", phone: "12" } };
  const after = rebased(draft, 2, { ...seen, name: "Ada Byron", position: engines });
  expect([after.revision, after.typed.name, after.typed.phone, after.typed.position]).toEqual([
    2,
    "Ada King",
    "12",
    engines,
  ]);
  expect(after.meanwhile).toEqual({
    name: { before: "Ada Lovelace", now: "Ada Byron" },
    position: { before: "", now: "Engines" },
  });
  expect([disputed(after, "name"), disputed(after, "position"), disputed(after, "phone")]).toEqual([
    true,
    false,
    false,
  ]);
  expect(bodyOfChanges(after.typed, changesOf(after))).toEqual({ name: "Ada King", phone: "12" });
  const again = rebased(after, 3, { ...after.seen, name: "A. Byron" });
  expect(again.meanwhile.name).toEqual({ before: "Ada Lovelace", now: "A. Byron" });
  expect(rebased(again, 3, seen)).toBe(again);
});

it("a department brings its company, and another company ends it", () => {
  const placed = withChoice(seen, "department", research);
  expect(placed.company).toBe(acme);
  expect(withChoice({ ...nothing }, "department", research).company).toBe(acme);
  expect(withChoice(placed, "company", engines)).toMatchObject({ company: engines, department: null });
  expect(withChoice(placed, "company", { ...acme }).department).toBe(research);
  expect(bodyOfChanges(withChoice(placed, "company", engines), ["company"])).toEqual({
    companyId: "2",
    departmentId: null,
  });
});

it("mistakes are found before they are sent, and those that the server finds are at their fields", () => {
  expect(Object.keys(mistakesIn({ ...nothing, phone: "x".repeat(41) }))).toEqual(["name", "email", "phone"]);
  expect(mistakesOf([{ field: "/departmentId", message: "It does not exist." }])).toEqual({
    department: "It does not exist.",
  });
});
