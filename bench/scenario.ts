// What a row of the table is made from: sides that are measured by turns, and what is read from each round.

/** What one measurement of one side found, by name. Units are in the names: `perSecond`, `p99Ms`, `rssMib`. */
export type Figures = Readonly<Record<string, number>>;

/** A round: each side measured once, one after the other. */
export type Round<Side extends string = string> = Readonly<Record<Side, Figures>>;

/** One line of the table. */
export interface Line<Side extends string = string> {
  /** As `--only` and the JSON file name it; unique. */
  readonly name: string;
  readonly what: string;
  readonly against: string;
  readonly bar: Bar;
  /** What stands in the table; nothing means a plain ratio. */
  readonly unit?: "times" | "s" | "kB" | "points" | "rounds";
  /** The number that the bar is about, from one round: usually the figure of one side divided by that of another. */
  readonly read: (round: Round<Side>) => number;
}

export type Engine = "sqlite" | "postgres";

export type Bar = { readonly atLeast: number } | { readonly atMost: number };

/** What is there for every scenario. */
export interface Bench {
  /** Smaller sizes: says little, in little time. */
  readonly isQuick: boolean;
  /** How long a side is measured at a time, in seconds. */
  readonly seconds: number;
  /** For data directories; removed at the end. */
  readonly folder: string;
  /** Where what takes long to make stays for another time; null: nothing stays. */
  readonly kept: string | null;
  /**
   * Makes an empty database on a durable PostgreSQL, which is started when first asked for. @param kept the name under
   * which it stays, where anything does. @returns its address.
   */
  makeDatabase(kept?: string): Promise<string>;
  /** For people who watch; goes to the error output. */
  say(text: string): void;
}

export interface Prepared<Side extends string = string> {
  /**
   * Each measures one side once. They are called by turns, in the order in which they stand here; the first round is not
   * counted where `warmUp` says so. They throw when an answer is not what it should be: a wrong answer has no speed.
   */
  readonly sides: Readonly<Record<Side, () => Promise<Figures>>>;
  /** Ends processes. Files in the folder of the bench may stay. */
  stop(): Promise<void>;
}

/** What is measured together. */
export interface Scenario<Side extends string = string> {
  readonly name: string;
  readonly lines: readonly Line<Side>[];
  /** False: the first round counts too, as where each measurement starts a process of its own. */
  readonly warmUp: boolean;
  prepare(bench: Bench): Promise<Prepared<Side>>;
}

/** Keeps the names of the sides while they are written, and forgets them for the list of all. */
export function scenario<Side extends string>(wanted: Scenario<Side>): Scenario {
  return wanted as unknown as Scenario;
}

/** What a line reads: a figure of one side, divided by the same of another. */
export function ratio<Side extends string>(ours: Side, theirs: Side, figure: string): (round: Round<Side>) => number {
  return (round) => figureOf(round, ours, figure) / figureOf(round, theirs, figure);
}

/** Throws where there is none: a name that is misspelt is no figure. */
export function figureOf<Side extends string>(round: Round<Side>, side: Side, figure: string): number {
  const found = round[side][figure];
  if (found === undefined) throw new Error(`There is no figure ${figure} of ${side}.`);
  return found;
}
