// What can be done with an unlocked key, whoever holds its identity: this process, or the agent.
import type {
  AccountSecrets,
  Identity,
  KeyHost,
  ListedAccount,
  LiveCode,
  OpenedAccount,
  PrivateDetails,
} from "@hesper/keyring";

/** An opened account as it goes from the agent to a command. */
export interface Opened extends Pick<OpenedAccount, "id" | "kind" | "details" | "updatedAt" | "trouble"> {
  readonly secrets: AccountSecrets;
}

/** With what is wrong with the account that it is of. */
export type Code = LiveCode & Pick<OpenedAccount, "trouble">;

export interface UnlockedKey {
  list(text: string): Promise<readonly ListedAccount[]>;
  /** Those that a name may mean. */
  find(name: string): Promise<readonly ListedAccount[]>;
  open(id: string): Promise<Opened>;
  /** The one-time password of now. */
  code(id: string): Promise<Code>;
}

/** With the identity in this process. */
export class LocalKey implements UnlockedKey {
  readonly identity: Identity;
  readonly #host: KeyHost;
  /** Made when it is needed; keeps what it opens. */
  #privateDetails: Promise<PrivateDetails> | null = null;

  constructor(host: KeyHost, identity: Identity) {
    this.#host = host;
    this.identity = identity;
  }

  async list(text: string): Promise<readonly ListedAccount[]> {
    const { listAccounts } = await import("@hesper/keyring");
    return await listAccounts(this.#host, { text, privateDetails: await this.#details() });
  }

  async find(name: string): Promise<readonly ListedAccount[]> {
    const { findAccounts } = await import("@hesper/keyring");
    return await findAccounts(this.#host, name, await this.#details());
  }

  async open(id: string): Promise<Opened> {
    const { openAccount } = await import("@hesper/keyring");
    const account = await openAccount(this.#host, this.identity, id);
    const { kind, details, updatedAt, trouble } = account;
    return { id: account.id, kind, details, updatedAt, trouble, secrets: account.reveal() };
  }

  async code(id: string): Promise<Code> {
    const { codeOf, openAccount } = await import("@hesper/keyring");
    const account = await openAccount(this.#host, this.identity, id);
    return { ...(await codeOf(account, this.#host.clock)), trouble: account.trouble };
  }

  #details(): Promise<PrivateDetails> {
    this.#privateDetails ??= import("@hesper/keyring").then((keyring) => new keyring.PrivateDetails(this.identity));
    return this.#privateDetails;
  }
}
