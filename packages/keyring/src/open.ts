// Opening an account: what lies sealed is verified each time.
import type { AccountPayload, Identity } from "@hesper/vault";
import type { KeyHost } from "./host.ts";
import { KeyringProblem } from "./problem.ts";
import type { AccountDetails, AccountTrouble, StoredAccount } from "./storage.ts";
import { readUsable } from "./usable.ts";
import { type OpenedParts, openParts } from "./verify.ts";

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
export async function openAccount(host: KeyHost, identity: Identity, id: string): Promise<OpenedAccount> {
  await readUsable(host);
  const stored = await host.storage.read((tx) => tx.getAccount(id));
  if (!stored) throw new KeyringProblem("not_found");
  return await openStored(host, identity, stored);
}

/** As `openAccount`, of one that was read already, and without asking whether the key may be opened. */
export async function openStored(host: KeyHost, identity: Identity, stored: StoredAccount): Promise<OpenedAccount> {
  const { id, newer, parts, seenRevision } = stored;
  const tried = newer && (await openParts(id, newer, identity, seenRevision));
  if (newer && tried?.trouble === null) {
    await settle(host, stored, (account) => ({
      ...account,
      parts: newer,
      newer: null,
      seenRevision: tried.payload.revision,
    }));
    return opened(stored, tried);
  }
  const verdict = await openParts(id, parts, identity, seenRevision);
  // That the newest is wrong counts more than what else is.
  const trouble = tried?.trouble ?? stored.trouble ?? verdict.trouble;
  const revision = verdict.trouble === null ? verdict.payload.revision : 0;
  await settle(host, stored, (account) => ({
    ...account,
    newer: null,
    seenRevision: Math.max(seenRevision, revision),
    trouble,
  }));
  if (verdict.trouble !== null) throw new KeyringProblem(verdict.trouble);
  return opened({ ...stored, trouble }, verdict);
}

function opened(account: StoredAccount, { payload, details }: OpenedParts): OpenedAccount {
  const { password, otp, notes } = payload;
  const readable = details ?? account.details;
  if (!readable) throw new KeyringProblem("damaged");
  return new OpenedAccount(account, readable, { password, otp, notes });
}

/** Keeps what was found out, where a sync has not brought something else meanwhile. */
async function settle(
  { storage }: KeyHost,
  looked: StoredAccount,
  change: (account: StoredAccount) => StoredAccount,
): Promise<void> {
  const as = (account: StoredAccount) => JSON.stringify(account);
  if (as(change(looked)) === as(looked)) return;
  await storage.change(async (tx) => {
    const current = await tx.getAccount(looked.id);
    if (current && as(current) === as(looked)) await tx.putAccount(change(current));
  });
}
