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

/** As JSON that a terminal may show: what is unfit for it is written by its number. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(unfit, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A sentence beside the result. */
export function note(line: string): void {
  // It may hold what a server, or another program, has said.
  process.stderr.write(`${plainLines(line)}\n`);
}

/** A single long name must not push what stands beside the others off the screen. */
const widestColumn = 40;
const wideCharacter = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u;

/** In cells of a terminal. */
function widthOf(text: string): number {
  const characters = [...text].filter((one) => !/[\p{Mn}\p{Me}\p{Cf}]/u.test(one));
  return characters.length + characters.filter((one) => wideCharacter.test(one)).length;
}

/** Columns, as wide as what stands in them, up to a limit: what is longer sticks out. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widthAt = (at: number) => Math.max(...rows.map((row) => widthOf(row[at] ?? "")));
  const widths = (rows[0] ?? []).map((_, at) => Math.min(widestColumn, widthAt(at)));
  const padded = (text: string, at: number) => text + " ".repeat(Math.max(0, (widths[at] ?? 0) - widthOf(text)));
  return rows.map((row) => row.map(padded).join("  ").trimEnd());
}

/** "1 account", "2 accounts". */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
