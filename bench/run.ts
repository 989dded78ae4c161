// `npm run bench`: measures what is wanted, prints one table, and writes a JSON file.
//   --quick            two minutes at most; says little
//   --only name,name   scenarios or single lines
//   --rounds 5         how many rounds count
//   --save             puts the table in docs/performance.md
//   --keep folder      large installations stay there for another time
//   --list             the names only
//   --json file        where all of it goes; by default bench/results/latest.json
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
    json: { type: "string" },
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

async function measureAll(bench: Bench, rounds: number): Promise<Measured> {
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

type Measured = Pick<Report, "results" | "failures">;

/**
 * A quick look at everything: two scenarios at a time, each in a process of its own. They disturb each other, both sides
 * of a pair alike; a look at one of them (`--only`) is not disturbed.
 */
async function lookAtTwoAtATime(): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "hesper-bench-"));
  const names = scenarios.map(({ name }) => name);
  const look = async (half: number): Promise<Measured> => {
    const json = join(folder, `${half}.json`);
    const only = names.filter((_, at) => at % 2 === half).join(",");
    const args = [...process.execArgv, import.meta.filename, "--quick", "--only", only, "--json", json];
    if (options.rounds !== undefined) args.push("--rounds", options.rounds);
    await once(spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] }), "exit");
    if (!existsSync(json)) throw new Error("The look ended before it was over: what is above says why.");
    return JSON.parse(readFileSync(json, "utf8")) as Measured;
  };
  try {
    const halves = await Promise.all([look(0), look(1)]);
    const place = ({ scenario }: { scenario: string }) => names.indexOf(scenario);
    const results = halves.flatMap((half) => half.results).sort((one, other) => place(one) - place(other));
    return { results, failures: halves.flatMap((half) => half.failures) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tell(measured: Measured, rounds: number): void {
  const report = { at: new Date().toISOString(), isQuick: options.quick, rounds, machine: machine(), ...measured };
  print(`${headingOf(report)}\n\n${plainTable(resultRows(report))}\n\n${plainTable(figureRows(report))}\n`);
  print(`All of it, round by round, is in ${writeJson(report, options.json)}.`);
  if (options.save) savePage(report);
  if (measured.failures.length > 0) process.exitCode = 1;
}

async function main(): Promise<void> {
  if (options.list) {
    for (const { name, lines } of scenarios) print(`${name}: ${lines.map((line) => line.name).join(", ")}`);
    return;
  }
  const { quick, keep } = options;
  const rounds = Number(options.rounds ?? (quick ? 1 : 5));
  if (quick && options.only === undefined) return tell(await lookAtTwoAtATime(), rounds);
  await withBench({ isQuick: quick, seconds: quick ? 0.4 : 5, keep }, async (bench) => {
    tell(await measureAll(bench, rounds), rounds);
  });
}

await main();
