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
export function writeJson(report: Report): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}

/** Puts the table in its place in the documentation. */
export function savePage(report: Report): void {
  const text = readFileSync(page, "utf8");
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for the table: ${begin} and ${end}.`);
  const table = `${begin}\n\n${headingOf(report)}\n\n${markdownTable(report)}\n\n`;
  writeFileSync(page, text.slice(0, from) + table + text.slice(to));
}

export function headingOf({ at, isQuick, rounds, machine: { node, processor, cores, memoryGib } }: Report): string {
  const how = isQuick ? "A quick look, which says little" : `Medians of ${rounds} rounds`;
  return `${how}; ${at.slice(0, 10)}, Node ${node}, ${cores} cores (${processor}), ${memoryGib} GiB.`;
}

const columns = ["what", "against", "median", "lowest to highest", "bar", "holds"];

export function markdownTable({ results, failures }: Report): string {
  const rows = [columns, columns.map(() => "---"), ...results.map(cellsOf), ...failures.map(failedCells)];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** In columns, for the terminal. */
export function plainTable({ results, failures }: Report): string {
  const rows = [columns, ...results.map(cellsOf), ...failures.map(failedCells)];
  const widths = columns.map((_, at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0)));
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
