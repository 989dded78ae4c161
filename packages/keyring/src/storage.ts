// What a key keeps, and what a place to keep it must promise: files for the command line, a database of the browser for
// an extension.
import type { KeyAccountKind, KeyReason, KeyRules, KeyStatus, LoginType, RecipientKind } from "@hesper/contract";

/** One for each store. Everything but the accounts. */
export interface KeyRecord {
  readonly v: 1;
  /** Origin of the server, such as `https://hesper.example.org`. */
  readonly server: string;
  readonly installation: string;
  readonly keyId: string;
  readonly name: string;
  readonly employee: { readonly id: string; readonly name: string; readonly email: string };
  /** Bearer token. It gets what is sealed and what is readable on the server; nothing that it opens. Null: wiped. */
  readonly token: string | null;
  readonly recipientKind: RecipientKind;
  readonly recipient: string;
  /** The identity, sealed to the PIN: an age file (scrypt), Base64. */
  readonly lockedIdentity: string;
  readonly policy: KeyRules;
  /** As the server last said. */
  readonly status: KeyStatus;
  readonly reason: KeyReason | null;
  /** Of the accounts: `since` of the next sync. */
  readonly revision: number;
  /** Milliseconds; 0: never. */
  readonly lastContactMs: number;
  /** The latest time that was ever seen: a clock that is turned back gives no more days off line. */
  readonly latestMs: number;
  /** In a row. Counted before a PIN is tried. */
  readonly wrongPins: number;
  /** How often it has locked itself after wrong PINs. */
  readonly lockNumber: number;
  /** `untold`: the server does not know yet. Null: not locked by wrong PINs. */
  readonly pinLock: "untold" | "told" | null;
  /** What was stored and removed, and not yet receipted. */
  readonly receipts: {
    readonly applied: readonly string[];
    readonly removed: readonly string[];
    readonly revision: number;
  };
}

/** What can be read of an account. */
export interface AccountDetails {
  readonly name: string;
  readonly urls: readonly string[];
  readonly apps: readonly string[];
  readonly loginType: LoginType;
  readonly login: string;
}

/** What is wrong with what the server gave, found when it was opened. */
export type AccountTrouble = "swapped" | "replayed" | "damaged" | "not_for_this_key";

export interface StoredAccount {
  readonly id: string;
  readonly kind: KeyAccountKind;
  readonly revision: number;
  /** What the server said stands in the sealed part. */
  readonly sealedRevision: number;
  /** The highest revision that was seen inside of a sealed part of this account; 0: none was opened yet. */
  readonly seenRevision: number;
  /** An age file, Base64. */
  readonly sealed: string;
  /** Of a personal or shared account in the clear; of a private one an age file, Base64. */
  readonly details: AccountDetails | string;
  readonly updatedAt: string;
  /** Of the newest that the server gave. The one that was good before is kept, and opened. */
  readonly trouble: AccountTrouble | null;
}

/** What `change` hands in. Everything reads what the same change wrote before. */
export interface StorageTx {
  getRecord(): Promise<KeyRecord | null>;
  putRecord(record: KeyRecord): Promise<void>;
  getAccount(id: string): Promise<StoredAccount | null>;
  putAccount(account: StoredAccount): Promise<void>;
  removeAccount(id: string): Promise<void>;
  /** By id, after this one. For stores that hold thousands. */
  listAccounts(page: { readonly after: string | null; readonly limit: number }): Promise<readonly StoredAccount[]>;
  /** Everything is gone afterwards, so that it cannot be read from the medium by this program any more. */
  wipe(): Promise<void>;
}

export interface KeyStorage {
  /**
   * Runs alone, over all processes, tabs and workers that use the store; what it writes is kept as a whole or not at all,
   * also when the power goes. `work` awaits nothing but the store: no network, no hashing.
   */
  change<T>(work: (tx: StorageTx) => Promise<T>): Promise<T>;
  /** Sees the store as it was at one moment. */
  read<T>(work: (tx: Omit<StorageTx, "putRecord" | "putAccount" | "removeAccount" | "wipe">) => Promise<T>): Promise<T>;
}
