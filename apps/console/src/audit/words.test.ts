// The drawer must say what the event holds, also of types that a newer server writes.
import { auditEventTypes } from "@hesper/contract";
import { expect, it } from "vitest";
import { eventGroups } from "./event-groups.ts";
import { countWords, detailLines, factorWords, nobodyWords } from "./words.ts";

it("every type of event can be chosen, once, and none is left over", () => {
  const offered = eventGroups.flatMap(({ items }) => items.map(({ value }) => value));
  expect(offered.toSorted()).toEqual(auditEventTypes.toSorted());
  expect(eventGroups.map(({ group }) => group)).not.toContain("Other");
});

it("the fields of a detail come with what they hold", () => {
  const lines = detailLines({ type: "login.throttled", detail: { count: 1234, firstAt: Date.UTC(2026, 2, 1, 12) } });
  expect(lines[0]).toEqual({
    label: "Count",
    value: "1,234",
    about: "how many refusals this event stands for, where there were too many to write each",
  });
  expect(lines[1]?.label).toBe("First at");
  expect(lines[1]?.value).toMatch(/^1 Mar 2026/);
});

it("a changed setting is said as the policy page says it", () => {
  const detail = { setting: "sessionIdleSeconds", from: 1800, to: 900 };
  expect(detailLines({ type: "policy.changed", detail }).map(({ value }) => value)).toEqual([
    "A session that is not used ends after",
    "30 minutes",
    "15 minutes",
  ]);
});

it("what is not known is shown as it is", () => {
  const detail = { colour: "red", loud: true, nothing: null };
  expect(detailLines({ type: "future.event", detail })).toEqual([
    { label: "Colour", value: "red", about: "" },
    { label: "Loud", value: "Yes", about: "" },
    { label: "Nothing", value: "None", about: "" },
  ]);
  expect([factorWords("laser"), factorWords(null), nobodyWords({ type: "login.failed", address: "10.0.0.7" })]).toEqual(
    ["laser", "", "Nobody known"],
  );
  expect(nobodyWords({ type: "key.locked_itself", address: "10.0.0.7" })).toBe("The key itself");
});

it("counts say where counting stopped", () => {
  expect(countWords({ count: 1, exact: true }, "event")).toBe("1 event");
  expect(countWords({ count: 1234, exact: true }, "event")).toBe("1,234 events");
  expect(countWords({ count: 10_000, exact: false }, "new event")).toBe("10,000 or more new events");
});
