// The bench itself: what it calls a median, in which order it measures, and when it says that a bar holds.
import { expect, it } from "vitest";
import { measure, median } from "./measure.ts";
import { type Report, withTables } from "./report.ts";
import { type Bench, ratio, scenario } from "./scenario.ts";

const bench: Bench = {
  isQuick: false,
  kept: null,
  seconds: 1,
  folder: "",
  makeDatabase: async () => "",
  say: () => {},
};

/** Ours gives what it is told, round by round; theirs always 10 a second. */
function told(values: number[], warmUp: boolean) {
  const order: string[] = [];
  const line = { what: "ours", against: "theirs", read: ratio<"ours" | "theirs">("ours", "theirs", "perSecond") };
  const sides = {
    ours: async () => {
      order.push("A");
      const perSecond = values.shift();
      if (perSecond === undefined) throw new Error("a wrong answer");
      return { perSecond };
    },
    theirs: async () => {
      order.push("B");
      return { perSecond: 10 };
    },
  };
  const lines = [
    { ...line, name: "high", bar: { atLeast: 0.75 } },
    { ...line, name: "low", bar: { atMost: 0.75 } },
  ];
  const stop = async () => void order.push("stopped");
  const wanted = scenario<"ours" | "theirs">({
    name: "told",
    warmUp,
    lines,
    prepare: async () => ({ sides, stop }),
  });
  return { wanted, order };
}

it("measures by turns, and does not count the round that warms up", async () => {
  const { wanted, order } = told([1000, 8, 7, 9], true);
  const [high, low] = await measure(wanted, bench, { rounds: 3, lines: wanted.lines });
  expect(order.join("")).toBe("ABABABABstopped");
  expect(high).toMatchObject({ values: [0.8, 0.7, 0.9], median: 0.8, lowest: 0.7, highest: 0.9, holds: true });
  expect(low).toMatchObject({ median: 0.8, holds: false });
  expect(high?.figures).toEqual({ ours: { perSecond: 8 }, theirs: { perSecond: 10 } });
});

it("ends what it has started when a measurement fails", async () => {
  const { wanted, order } = told([8], false);
  await expect(measure(wanted, bench, { rounds: 2, lines: wanted.lines })).rejects.toThrow("a wrong answer");
  expect(order.at(-1)).toBe("stopped");
});

it("takes the middle one, or the mean of the two in the middle", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

it("puts the tables between the marks, in place of the last ones", async () => {
  const { wanted } = told([8], false);
  const results = await measure(wanted, bench, { rounds: 1, lines: wanted.lines });
  const machine = { node: "v26", processor: "one", cores: 2, memoryGib: 8 };
  const report: Report = {
    at: "2026-01-02T03:04:05Z",
    isQuick: false,
    rounds: 1,
    machine,
    results,
    failures: [{ scenario: "other", reason: "It ended.\n  at once" }],
  };
  const page = "# Speed\n\n<!-- table: begin -->\nthe table of last year\n<!-- table: end -->\n\nMore.\n";
  const once = withTables(page, report);
  expect(once).toContain("| ours | theirs | 0.80 | 0.80 to 0.80 | at least 0.75 | yes |");
  expect(once).toContain("| ours | theirs | 0.80 | 0.80 to 0.80 | at most 0.75 | NO |");
  expect(once).toContain("| other | It ended. |  |  |  | not measured |");
  expect(once).not.toContain("last year");
  expect(once.endsWith("<!-- table: end -->\n\nMore.\n")).toBe(true);
  expect(withTables(once, report)).toBe(once);
  expect(() => withTables("# Speed\n", report)).toThrow("no place");
});
