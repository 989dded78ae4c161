// What the keyring keeps, in one SQLite file that any number of processes may use at once.
import type { DatabaseSync } from "node:sqlite";
import type { KeyRecord, KeyStorage, StorageTx, StoredAccount } from "@hesper/keyring";
// Not from the front door: with that come the vault and all of age, for which a command that asks the agent has no time.
import { upgraded } from "@hesper/keyring/storage";
import { failureOfDisk, isBusy, openDatabase, whenFree } from "./database.ts";
import type { Place } from "./place.ts";

type Reading = Parameters<Parameters<KeyStorage["read"]>[0]>[0];

/** Opens the store, or makes it; see `openDatabase` for what is refused. */
export async function openStorage(place: Place): Promise<SqliteStorage> {
  const storage = new SqliteStorage(await openDatabase(place));
  await storage.finishWiping();
  return storage;
}

export class SqliteStorage implements KeyStorage {
  readonly #database: DatabaseSync;
  /** One connection: transactions of this process wait for each other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  async change<T>(work: (tx: StorageTx) => Promise<T>): Promise<T> {
    const tx = new Transaction(this.#database);
    const result = await this.#inTurn(() => this.#inTransaction("begin immediate", tx, work));
    if (tx.hasWiped) await this.finishWiping();
    return result;
  }

  async read<T>(work: (tx: Reading) => Promise<T>): Promise<T> {
    return await this.#inTurn(() => this.#inTransaction("begin", new Transaction(this.#database), work));
  }

  close(): void {
    this.#database.close();
  }

  /**
   * Takes what was wiped out of the files. Where another process reads at this moment, or the power went in between,
   * whoever opens the store next does it.
   */
  async finishWiping(): Promise<void> {
    await this.#inTurn(async () => {
      try {
        if (this.#database.prepare("select id from scrub").get() === undefined) return;
        this.#database.exec("vacuum");
        if (!this.#emptyLog()) return;
        this.#database.exec("delete from scrub");
        this.#emptyLog();
      } catch (error) {
        if (!isBusy(error)) throw error;
      }
    });
  }

  /** @returns false where another process still reads what is in it. */
  #emptyLog(): boolean {
    return this.#database.prepare("pragma wal_checkpoint(truncate)").get()?.busy === 0;
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act, act);
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #inTransaction<T>(begin: string, tx: Transaction, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const database = this.#database;
    try {
      await whenFree(() => beginNow(database, begin));
      const result = await work(tx);
      database.exec("commit");
      return result;
    } catch (error) {
      throw failureOfDisk(error, database.location() ?? "");
    } finally {
      tx.end();
      // A full disk has ended the transaction already.
      if (database.isTransaction) database.exec("rollback");
    }
  }
}

/** Deferred, a transaction sees the store as it is at its first reading, which another process may be in the way of. */
function beginNow(database: DatabaseSync, begin: string): void {
  try {
    database.exec(`${begin}; select id from record;`);
  } catch (error) {
    if (database.isTransaction) database.exec("rollback");
    throw error;
  }
}

/** Good until its transaction ends. */
class Transaction implements StorageTx {
  readonly #database: DatabaseSync;
  #isOver = false;
  hasWiped = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  end(): void {
    this.#isOver = true;
  }

  #prepare(sql: string) {
    if (this.#isOver) throw new Error("The transaction is over.");
    return this.#database.prepare(sql);
  }

  async getRecord(): Promise<KeyRecord | null> {
    return upgraded(parsed<KeyRecord>(this.#prepare("select content from record").get()));
  }

  async putRecord(record: KeyRecord): Promise<void> {
    this.#prepare("insert or replace into record (id, content) values (1, ?)").run(JSON.stringify(record));
  }

  async getAccount(id: string): Promise<StoredAccount | null> {
    return parsed<StoredAccount>(this.#prepare("select content from accounts where id = ?").get(id));
  }

  async putAccount(account: StoredAccount): Promise<void> {
    const put = this.#prepare("insert or replace into accounts (id, content) values (?, ?)");
    put.run(account.id, JSON.stringify(account));
  }

  async removeAccount(id: string): Promise<void> {
    this.#prepare("delete from accounts where id = ?").run(id);
  }

  async listAccounts({ after, limit }: { after: string | null; limit: number }): Promise<readonly StoredAccount[]> {
    const list = this.#prepare("select content from accounts where id > ? order by id limit ?");
    return list.all(after ?? "", limit).flatMap((row) => parsed<StoredAccount>(row) ?? []);
  }

  async wipe(): Promise<void> {
    this.#prepare("delete from accounts").run();
    this.#prepare("delete from record").run();
    this.#prepare("insert or ignore into scrub (id) values (1)").run();
    this.hasWiped = true;
  }
}

function parsed<T>(row: Record<string, unknown> | undefined): T | null {
  return row === undefined ? null : (JSON.parse(String(row.content)) as T);
}
