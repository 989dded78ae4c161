// What the keyring keeps, in the database of the browser. A change is worked out in memory and written in one transaction
// at its end: a worker that is stopped in the middle of it leaves nothing of it behind.

import type { StoredAccount } from "@hesper/keyring";
import {
  type KeyRecord,
  KeyringProblem,
  type KeyStorage,
  type StorageReader,
  type StorageTx,
  upgraded,
} from "@hesper/keyring";
import type { Shape } from "../messages/shape.ts";
import { accountsStore, answerOf, kept, openDatabase, recordName, recordsStore } from "./database.ts";
import { keyRecord, storedAccount } from "./stored-shapes.ts";

/** Over all workers and pages of the extension. */
const lockName = "hesper-key-store";
const stores = [recordsStore, accountsStore];

export interface Changed {
  /** Whether accounts were put or removed. */
  readonly accounts: boolean;
}

export class IndexedStorage implements KeyStorage {
  #database: Promise<IDBDatabase> | null = null;
  readonly #onKept: (changed: Changed) => void;

  /** @param onKept is called after each change that was kept. */
  constructor(onKept: (changed: Changed) => void = () => {}) {
    this.#onKept = onKept;
  }

  async change<T>(work: (tx: StorageTx) => Promise<T>): Promise<T> {
    return await navigator.locks.request(lockName, async () => {
      const change = new Change(await this.#open());
      try {
        const outcome = await work(change);
        await change.keep();
        this.#onKept({ accounts: change.changesAccounts });
        return outcome;
      } finally {
        change.end();
      }
    });
  }

  async read<T>(work: (tx: StorageReader) => Promise<T>): Promise<T> {
    const database = await this.#open();
    // One transaction: it sees the store as it was at its beginning.
    return await work(new Reading(database.transaction(stores, "readonly")));
  }

  close(): void {
    this.#database?.then((database) => database.close());
    this.#database = null;
  }

  #open(): Promise<IDBDatabase> {
    const opened = this.#database ?? openDatabase(() => this.#forget(opened));
    this.#database = opened;
    opened.catch(() => this.#forget(opened));
    return opened;
  }

  #forget(gone: Promise<IDBDatabase>): void {
    if (this.#database === gone) this.#database = null;
  }
}

/** @returns what is there, looked at. Throws `KeyringProblem`: `store_damaged`. */
function checked<T>(shape: Shape<T>, value: unknown): T | null {
  if (value === undefined) return null;
  if (!shape(value)) throw new KeyringProblem("store_damaged");
  return value;
}

class Reading implements StorageReader {
  readonly #transaction: IDBTransaction;

  constructor(transaction: IDBTransaction) {
    this.#transaction = transaction;
  }

  async getRecord(): Promise<KeyRecord | null> {
    const stored: unknown = await answerOf(this.#transaction.objectStore(recordsStore).get(recordName));
    return checked(keyRecord, upgraded(stored));
  }

  async getAccount(id: string): Promise<StoredAccount | null> {
    return checked(storedAccount, await answerOf(this.#transaction.objectStore(accountsStore).get(id)));
  }

  async listAccounts({ after, limit }: { after: string | null; limit: number }): Promise<readonly StoredAccount[]> {
    const range = after === null ? null : IDBKeyRange.lowerBound(after, true);
    const found: unknown[] = await answerOf(this.#transaction.objectStore(accountsStore).getAll(range, limit));
    return found.flatMap((one) => checked(storedAccount, one) ?? []);
  }
}

/** Good until its end. Nobody else writes meanwhile, so that it may read in as many transactions as it likes. */
class Change implements StorageTx {
  readonly #database: IDBDatabase;
  #record: KeyRecord | undefined;
  /** Null: removed. */
  readonly #accounts = new Map<string, StoredAccount | null>();
  #hasWiped = false;
  #isOver = false;

  constructor(database: IDBDatabase) {
    this.#database = database;
  }

  get changesAccounts(): boolean {
    return this.#hasWiped || this.#accounts.size > 0;
  }

  end(): void {
    this.#isOver = true;
  }

  #check(): void {
    if (this.#isOver) throw new Error("The change is over.");
  }

  #before(): Reading {
    return new Reading(this.#database.transaction(stores, "readonly"));
  }

  async getRecord(): Promise<KeyRecord | null> {
    this.#check();
    if (this.#record) return this.#record;
    return this.#hasWiped ? null : await this.#before().getRecord();
  }

  async putRecord(record: KeyRecord): Promise<void> {
    this.#check();
    this.#record = record;
  }

  async getAccount(id: string): Promise<StoredAccount | null> {
    this.#check();
    const written = this.#accounts.get(id);
    if (written !== undefined) return written;
    return this.#hasWiped ? null : await this.#before().getAccount(id);
  }

  async putAccount(account: StoredAccount): Promise<void> {
    this.#check();
    this.#accounts.set(account.id, account);
  }

  async removeAccount(id: string): Promise<void> {
    this.#check();
    this.#accounts.set(id, null);
  }

  async listAccounts({ after, limit }: { after: string | null; limit: number }): Promise<readonly StoredAccount[]> {
    this.#check();
    // As many more as may have been removed, so that the page is full.
    const page = { after, limit: limit + this.#accounts.size };
    const before = this.#hasWiped ? [] : await this.#before().listAccounts(page);
    const written = [...this.#accounts.values()].flatMap((one) => one ?? []);
    const others = before.filter(({ id }) => !this.#accounts.has(id));
    const all = [...others, ...written.filter(({ id }) => after === null || id > after)];
    return all.sort((one, other) => (one.id < other.id ? -1 : 1)).slice(0, limit);
  }

  async wipe(): Promise<void> {
    this.#check();
    this.#record = undefined;
    this.#accounts.clear();
    this.#hasWiped = true;
  }

  async keep(): Promise<void> {
    if (!this.#record && this.#accounts.size === 0 && !this.#hasWiped) return;
    const transaction = this.#database.transaction(stores, "readwrite", { durability: "strict" });
    const records = transaction.objectStore(recordsStore);
    const accounts = transaction.objectStore(accountsStore);
    const done = kept(transaction);
    if (this.#hasWiped) {
      records.clear();
      accounts.clear();
    }
    if (this.#record) records.put(this.#record, recordName);
    for (const [id, account] of this.#accounts) {
      if (account) accounts.put(account);
      else accounts.delete(id);
    }
    await done;
  }
}
