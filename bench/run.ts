// `npm run bench`: measures what is wanted, prints one table, and writes a JSON file.
//   --quick            two minutes at most; says little
//   --only name,name   scenarios or single lines
//   --rounds 5         how many rounds count
//   --save             puts the table in docs/performance.md
//   --keep folder      large installations stay there for another time
//   --list             the names only
import { parseArgs } from "node:util";
import { type Failure, measure, type Result } from "./measure.ts";
import { figureRows, headingOf, machine, plainTable, type Report, resultRows, savePage, writeJson } from "./report.ts";
import { scenarios } from "./rows/all.ts";
import type { Bench, Line, Scenario } from "./scenario.ts";
import { withBench } from "./tools/opening.ts";
import { stopEverything } from "./tools/processes.ts";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    rounds: { type: "string" },
    save: { type: "boolean", default: false },
    keep: { type: "string" },
    list: { type: "boolean", default: false },
  },
});

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The lines that are asked for, with their scenarios. */
function wanted(): [Scenario, readonly Line[]][] {
  const names = options.only?.split(",").map((name) => name.trim());
  const known = scenarios.flatMap(({ name, lines }) => [name, ...lines.map((line) => line.name)]);
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`There is no ${unknown}. Known are: ${known.join(", ")}.`);
  return scenarios.flatMap((one): [Scenario, readonly Line[]][] => {
    const all = names === undefined || names.includes(one.name);
    const lines = all ? one.lines : one.lines.filter(({ name }) => names.includes(name));
    return lines.length === 0 ? [] : [[one, lines]];
  });
}

async function measureAll(bench: Bench, rounds: number): Promise<Pick<Report, "results" | "failures">> {
  const results: Result[] = [];
  const failures: Failure[] = [];
  for (const [one, lines] of wanted()) {
    const beganMs = performance.now();
    try {
      results.push(...(await measure(one, bench, { rounds, lines })));
    } catch (error) {
      const { stack, message } = error as Error;
      failures.push({ scenario: one.name, reason: message });
      bench.say(`${one.name} could not be measured: ${stack ?? message}`);
    } finally {
      // What a scenario that failed has left would slow down the next.
      await stopEverything();
      bench.say(`${one.name} took ${Math.round((performance.now() - beganMs) / 1000)} s`);
    }
  }
  return { results, failures };
}

async function main(): Promise<void> {
  if (options.list) {
    for (const { name, lines } of scenarios) print(`${name}: ${lines.map((line) => line.name).join(", ")}`);
    return;
  }
  const { quick, keep } = options;
  const rounds = Number(options.rounds ?? (quick ? 1 : 5));
  await withBench({ isQuick: quick, seconds: quick ? 0.4 : 5, keep }, async (bench) => {
    const measured = await measureAll(bench, rounds);
    const report = { at: new Date().toISOString(), isQuick: quick, rounds, machine: machine(), ...measured };
    print(`${headingOf(report)}\n\n${plainTable(resultRows(report))}\n\n${plainTable(figureRows(report))}\n`);
    print(`All of it, round by round, is in ${writeJson(report)}.`);
    if (options.save) savePage(report);
    if (measured.failures.length > 0) process.exitCode = 1;
  });
}

await main();
