// `hesper-key add`: makes a private account, which nobody but its owner can open.
import type { AccountDetails, AccountSecrets } from "@hesper/keyring";
import { type AccountOptions, askAccount, detailsOf, says, secretsOf, withAccountOptions } from "../account-input.ts";
import type { AddCommands } from "../command.ts";
import type { Context } from "../context.ts";
import { Failure } from "../failure.ts";
import { plain, type Result } from "../output.ts";
import { identityFor } from "../unlock.ts";

export const addCommands: AddCommands = (program, action) => {
  const command = program
    .command("add")
    .summary("make a private account")
    .description(
      "Makes a private account: it is sealed to your own keys, and nobody else can open it. Without options it asks. From the standard input come, each on a line of its own and in this order: PIN, password, OTP secret; then the notes.",
    )
    .argument("[name]", "the name of the account");
  withAccountOptions(command).action(action(addCommand));
};

async function addCommand(context: Context, options: AccountOptions, name?: string): Promise<Result> {
  // The PIN comes first, from the standard input too.
  const identity = await identityFor(context);
  const { details, secrets } = name === undefined && !says(options) ? await asked() : await given(options, name);
  const { createPrivateAccount } = await import("@hesper/keyring");
  const id = await createPrivateAccount(await context.host(), identity, { details, secrets });
  return { value: { id, ...details }, lines: [`${plain(details.name)} was added.`] };
}

interface Input {
  readonly details: AccountDetails;
  readonly secrets: AccountSecrets;
}

const nothing: Input = {
  details: { name: "", urls: [], apps: [], loginType: "website", login: "" },
  secrets: { password: null, otp: null, notes: null },
};

async function given(options: AccountOptions, name?: string): Promise<Input> {
  if (name === undefined || options.login === undefined)
    throw new Failure("usage", 'Give the account a name and its login: hesper-key add "Mail at home" --login ada');
  return {
    details: { ...nothing.details, ...detailsOf({ ...options, name }) },
    secrets: { ...nothing.secrets, ...(await secretsOf(options)) },
  };
}

async function asked(): Promise<Input> {
  const words = { password: "Password (may be empty)", otp: "OTP secret, as the site shows it (may be empty)" };
  const { details, secrets } = await askAccount(nothing.details, words);
  return { details: { ...nothing.details, ...details }, secrets: { ...nothing.secrets, ...secrets } };
}
