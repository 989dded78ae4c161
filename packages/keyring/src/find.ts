// Listing and finding accounts by what can be read of them.
import type { KeyAccountKind } from "@hesper/contract";
import type { Identity } from "@hesper/vault";
import type { KeyHost } from "./host.ts";
import { KeyringProblem } from "./problem.ts";
import type { AccountDetails, AccountTrouble } from "./storage.ts";

export interface ListedAccount {
  readonly id: string;
  readonly kind: KeyAccountKind;
  /** Null: a private account, and no identity was given; or one whose details cannot be opened. */
  readonly details: AccountDetails | null;
  readonly updatedAt: string;
  readonly trouble: AccountTrouble | null;
}

/** Opens details of private accounts, and keeps them in memory: for as long as the key is unlocked. Shows itself nowhere. */
export class PrivateDetails {
  readonly #identity: Identity;

  constructor(identity: Identity) {
    this.#identity = identity;
  }

  toString(): string {
    return `[${this.#identity.kind}]`;
  }
}

export interface ListOptions {
  /**
   * Words that must all stand in name, login, addresses or apps, or begin there; case and accents do not matter. Not
   * given or empty: all accounts.
   */
  readonly text?: string | undefined;
  /** Not given: private accounts are listed without their details, and found by no text. */
  readonly privateDetails?: PrivateDetails | undefined;
}

/**
 * In order of name; private accounts that are not opened come last.
 *
 * Throws `KeyringProblem`: `not_activated`, `wiped`, `pin_locked`, `locked`, `suspended`, `offline_too_long`,
 * `clock_turned_back`.
 */
export async function listAccounts(_host: KeyHost, _options: ListOptions = {}): Promise<readonly ListedAccount[]> {
  throw new KeyringProblem("not_activated");
}

/**
 * Those that a person may mean by what they typed: the one with this id; otherwise those with exactly this name; otherwise
 * those that `listAccounts` finds.
 *
 * Throws as `listAccounts` does.
 */
export async function findAccounts(
  _host: KeyHost,
  _name: string,
  _privateDetails?: PrivateDetails,
): Promise<readonly ListedAccount[]> {
  throw new KeyringProblem("not_activated");
}
