// Private accounts: made in a key, sealed to the keys of one employee, and readable to nobody else.
import type { Identity } from "@hesper/vault";
import type { KeyHost } from "./host.ts";
import type { AccountSecrets } from "./open.ts";
import { KeyringProblem } from "./problem.ts";
import type { AccountDetails } from "./storage.ts";

export interface PrivateAccountInput {
  readonly details: AccountDetails;
  readonly secrets: AccountSecrets;
}

/** What is not given stays. */
export interface PrivateAccountChange {
  readonly details?: Partial<AccountDetails> | undefined;
  readonly secrets?: Partial<AccountSecrets> | undefined;
}

/**
 * Makes an account, on the server and here. Needs the server.
 *
 * @returns its id.
 *
 * Throws `KeyringProblem`: those of an unusable key (see `unlock`); `invalid_account` with a sentence that says what is
 * wrong; `recipient_changed`, `recipient_missing`; `unreachable` where nothing was sent, `write_unknown`, `token_unknown`,
 * `bad_answer`, `conflict`, `refused`.
 */
export async function createPrivateAccount(
  _host: KeyHost,
  _identity: Identity,
  _input: PrivateAccountInput,
): Promise<string> {
  throw new KeyringProblem("not_activated");
}

/**
 * Changes an account. Where another key was faster, the server's sentence says so (`conflict`), nothing is changed, and
 * the next sync brings what that one wrote.
 *
 * Throws as `createPrivateAccount` does, and `not_found`, `not_private`, and what `openAccount` throws of the account.
 */
export async function changePrivateAccount(
  _host: KeyHost,
  _identity: Identity,
  _id: string,
  _change: PrivateAccountChange,
): Promise<void> {
  throw new KeyringProblem("not_activated");
}

/**
 * Deletes an account, on all keys of the employee. Needs no identity.
 *
 * Throws as `changePrivateAccount` does.
 */
export async function deletePrivateAccount(_host: KeyHost, _id: string): Promise<void> {
  throw new KeyringProblem("not_activated");
}
