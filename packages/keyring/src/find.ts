// Listing and finding accounts by what can be read of them.
import type { KeyAccountKind } from "@hesper/contract";
import type { Identity } from "@hesper/vault";
import type { KeyHost } from "./host.ts";
import { readAccounts } from "./reading.ts";
import type { AccountDetails, AccountTrouble, StoredAccount } from "./storage.ts";
import { readUsable } from "./usable.ts";
import { openDetailsOf } from "./verify.ts";

export interface ListedAccount {
  readonly id: string;
  readonly kind: KeyAccountKind;
  /** Null: a private account, and no identity was given; or one whose details cannot be opened. */
  readonly details: AccountDetails | null;
  readonly updatedAt: string;
  readonly trouble: AccountTrouble | null;
}

/** Opens details of private accounts, and keeps them in memory: for as long as the key is unlocked. Logs show nothing of it. */
export class PrivateDetails {
  readonly #identity: Identity;
  readonly #opened = new Map<string, AccountDetails | null>();

  constructor(identity: Identity) {
    this.#identity = identity;
  }

  /** @returns null: they cannot be opened. */
  async of({ id, newer, parts }: StoredAccount): Promise<AccountDetails | null> {
    for (const one of newer ? [newer, parts] : [parts]) {
      const key = `${id} ${one.sealedRevision} ${one.details}`;
      const before = this.#opened.get(key);
      const details = before === undefined ? await openDetailsOf(id, one, this.#identity) : before;
      this.#opened.set(key, details);
      if (details) return details;
    }
    return null;
  }

  toString(): string {
    return "[redacted]";
  }

  toJSON(): string {
    return "[redacted]";
  }
}

export interface ListOptions {
  /**
   * Words, or parts of them, that must all stand in name, login, addresses or apps; case and accents do not matter. Not
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
export async function listAccounts(host: KeyHost, options: ListOptions = {}): Promise<readonly ListedAccount[]> {
  return searchAccounts(await readListed(host, options.privateDetails), options.text ?? "");
}

/** Those of accounts that were listed before that a text finds, as `listAccounts` does. */
export function searchAccounts<T extends Pick<ListedAccount, "details">>(
  all: readonly T[],
  text: string,
): readonly T[] {
  const words = folded(text)
    .split(/\s+/)
    .filter((word) => word !== "");
  return words.length === 0 ? all : all.filter(({ details }) => details !== null && hasAll(details, words));
}

/**
 * Those that a person may mean by what they typed: the one with this id; otherwise those with exactly this name; otherwise
 * the only one whose name begins with it; otherwise those that `listAccounts` finds.
 *
 * Throws as `listAccounts` does.
 */
export async function findAccounts(
  host: KeyHost,
  name: string,
  privateDetails?: PrivateDetails,
): Promise<readonly ListedAccount[]> {
  const all = await readListed(host, privateDetails);
  const byId = all.filter(({ id }) => id === name.trim().toLowerCase());
  if (byId.length > 0) return byId;
  const wanted = folded(name).trim();
  const byName = all.filter(({ details }) => details !== null && folded(details.name) === wanted);
  if (byName.length > 0) return byName;
  const begun = all.filter(({ details }) => details !== null && folded(details.name).startsWith(wanted));
  return begun.length === 1 ? begun : await listAccounts(host, { text: name, privateDetails });
}

async function readListed(host: KeyHost, privateDetails?: PrivateDetails): Promise<readonly ListedAccount[]> {
  await readUsable(host);
  const listed: ListedAccount[] = [];
  for (const account of await host.storage.read(readAccounts)) {
    const { id, kind, updatedAt, trouble } = account;
    const details = account.details ?? (await privateDetails?.of(account)) ?? null;
    listed.push({ id, kind, details, updatedAt, trouble });
  }
  const places = new Map(listed.map((one) => [one, one.details ? `0${folded(one.details.name)}` : "1"]));
  const order = (one: ListedAccount) => `${places.get(one)} ${one.id}`;
  return listed.sort((one, other) => (order(one) < order(other) ? -1 : 1));
}

function hasAll({ name, login, urls, apps }: AccountDetails, words: readonly string[]): boolean {
  const text = folded([name, login, ...urls, ...apps].join("\n"));
  return words.every((word) => text.includes(word));
}

/** Without case and accents. */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
