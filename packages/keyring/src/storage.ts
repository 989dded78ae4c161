// What a key keeps, and what a place to keep it must promise: files for the command line, a database of the browser for
// an extension.
import type { KeyAccountKind, KeyReason, KeyRules, KeyStatus, LoginType, RecipientKind } from "@hesper/contract";

/** One for each security key that unlocks the key instead of its PIN. */
export interface SecurityKeySlot {
  /** Base64url without padding, as WebAuthn names it. */
  readonly credentialId: string;
  /** No other of the same key has it. */
  readonly name: string;
  /** How it was connected, so that the browser asks for the right one: `usb`, `nfc`. */
  readonly transports: readonly string[];
  /** What its PRF is asked with: 32 random bytes, Base64. No secret. */
  readonly salt: string;
  /** The identity of the key, sealed to what the output of the PRF gives: an age file, Base64. */
  readonly sealedIdentity: string;
  /** Milliseconds. */
  readonly addedAtMs: number;
}

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
  /** The identity, sealed to the PIN: an age file (scrypt), Base64. Null: wiped. */
  readonly lockedIdentity: string | null;
  readonly securityKeys: readonly SecurityKeySlot[];
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
  /**
   * The employee's other keys, as they were first met when something was to be sealed to them: a key never has another
   * recipient later. `told`: whether the person was told of it.
   */
  readonly knownKeys: readonly { readonly keyId: string; readonly recipient: string; readonly told: boolean }[];
  /** What was stored and removed, and not yet receipted. */
  readonly receipts: {
    readonly applied: readonly string[];
    readonly removed: readonly string[];
    readonly revision: number;
  };
}

/** A record with what versions before did not keep. Every store reads by this; what is no record stays what it is. */
export function upgraded<T>(stored: T): T {
  return typeof stored === "object" && stored !== null ? { securityKeys: [], ...stored } : stored;
}

/** What can be read of an account. */
export interface AccountDetails {
  readonly name: string;
  readonly urls: readonly string[];
  readonly apps: readonly string[];
  readonly loginType: LoginType;
  readonly login: string;
}

/**
 * What is wrong with what the server gave.
 * - `swapped`: it is of another account.
 * - `replayed`: it is older than what the server said, or than what was seen before.
 * - `damaged`: it was changed, or is no account.
 * - `not_for_this_key`: this key cannot open it, or its beginning is damaged.
 * - `newer_version`: it was written by a newer version of Hesper.
 */
export type AccountTrouble = "swapped" | "replayed" | "damaged" | "not_for_this_key" | "newer_version";

/** What lies sealed of an account, as one answer of the server gave it. */
export interface SealedParts {
  /** What the server said stands in the sealed part. */
  readonly sealedRevision: number;
  /** An age file, Base64. */
  readonly sealed: string;
  /** Of a private account: what can be read of it, an age file, Base64. Of others null. */
  readonly details: string | null;
}

export interface StoredAccount {
  /** A UUID in lower case. */
  readonly id: string;
  readonly kind: KeyAccountKind;
  /** Of the account, as the server last said. */
  readonly revision: number;
  /** Of a personal or shared account, as the server last said; of a private one null. */
  readonly details: AccountDetails | null;
  /** The parts that were good when they were last opened; those that came first where none was opened yet. */
  readonly parts: SealedParts;
  /** What came after and was not opened yet. Null: nothing did, or it was opened and is `parts` now, or was refused. */
  readonly newer: SealedParts | null;
  /** The highest revision that was seen inside of a sealed part of this account; 0: none was opened yet. */
  readonly seenRevision: number;
  readonly updatedAt: string;
  /** Of the newest that the server gave. The one that was good before is kept, and opened. */
  readonly trouble: AccountTrouble | null;
}

export interface StorageReader {
  getRecord(): Promise<KeyRecord | null>;
  getAccount(id: string): Promise<StoredAccount | null>;
  /** In order of id, those after this one. For stores that hold thousands. */
  listAccounts(page: { readonly after: string | null; readonly limit: number }): Promise<readonly StoredAccount[]>;
}

/** What `change` hands in. Everything reads what the same change wrote before. */
export interface StorageTx extends StorageReader {
  putRecord(record: KeyRecord): Promise<void>;
  putAccount(account: StoredAccount): Promise<void>;
  /** An account that is not there is removed already. */
  removeAccount(id: string): Promise<void>;
  /**
   * Everything that was written before is gone afterwards, so that it cannot be read from the medium by this program any
   * more. What the same change puts after it is kept.
   */
  wipe(): Promise<void>;
}

export interface KeyStorage {
  /**
   * Runs alone, over all processes, tabs and workers that use the store; what it writes is kept as a whole or not at all,
   * also when the power goes. `work` awaits nothing but the store: no network, no hashing. What it throws is thrown on,
   * and nothing is kept then.
   */
  change<T>(work: (tx: StorageTx) => Promise<T>): Promise<T>;
  /** Sees the store as it was at one moment. */
  read<T>(work: (tx: StorageReader) => Promise<T>): Promise<T>;
}
