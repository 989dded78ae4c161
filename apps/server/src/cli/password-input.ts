// Where a password or passphrase of the command line comes from: the standard input, or the terminal, hidden.
import { text } from "node:stream/consumers";
import { password as askForPassword, cancel, isCancel } from "@clack/prompts";
import { newPassword } from "@hesper/contract";
import { checked } from "./checked.ts";
import { Failure } from "./failure.ts";

interface Words {
  readonly name: "password" | "passphrase";
  /** The option that reads the standard input instead. */
  readonly option: string;
}
const password: Words = { name: "password", option: "--password-stdin" };
const passphrase: Words = { name: "passphrase", option: "--passphrase-stdin" };

export function readPassword(fromStdin: boolean): Promise<string> {
  return readNew(fromStdin, password);
}

/** One that somebody chooses now. As long as a password: it can be guessed at without us. */
export function readNewPassphrase(fromStdin: boolean): Promise<string> {
  return readNew(fromStdin, passphrase);
}

/** One that was chosen before. */
export async function readPassphrase(fromStdin: boolean): Promise<string> {
  if (fromStdin) return readStdin();
  refuseWithoutTerminal(passphrase);
  return answered(await askForPassword({ message: "Passphrase" }));
}

async function readNew(fromStdin: boolean, words: Words): Promise<string> {
  const given = fromStdin ? await readStdin() : await askTwice(words);
  return checked(newPassword, given, `The ${words.name}`);
}

/** The whole input but the end of its line, which the shell adds. */
async function readStdin(): Promise<string> {
  return (await text(process.stdin)).replace(/\r?\n$/, "");
}

function refuseWithoutTerminal({ name, option }: Words): void {
  if (!process.stdin.isTTY) throw new Failure(`There is no terminal to ask for the ${name}: use ${option}.`);
}

function answered(answer: string | symbol): string {
  if (!isCancel(answer)) return answer as string;
  cancel("Nothing was changed.");
  throw new Failure("Cancelled.");
}

async function askTwice(words: Words): Promise<string> {
  refuseWithoutTerminal(words);
  const message = words.name === "password" ? "Password" : "Passphrase";
  const first = answered(await askForPassword({ message }));
  const second = answered(await askForPassword({ message: "Once more" }));
  if (first !== second) throw new Failure(`The two ${words.name}s differ. Nothing was changed.`);
  return first;
}
