// A store in memory that keeps what a store promises, and checks what the keyring promises to it.
import type { KeyRecord, KeyStorage, StorageReader, StorageTx, StoredAccount } from "../storage.ts";

interface Contents {
  readonly record: KeyRecord | null;
  readonly accounts: ReadonlyMap<string, StoredAccount>;
}

const longestPage = 1000;

export class MemoryStorage implements KeyStorage {
  #contents: Contents = { record: null, accounts: new Map() };
  #queue: Promise<unknown> = Promise.resolve();
  readonly #onStep: (step: string) => void;
  /** Changes that were kept. */
  changes = 0;

  /** @param onStep is called before and after a change is kept: what it throws is a power cut. */
  constructor(onStep: (step: string) => void = () => {}) {
    this.#onStep = onStep;
  }

  get record(): KeyRecord {
    if (!this.#contents.record) throw new Error("There is no record.");
    return this.#contents.record;
  }

  get accounts(): readonly StoredAccount[] {
    return [...this.#contents.accounts.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  /** All that would lie on the medium. */
  get text(): string {
    return JSON.stringify([this.#contents.record, this.accounts]);
  }

  /** The same contents, as a copy of the files would be. */
  copy(onStep: (step: string) => void = () => {}): MemoryStorage {
    const other = new MemoryStorage(onStep);
    other.#contents = this.#contents;
    return other;
  }

  /** As somebody who writes to the files would. */
  tamper(change: (account: StoredAccount) => StoredAccount, record: Partial<KeyRecord> = {}): void {
    const accounts = new Map(this.accounts.map((account) => [account.id, frozen(change(account))]));
    this.#contents = { record: this.#contents.record && frozen({ ...this.#contents.record, ...record }), accounts };
  }

  async change<T>(work: (tx: StorageTx) => Promise<T>): Promise<T> {
    const run = this.#queue.then(async () => {
      const tx = new MemoryTx(this.#contents);
      const result = await alone(work(tx));
      tx.close();
      this.#onStep("before a change is kept");
      this.#contents = tx.contents;
      this.changes += 1;
      this.#onStep("after a change is kept");
      return result;
    });
    this.#queue = run.catch(() => {});
    return await run;
  }

  async read<T>(work: (tx: StorageReader) => Promise<T>): Promise<T> {
    const tx = new MemoryTx(this.#contents);
    const result = await alone(work(tx));
    tx.close();
    return result;
  }
}

/** Everything in here takes microtasks: whatever takes longer awaits something else than the store. */
async function alone<T>(work: Promise<T>): Promise<T> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  const late = new Promise<never>((_, reject) => {
    setImmediate(() => {
      if (!isDone) reject(new Error("What runs in a change awaited something else than the store."));
    });
  });
  return await Promise.race([done, late]);
}

class MemoryTx implements StorageTx {
  #record: KeyRecord | null;
  readonly #accounts: Map<string, StoredAccount>;
  #isOpen = true;

  constructor({ record, accounts }: Contents) {
    this.#record = record;
    this.#accounts = new Map(accounts);
  }

  get contents(): Contents {
    return { record: this.#record, accounts: this.#accounts };
  }

  close(): void {
    this.#isOpen = false;
  }

  #check(id?: string): void {
    if (!this.#isOpen) throw new Error("The change is over.");
    // Names of files, on disks that do not tell case.
    if (id !== undefined && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new Error("No id.");
  }

  async getRecord(): Promise<KeyRecord | null> {
    this.#check();
    return this.#record;
  }

  async putRecord(record: KeyRecord): Promise<void> {
    this.#check();
    this.#record = frozen(record);
  }

  async getAccount(id: string): Promise<StoredAccount | null> {
    this.#check();
    return this.#accounts.get(id) ?? null;
  }

  async putAccount(account: StoredAccount): Promise<void> {
    this.#check(account.id);
    if (!this.#record) throw new Error("An account without a key.");
    this.#accounts.set(account.id, frozen(account));
  }

  async removeAccount(id: string): Promise<void> {
    this.#check(id);
    this.#accounts.delete(id);
  }

  async listAccounts({ after, limit }: { after: string | null; limit: number }): Promise<readonly StoredAccount[]> {
    this.#check();
    if (!(limit >= 1 && limit <= longestPage)) throw new Error("No page has this length.");
    const ids = [...this.#accounts.keys()].sort().filter((id) => after === null || id > after);
    return ids.slice(0, limit).flatMap((id) => this.#accounts.get(id) ?? []);
  }

  async wipe(): Promise<void> {
    this.#check();
    this.#record = null;
    this.#accounts.clear();
  }
}

/** As it comes back from a file. What could not go into one, or is changed later, is found. */
function frozen<T>(value: T): T {
  const read = JSON.parse(JSON.stringify(value), (_, part) =>
    typeof part === "object" && part !== null ? Object.freeze(part) : part,
  ) as T;
  if (JSON.stringify(read) !== JSON.stringify(value)) throw new Error("This would not come back as it was.");
  return read;
}
