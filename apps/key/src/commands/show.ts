// `hesper-key show`: an account, and its secrets where they are asked for.
import type { AccountSecrets } from "@hesper/keyring";
import type { Command } from "commander";
import { chooseAccount } from "../choose.ts";
import { type CopyOptions, clearWords, copyForAWhile, withCopyOptions } from "../clipboard/copy.ts";
import type { AddCommands } from "../command.ts";
import { withFreshKey } from "../contact.ts";
import type { Context } from "../context.ts";
import { exitStatuses, Failure } from "../failure.ts";
import { choose, hasTerminal } from "../input.ts";
import { note, plain, plainLines, type Result, say, table } from "../output.ts";
import { troubleSentence } from "../troubles.ts";
import type { Opened } from "../unlocked.ts";
import { kindWords } from "../words.ts";

const parts = ["password", "otp", "notes"] as const;
type Part = (typeof parts)[number];
const partWords: Readonly<Record<Part, string>> = {
  password: "password",
  otp: "secret of its one-time password",
  notes: "notes",
};
const copyable = ["password", "login", "otp", "notes"] as const;
type Copyable = (typeof copyable)[number];

interface Options extends CopyOptions {
  readonly reveal?: readonly Part[];
  readonly copy?: Copyable;
}

export const addCommands: AddCommands = (program, action) => {
  const command = program
    .command("show")
    .summary("show an account")
    .description(
      "Shows an account: name, login, addresses, and which secrets it has. Secrets themselves are shown after a question, or where --reveal names them.",
    )
    .argument("<name>", "its name, the beginning of it, words of it, or its id");
  addChoice(command, "--reveal <what...>", "show this without a question", parts);
  addChoice(command, "--copy <what>", "copy this, and clear the clipboard afterwards", copyable);
  withCopyOptions(command).action(action(showCommand));
};

function addChoice(command: Command, flags: string, words: string, choices: readonly string[]): void {
  command.addOption(command.createOption(flags, words).choices([...choices]));
}

async function showCommand(context: Context, options: Options, name = ""): Promise<Result> {
  const account = await withFreshKey(context, async (key) => key.open((await chooseAccount(key, name)).id));
  const status = account.trouble === null ? 0 : exitStatuses.trouble;
  const value = jsonOf(account, options.reveal ?? []);
  if (options.copy) {
    await copyForAWhile(textOf(account, options.copy), options);
    return { value: { ...value, copied: options.copy }, lines: [clearWords(options.copy, options)], status };
  }
  if (context.options.json) return { value, lines: [], status };
  for (const line of linesOf(account)) say(line);
  if (account.trouble) note(troubleSentence(account.trouble));
  return { value, lines: secretLines(account, options.reveal ?? (await askWhat(account))), status };
}

function hasOf({ secrets }: Opened): readonly Part[] {
  return parts.filter((part) => secrets[part] !== null);
}

/** @param reveal secrets that are asked for. */
export function jsonOf(account: Opened, reveal: readonly Part[]) {
  const { id, kind, details, updatedAt, trouble, secrets } = account;
  const has = Object.fromEntries(parts.map((part) => [part, secrets[part] !== null]));
  const revealed = Object.fromEntries(reveal.map((part) => [part, secrets[part]]));
  return { id, kind, ...details, has, updatedAt, trouble, ...revealed };
}

function linesOf(account: Opened): string[] {
  const { details, kind, updatedAt } = account;
  const has = hasOf(account).map((part) => (part === "otp" ? "one-time password" : part));
  const rows: [string, string][] = [
    ["Name", details.name],
    ["Login", details.login],
    ...details.urls.map((url): [string, string] => ["Address", url]),
    ...details.apps.map((app): [string, string] => ["App", app]),
    ["Kind", kindWords[kind]],
    ["Has", has.length === 0 ? "no secrets" : has.join(", ")],
    ["Changed", updatedAt],
  ];
  return table(rows.map(([label, text]) => [label, plain(text)]));
}

/** On a terminal a person says what they want to see; elsewhere nothing is shown. */
async function askWhat(account: Opened): Promise<readonly Part[]> {
  const has = hasOf(account);
  if (has.length === 0 || !hasTerminal() || !process.stdout.isTTY) return [];
  const options = has.map((part) => ({ value: part as Part | "nothing", label: `Its ${partWords[part]}` }));
  const chosen = await choose("Show a secret? It stays on the screen.", [
    { value: "nothing" as const, label: "None" },
    ...options,
  ]);
  return chosen === "nothing" ? [] : [chosen];
}

function secretLines(account: Opened, reveal: readonly Part[]): string[] {
  return reveal.flatMap((part) => {
    const text = textOf(account, part);
    // Elsewhere than on a terminal it is given as it is.
    const shown = process.stdout.isTTY ? plainLines(text) : text;
    return [part === "notes" ? `Notes\n${shown}` : `${part === "otp" ? "OTP secret" : "Password"}  ${shown}`];
  });
}

function textOf(account: Opened, part: Copyable): string {
  const text = part === "login" ? account.details.login : secretText(account.secrets, part);
  if (text === null || text === "") {
    throw new Failure(
      "nothing_there",
      `${plain(account.details.name)} has no ${part === "otp" ? "OTP secret" : part}.`,
    );
  }
  return text;
}

function secretText({ password, otp, notes }: AccountSecrets, part: Part): string | null {
  if (part === "password") return password;
  return part === "notes" ? notes : (otp?.secret ?? null);
}
