// The list of accounts as it was last read: ten thousand of them are not opened anew for each letter that is typed.
import { type Identity, type KeyHost, type ListedAccount, listAccounts, PrivateDetails } from "@hesper/keyring";
import { readSite, type Site, siteName } from "../site/site.ts";
import { InTurn } from "./in-turn.ts";
import type { Session } from "./session.ts";

export interface Listed {
  readonly all: readonly ListedAccount[];
  /** By the names of the sites that their addresses are of. */
  readonly bySite: ReadonlyMap<string, readonly ListedAccount[]>;
}

export class Listing {
  readonly #host: KeyHost;
  readonly #session: Session;
  readonly #turns = new InTurn();
  #listed: Listed | null = null;
  #details: { readonly key: string; readonly opened: PrivateDetails } | null = null;
  /** Counts what made the list old. */
  #version = 0;

  constructor(host: KeyHost, session: Session) {
    this.#host = host;
    this.#session = session;
  }

  /** Accounts changed, or the key was locked. */
  async forget(): Promise<void> {
    this.#version += 1;
    this.#listed = null;
    await this.#session.listed.clear();
  }

  /** With what was opened of private accounts. */
  async forgetAll(): Promise<void> {
    this.#details = null;
    await this.forget();
  }

  async read(identity: Identity): Promise<Listed> {
    return await this.#turns.run(async () => {
      if (this.#listed) return this.#listed;
      const version = this.#version;
      const kept = await this.#session.listed.read();
      const all = kept ?? (await listAccounts(this.#host, { privateDetails: this.#detailsOf(identity) }));
      const listed = { all, bySite: bySite(all) };
      if (version !== this.#version) return listed;
      this.#listed = listed;
      // Too much for the session: then it is read again by the next worker.
      if (!kept) await this.#session.listed.write(all).catch(() => {});
      if (version !== this.#version) await this.#session.listed.clear();
      return listed;
    });
  }

  #detailsOf(identity: Identity): PrivateDetails {
    const key = identity.reveal();
    if (this.#details?.key !== key) this.#details = { key, opened: new PrivateDetails(identity) };
    return this.#details.opened;
  }
}

function bySite(all: readonly ListedAccount[]): ReadonlyMap<string, readonly ListedAccount[]> {
  const found = new Map<string, ListedAccount[]>();
  for (const account of all) {
    const sites = (account.details?.urls ?? []).map(readSite).filter((site) => site !== null);
    for (const name of new Set(sites.map(siteName))) {
      const others = found.get(name);
      if (others) others.push(account);
      else found.set(name, [account]);
    }
  }
  return found;
}

/** Those whose site it may be: whether they fit is another question. */
export function candidatesOf({ bySite }: Listed, page: Site): readonly ListedAccount[] {
  return bySite.get(siteName(page)) ?? [];
}
