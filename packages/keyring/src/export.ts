// Everything that the key can open, in one file that a passphrase opens: for a person who leaves, or who wants to be sure.
import type { Identity } from "@hesper/vault";
import type { KeyHost } from "./host.ts";
import { KeyringProblem } from "./problem.ts";
import type { AccountTrouble } from "./storage.ts";

export interface ExportedFile {
  /** An age file (scrypt), binary: `age --decrypt` asks for the passphrase. In it: JSON as Bitwarden exports it. */
  readonly file: Uint8Array;
  readonly accounts: number;
  /** Accounts that cannot be opened, and are not in the file. */
  readonly leftOut: readonly { readonly id: string; readonly trouble: AccountTrouble }[];
}

/**
 * @param passphrase 15 characters or more.
 *
 * Throws `KeyringProblem`: those of an unusable key (see `unlock`), `weak_passphrase`.
 */
export async function exportAccounts(_host: KeyHost, _identity: Identity, _passphrase: string): Promise<ExportedFile> {
  throw new KeyringProblem("not_activated");
}
