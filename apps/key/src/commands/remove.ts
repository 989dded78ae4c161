// `hesper-key remove`: deletes a private account, on all keys of its owner.
import { chooseAccount, nameOf } from "../choose.ts";
import type { AddCommands } from "../command.ts";
import { withFreshKey } from "../contact.ts";
import type { Context } from "../context.ts";
import { Failure } from "../failure.ts";
import { confirm } from "../input.ts";
import type { Result } from "../output.ts";

export const addCommands: AddCommands = (program, action) => {
  program
    .command("remove")
    .summary("delete a private account")
    .description(
      "Deletes a private account, with its password, OTP secret and notes, on all your keys. Nobody can bring it back.",
    )
    .argument("<name>", "its name, the beginning of it, words of it, or its id")
    .option("--yes", "do not ask")
    .action(action(removeCommand));
};

async function removeCommand(context: Context, { yes }: { yes?: true }, name = ""): Promise<Result | null> {
  const account = await withFreshKey(context, (key) => chooseAccount(key, name));
  if (account.kind !== "private") {
    throw new Failure("not_private", `${nameOf(account)} was made by an administrator, who alone can take it away.`);
  }
  const question = `Delete ${nameOf(account)} with all that is in it, on all your keys? Nobody can bring it back.`;
  if (!yes && !(await confirm(question, "--yes"))) throw new Failure("interrupted", "Nothing was changed.");
  const { deletePrivateAccount } = await import("@hesper/keyring");
  await deletePrivateAccount(await context.host(), account.id);
  return { value: { id: account.id, removed: true }, lines: [`${nameOf(account)} was deleted.`] };
}
