// What a command says: words for a person or one JSON value on the standard output, everything else on the error output.

/** Of a command. */
export interface Result {
  /** For `--json`. */
  readonly value: unknown;
  /** For a person. */
  readonly lines: readonly string[];
  /** Exit status; 0 where none is given. */
  readonly status?: number;
}

/** Control characters, and those that turn the direction of the text: a name could write over what is around it. */
const unfit = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu;

/** Of what others have written, and a terminal is to show. */
export function plain(text: string): string {
  return text.replace(unfit, "\ufffd");
}

/** The same of several lines. */
export function plainLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => plain(line.replaceAll("\t", "    ")))
    .join("\n");
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A sentence beside the result. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Columns, as wide as what stands in them. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => [...(row[at] ?? "")].length)));
  const padded = (text: string, at: number) => text + " ".repeat((widths[at] ?? 0) - [...text].length);
  return rows.map((row) => row.map(padded).join("  ").trimEnd());
}

/** "1 account", "2 accounts". */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
