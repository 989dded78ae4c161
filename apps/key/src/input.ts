// Where PINs, passphrases and answers come from: a terminal, hidden where they are secret, or lines of the standard input.
// Never from arguments or the environment: others can read those.
import { text as readAll } from "node:stream/consumers";
import { Failure } from "./failure.ts";
import { plain } from "./output.ts";

/** Loaded when it is needed: most commands ask nothing. */
const prompts = () => import("@clack/prompts");
/** What is asked must not get into what a command gives. */
const output = process.stderr;

let lines: string[] | null = null;

/** The next line of the standard input. @param what a line is for, as the sentence names it: "PIN". */
export async function nextLine(what: string): Promise<string> {
  lines ??= (await readAll(process.stdin)).split(/\r?\n/);
  const line = lines.shift();
  if (line === undefined || (line === "" && lines.length === 0)) {
    throw new Failure("usage", `The standard input ended where the ${what} should be. Give each on a line of its own.`);
  }
  return line;
}

/** All that is left of the standard input. */
export async function restOfInput(): Promise<string> {
  lines ??= (await readAll(process.stdin)).split(/\r?\n/);
  return lines.splice(0).join("\n").replace(/\n$/, "");
}

export function hasTerminal(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** @param option what to use instead. */
function refuseWithoutTerminal(what: string, option: string): void {
  if (!hasTerminal()) throw new Failure("no_terminal", `There is no terminal to ask for the ${what}: use ${option}.`);
}

/** Does something that takes a while between two questions. What is typed meanwhile may be secret: it is not shown. */
export async function unseen<T>(work: () => Promise<T>): Promise<T> {
  if (!hasTerminal()) return await work();
  process.stdin.setRawMode(true);
  try {
    return await work();
  } finally {
    process.stdin.setRawMode(false);
  }
}

function answered<T>(answer: T): Exclude<T, symbol> {
  if (typeof answer !== "symbol") return answer as Exclude<T, symbol>;
  throw new Failure("interrupted", "Cancelled. Nothing was changed.");
}

export interface Hidden {
  /** As a sentence names it: "PIN". */
  readonly what: string;
  /** "--pin-stdin". */
  readonly option: string;
  /** Whether it comes from the standard input. */
  readonly fromStdin: boolean;
  /** What the question says; the name where none is given. */
  readonly message?: string | undefined;
}

/** Asks once, hidden. */
export async function askHidden({ what, option, fromStdin, message = what }: Hidden): Promise<string> {
  if (fromStdin) return await nextLine(what);
  refuseWithoutTerminal(what, option);
  const { password } = await prompts();
  return answered(await password({ message, output })) ?? "";
}

/** Asks for something new, twice on a terminal. @param problem what is wrong with it, in a sentence. */
export async function askNew(hidden: Hidden, problem: (given: string) => string | null): Promise<string> {
  if (hidden.fromStdin) return await nextLine(hidden.what);
  refuseWithoutTerminal(hidden.what, hidden.option);
  const { password } = await prompts();
  const validate = (given: string | undefined) => problem(given ?? "") ?? undefined;
  const first = answered(await password({ message: hidden.message ?? `New ${hidden.what}`, validate, output }));
  const second = answered(await password({ message: "Once more", output }));
  if (first !== second) throw new Failure("failed", `The two differ. Nothing was changed.`);
  return first;
}

/** @param option answers the question beforehand. */
export async function confirm(message: string, option: string): Promise<boolean> {
  if (!hasTerminal()) throw new Failure("no_terminal", `There is no terminal to ask on. To go ahead, use ${option}.`);
  const { confirm: ask } = await prompts();
  return answered(await ask({ message, initialValue: false, output }));
}

export async function askText(message: string, initialValue = ""): Promise<string> {
  const { text } = await prompts();
  const given = answered(await text({ message, initialValue: plain(initialValue), output }));
  return given ?? "";
}

export async function choose<T extends string>(
  message: string,
  options: readonly { readonly value: T; readonly label: string }[],
): Promise<T> {
  const { select } = await prompts();
  const given = await select<string>({ message, options: options.map((one) => ({ ...one })), output });
  return answered(given) as T;
}
