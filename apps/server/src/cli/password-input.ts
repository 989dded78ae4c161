// Where a password of the command line comes from: the standard input, or the terminal, twice and hidden.
import { text } from "node:stream/consumers";
import { password as askForPassword, cancel, isCancel } from "@clack/prompts";
import { newPassword } from "@hesper/contract";
import { checked } from "./checked.ts";
import { Failure } from "./failure.ts";

export async function readPassword(fromStdin: boolean): Promise<string> {
  const given = fromStdin ? await readStdin() : await askTwice();
  return checked(newPassword, given, "The password");
}

/** The whole input but the end of its line, which the shell adds. */
async function readStdin(): Promise<string> {
  return (await text(process.stdin)).replace(/\r?\n$/, "");
}

async function askTwice(): Promise<string> {
  if (!process.stdin.isTTY) throw new Failure("There is no terminal to ask for the password: use --password-stdin.");
  const first = await askForPassword({ message: "Password" });
  const second = isCancel(first) ? first : await askForPassword({ message: "Once more" });
  if (isCancel(first) || isCancel(second)) {
    cancel("Nothing was changed.");
    throw new Failure("Cancelled.");
  }
  if (first !== second) throw new Failure("The two passwords differ. Nothing was changed.");
  return first;
}
