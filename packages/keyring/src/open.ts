// Opening an account: what lies sealed is verified each time.
import type { AccountPayload, Identity } from "@hesper/vault";
import type { KeyHost } from "./host.ts";
import { KeyringProblem } from "./problem.ts";
import type { AccountDetails, AccountTrouble, StoredAccount } from "./storage.ts";

export type AccountSecrets = Pick<AccountPayload, "password" | "otp" | "notes">;

const shown = "[redacted]";

/** An opened account: logs, JSON and templates do not show its secrets. */
export class OpenedAccount {
  readonly id: string;
  readonly kind: StoredAccount["kind"];
  readonly details: AccountDetails;
  readonly updatedAt: string;
  /** Of the newest that the server gave: what is here is older, and was good. Null: it is the newest. */
  readonly trouble: AccountTrouble | null;
  readonly #secrets: AccountSecrets;

  constructor(
    account: Pick<StoredAccount, "id" | "kind" | "updatedAt" | "trouble">,
    details: AccountDetails,
    secrets: AccountSecrets,
  ) {
    this.id = account.id;
    this.kind = account.kind;
    this.updatedAt = account.updatedAt;
    this.trouble = account.trouble;
    this.details = details;
    this.#secrets = secrets;
  }

  /** Each call is a place to look at when auditing. */
  reveal(): AccountSecrets {
    return this.#secrets;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }
}

/**
 * Opens an account of the key. What is wrong with the newest is noted, and the one that was good before is opened.
 *
 * Throws `KeyringProblem`: `not_activated`, `wiped`, `pin_locked`, `locked`, `suspended`, `offline_too_long`,
 * `clock_turned_back`, `not_found`; where nothing of it can be opened: `swapped`, `replayed`, `damaged`,
 * `not_for_this_key`, `newer_version`.
 */
export async function openAccount(_host: KeyHost, _identity: Identity, _id: string): Promise<OpenedAccount> {
  throw new KeyringProblem("not_activated");
}
