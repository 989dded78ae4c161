// The table: for the terminal, as JSON, and in docs/performance.md.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import type { Failure, Result } from "./measure.ts";
import type { Bar } from "./scenario.ts";

export interface Report {
  readonly at: string;
  readonly isQuick: boolean;
  readonly rounds: number;
  readonly machine: {
    readonly node: string;
    readonly processor: string;
    readonly cores: number;
    readonly memoryGib: number;
  };
  readonly results: readonly Result[];
  readonly failures: readonly Failure[];
}

const page = join(import.meta.dirname, "../docs/performance.md");
const file = join(import.meta.dirname, "results/latest.json");
const [begin, end] = ["<!-- table: begin -->", "<!-- table: end -->"];

export function machine(): Report["machine"] {
  const processors = cpus();
  return {
    node: process.version,
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
  };
}

/** @returns where it is. */
export function writeJson(report: Report, to = file): string {
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, `${JSON.stringify(report, null, 2)}\n`);
  return to;
}

/** Puts the tables in their place in the documentation. */
export function savePage(report: Report): void {
  writeFileSync(page, withTables(readFileSync(page, "utf8"), report));
}

/** The text with the tables between the two marks, in place of what was there. */
export function withTables(text: string, report: Report): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`There is no place for the table: ${begin} and ${end}.`);
  const tables = `${markdownTable(resultRows(report))}\n\nWhat was measured, medians:\n\n${markdownTable(figureRows(report))}`;
  return `${text.slice(0, from)}${begin}\n\n${headingOf(report)}\n\n${tables}\n\n${text.slice(to)}`;
}

export function headingOf({ at, isQuick, rounds, machine: { node, processor, cores, memoryGib } }: Report): string {
  const how = isQuick
    ? "A quick look at fewer rows than the lines say, which says little"
    : `Medians of ${rounds} rounds`;
  return `${how}; ${at.slice(0, 10)}, Node ${node}, ${cores} cores (${processor}), ${memoryGib} GiB.`;
}

type Rows = readonly (readonly string[])[];

/** The table of ratios; the first row names the columns. */
export function resultRows({ results, failures }: Report): Rows {
  const columns = ["what", "against", "median", "lowest to highest", "bar", "holds"];
  return [columns, ...results.map(cellsOf), ...failures.map(failedCells)];
}

/** What each side did, by scenario. */
export function figureRows({ results }: Report): Rows {
  const scenarios = new Map(results.map(({ scenario, figures }) => [scenario, figures]));
  const rows = [...scenarios].flatMap(([scenario, figures]) =>
    Object.entries(figures).map(([side, found]) => [
      scenario,
      side,
      Object.entries(found)
        .map(([name, value]) => `${name} ${short(value)}`)
        .join(", "),
    ]),
  );
  return [["measured", "side", "figures"], ...rows];
}

function markdownTable([columns = [], ...rows]: Rows): string {
  return [columns, columns.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** In columns, for the terminal. */
export function plainTable(rows: Rows): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cellsOf({ what, against, median, lowest, highest, bar, unit, holds }: Result): string[] {
  const named = unit === undefined || unit === "times" ? "" : ` ${unit}`;
  const spread = `${short(lowest)} to ${short(highest)}`;
  return [what, against, `${short(median)}${named}`, spread, `${barText(bar)}${named}`, holds ? "yes" : "NO"];
}

function failedCells({ scenario, reason }: Failure): string[] {
  return [scenario, reason.split("\n")[0] ?? "", "", "", "", "not measured"];
}

function barText(bar: Bar): string {
  return "atLeast" in bar ? `at least ${bar.atLeast}` : `at most ${bar.atMost}`;
}

function short(value: number): string {
  if (!Number.isFinite(value)) return "?";
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
}
