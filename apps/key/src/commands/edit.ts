// `hesper-key edit`: changes a private account. What is not named stays.
import { type AccountOptions, askAccount, detailsOf, says, secretsOf, withAccountOptions } from "../account-input.ts";
import { chooseAccount } from "../choose.ts";
import type { AddCommands } from "../command.ts";
import { withFreshKey } from "../contact.ts";
import type { Context } from "../context.ts";
import { Failure } from "../failure.ts";
import { plain, type Result } from "../output.ts";
import { identityFor } from "../unlock.ts";

export const addCommands: AddCommands = (program, action) => {
  const command = program
    .command("edit")
    .summary("change a private account")
    .description(
      "Changes a private account; what is not named stays. Without options it asks. From the standard input come, each on a line of its own and in this order: PIN, password, OTP secret; then the notes.",
    )
    .argument("<name>", "its name, the beginning of it, words of it, or its id")
    .option("--name <name>", "another name");
  withAccountOptions(command)
    .option("--no-password", "take its password away")
    .option("--no-otp", "take its OTP secret away")
    .option("--no-notes", "take its notes away")
    .action(action(editCommand));
};

async function editCommand(context: Context, options: AccountOptions, name = ""): Promise<Result> {
  const before = await withFreshKey(context, async (key) => key.open((await chooseAccount(key, name)).id));
  if (before.kind !== "private") {
    throw new Failure(
      "not_private",
      `${plain(before.details.name)} was made by an administrator, who alone can change it.`,
    );
  }
  const { details, secrets } = says(options)
    ? { details: detailsOf(options), secrets: await secretsOf(options) }
    : await askAccount(before.details, {
        password: "Another password (empty: as it is)",
        otp: "Another OTP secret (empty: as it is)",
      });
  const { changePrivateAccount } = await import("@hesper/keyring");
  const identity = await identityFor(context);
  await changePrivateAccount(await context.host(), identity, before.id, { details, secrets });
  const after = { ...before.details, ...details };
  return { value: { id: before.id, ...after }, lines: [`${plain(after.name)} was changed.`] };
}
