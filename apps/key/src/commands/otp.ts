// `hesper-key otp`: the one-time password of an account, with the seconds that it still holds.
import type { ListedAccount } from "@hesper/keyring";
import { chooseAccount, nameOf } from "../choose.ts";
import { type CopyOptions, clearWords, copyForAWhile, withCopyOptions } from "../clipboard/copy.ts";
import type { AddCommands } from "../command.ts";
import { withFreshKey } from "../contact.ts";
import type { Context } from "../context.ts";
import { exitStatuses, Failure } from "../failure.ts";
import { note, type Result } from "../output.ts";
import { troubleSentence } from "../troubles.ts";
import type { Code } from "../unlocked.ts";
import { codeWords, watchCode } from "../watch.ts";

interface Options extends CopyOptions {
  readonly watch?: true;
  readonly copy?: true;
  readonly bare?: true;
}

export const addCommands: AddCommands = (program, action) => {
  const command = program
    .command("otp")
    .summary("show a one-time password")
    .description("Shows the one-time password of an account, and how many seconds it still holds.")
    .argument("<name>", "name of the account, the beginning of it, words of it, or its id")
    .option("--watch", "go on showing it until Ctrl-C")
    .option("--copy", "copy it, and clear the clipboard afterwards")
    .option("--bare", "give the digits only, for scripts");
  withCopyOptions(command).action(action(otpCommand));
};

async function otpCommand(context: Context, options: Options, name = ""): Promise<Result> {
  if (options.watch && (options.copy || options.bare || context.options.json)) {
    throw new Failure("usage", "--watch goes with none of --copy, --bare and --json.");
  }
  const { account, code } = await withFreshKey(context, async (key) => {
    const chosen = await chooseAccount(key, name);
    return { account: chosen, code: await key.code(chosen.id) };
  });
  const status = code.trouble === null ? 0 : exitStatuses.trouble;
  if (code.trouble && !context.options.json) note(troubleSentence(code.trouble));
  if (options.watch) {
    await watchCode(context, account, code);
    return { value: null, lines: [], status };
  }
  if (!options.copy)
    return { value: jsonOf(account, code), lines: [options.bare ? code.code : codeWords(code)], status };
  await copyForAWhile(code.code, options);
  const lines = [clearWords(`the code of ${nameOf(account)}`, options)];
  return { value: { ...jsonOf(account, code), copied: true }, lines, status };
}

function jsonOf({ id, details }: ListedAccount, { code, secondsLeft, trouble }: Code) {
  return { id, name: details?.name ?? null, login: details?.login ?? null, code, secondsLeft, trouble };
}
