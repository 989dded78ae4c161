// Measures a scenario: its sides by turns, round after round, and the median of what is read from the rounds.
import type { Bar, Bench, Figures, Line, Round, Scenario } from "./scenario.ts";

export interface Result {
  readonly name: string;
  readonly scenario: string;
  readonly what: string;
  readonly against: string;
  readonly unit: Line["unit"];
  readonly bar: Bar;
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  readonly holds: boolean;
  /** One number for each round. */
  readonly values: readonly number[];
  /** The medians of everything that was measured, by side. */
  readonly figures: Round;
}

/** What could not be measured. */
export interface Failure {
  readonly scenario: string;
  readonly reason: string;
}

export async function measure(
  wanted: Scenario,
  bench: Bench,
  { rounds, lines }: { rounds: number; lines: readonly Line[] },
): Promise<Result[]> {
  const prepared = await wanted.prepare(bench);
  const found: Round[] = [];
  try {
    // In little time the first round has to do: the median leaves it out where it is slower.
    for (let at = wanted.warmUp && !bench.isQuick ? -1 : 0; at < rounds; at += 1) {
      const round: Record<string, Figures> = {};
      for (const [side, run] of Object.entries(prepared.sides)) {
        bench.say(`${wanted.name}: ${at < 0 ? "warming up" : `round ${at + 1} of ${rounds}`}, ${side}`);
        round[side] = await run();
      }
      if (at >= 0) found.push(round);
    }
  } finally {
    await prepared.stop();
  }
  const figures = mediansOf(found);
  return lines.map((line) => resultOf(wanted, line, { found, figures }));
}

function resultOf(
  { name: scenario }: Scenario,
  { name, what, against, unit, bar, read }: Line,
  { found, figures }: { found: readonly Round[]; figures: Round },
): Result {
  const values = found.map(read);
  const middle = median(values);
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const holds = "atLeast" in bar ? middle >= bar.atLeast : middle <= bar.atMost;
  return { name, scenario, what, against, unit, bar, median: middle, lowest, highest, holds, values, figures };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[half]];
  return (low + high) / 2;
}

function mediansOf(rounds: readonly Round[]): Round {
  const medians: Record<string, Figures> = {};
  for (const [side, figures] of Object.entries(rounds[0] ?? {})) {
    const of = (name: string) => median(rounds.map((round) => round[side]?.[name] ?? Number.NaN));
    medians[side] = Object.fromEntries(Object.keys(figures).map((name) => [name, of(name)]));
  }
  return medians;
}
