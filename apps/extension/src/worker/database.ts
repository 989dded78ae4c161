// The database of the browser that the store lies in, as promises.

const name = "hesper-key";
const version = 1;
/** One record under one name; accounts by their id. */
export const recordsStore = "records";
export const accountsStore = "accounts";
export const recordName = "key";

export function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The store did not answer."));
  });
}

/** Resolves when everything lies on the medium, as far as the browser can say. */
export function kept(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("The store kept nothing of it."));
  });
}

/** Opens it, or makes it. */
export function openDatabase(onGone: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(recordsStore);
      request.result.createObjectStore(accountsStore, { keyPath: "id" });
    };
    request.onsuccess = () => {
      const database = request.result;
      // Another version of the extension, or somebody who clears what the browser keeps.
      database.onversionchange = () => {
        database.close();
        onGone();
      };
      database.onclose = onGone;
      resolve(database);
    };
    request.onerror = () => reject(request.error ?? new Error("The store does not open."));
  });
}
