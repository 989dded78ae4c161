// The store in a real Chromium: whole or not at all, alone over tabs, nothing left of what was wiped, and nothing believed
// that is no record.
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildPackage, PackagePage } from "../../../../scripts/test-chromium.ts";
import type * as Storage from "./storage.ts";

type InPage = { store: typeof Storage };
let browser: PackagePage;
beforeAll(async () => {
  browser = await PackagePage.open(await buildPackage(import.meta.dirname, "storage.ts", "store"));
});
afterAll(() => browser?.close());

const policy = { pinMinimumLength: 6, wrongPins: 10, lockAfterMinutes: 15, offlineDays: 14 };
const idOf = (number: number) => `01890a5d-ac96-774b-bcce-${String(number).padStart(12, "0")}`;
const record = {
  v: 1,
  server: "https://hesper.example.org",
  installation: "Hesper",
  keyId: idOf(0),
  name: "Laptop",
  employee: { id: idOf(1), name: "Ada Lovelace", email: "ada@example.org" },
  token: "token-of-the-key",
  recipientKind: "x25519",
  recipient: "age1",
  lockedIdentity: "",
  securityKeys: [],
  policy,
  status: "active",
  reason: null,
  revision: 0,
  lastContactMs: 0,
  latestMs: 0,
  wrongPins: 0,
  lockNumber: 0,
  pinLock: null,
  knownKeys: [],
  receipts: { applied: [], removed: [], revision: 0 },
} as const;
const accountOf = (number: number) => ({
  id: idOf(number),
  kind: "personal" as const,
  revision: 1,
  details: null,
  parts: { sealedRevision: 1, sealed: "sealed-part", details: null },
  newer: null,
  seenRevision: 0,
  updatedAt: "2026-03-01T12:00:00Z",
  trouble: null,
});

it("keeps a change as a whole, or nothing of it, and gives what was kept to whoever opens it next", async () => {
  const accounts = [3, 1, 2].map(accountOf);
  const found = await browser.page.evaluate(
    async ([record, accounts]) => {
      const { IndexedStorage } = (globalThis as unknown as InPage).store;
      const storage = new IndexedStorage();
      const within = await storage.change(async (tx) => {
        await tx.putRecord(record);
        for (const account of accounts) await tx.putAccount(account);
        // What the same change wrote is read.
        return (await tx.listAccounts({ after: null, limit: 2 })).map(({ id }) => id);
      });
      let leaked: { removeAccount(id: string): Promise<void> } | null = null;
      const torn = await storage
        .change(async (tx) => {
          leaked = tx;
          await tx.removeAccount(accounts[1]?.id ?? "");
          await tx.putRecord({ ...record, revision: 9 });
          // Something else is awaited: it is whole all the same.
          await new Promise((resolve) => setTimeout(resolve, 20));
          throw new Error("power cut");
        })
        .catch((error) => String(error));
      const late = await (leaked as unknown as { removeAccount(id: string): Promise<void> })
        .removeAccount("x")
        .catch((error) => String(error));
      storage.close();
      const again = new IndexedStorage();
      const kept = await again.read(async (tx) => ({
        record: await tx.getRecord(),
        page: await tx.listAccounts({ after: accounts[1]?.id ?? null, limit: 1 }),
        none: await tx.getAccount("x"),
      }));
      const overlaid = await again.change(async (tx) => {
        await tx.removeAccount(accounts[1]?.id ?? "");
        return (await tx.listAccounts({ after: null, limit: 2 })).map(({ id }) => id);
      });
      return { within, torn, late, kept, overlaid };
    },
    [record, accounts] as const,
  );
  expect(found).toEqual({
    within: [idOf(1), idOf(2)],
    torn: "Error: power cut",
    late: "Error: The change is over.",
    kept: { record, page: [accountOf(2)], none: null },
    overlaid: [idOf(2), idOf(3)],
  });
});

// Two tabs that both read the number and then both wrote it would lose some of the counts.
it("counts right over two tabs, one of which is closed in the middle of its changes", async () => {
  const page = browser.page;
  await page.evaluate(
    async ([record]) => {
      await new (globalThis as unknown as InPage).store.IndexedStorage().change((tx) => tx.putRecord(record));
    },
    [record] as const,
  );
  const other = await page.context().newPage();
  await other.goto(page.url());
  let acknowledged = 0;
  await other.exposeFunction("acknowledge", () => {
    acknowledged += 1;
  });
  const closed = new Promise<void>((resolve) => other.on("close", () => resolve()));
  const count = async ([rounds, accounts]: readonly [number, readonly ReturnType<typeof accountOf>[]]) => {
    const storage = new (globalThis as unknown as InPage).store.IndexedStorage();
    for (let round = 0; round < rounds; round++) {
      await storage.change(async (tx) => {
        const before = await tx.getRecord();
        if (!before) throw new Error("It is gone.");
        await tx.putRecord({ ...before, wrongPins: before.wrongPins + 1 });
        for (const account of accounts) await tx.putAccount({ ...account, seenRevision: before.wrongPins + 1 });
      });
      (globalThis as { acknowledge?: () => void }).acknowledge?.();
    }
  };
  const accounts = Array.from({ length: 20 }, (_, at) => accountOf(at + 100));
  const dying = other.evaluate(count, [10_000, accounts] as const).catch(() => {});
  const living = page.evaluate(count, [40, accounts] as const);
  await expect.poll(() => acknowledged, { interval: 5 }).toBeGreaterThan(20);
  await other.close();
  await Promise.all([closed, dying, living]);
  const found = await page.evaluate(async () => {
    const storage = new (globalThis as unknown as InPage).store.IndexedStorage();
    return await storage.read(async (tx) => ({
      count: (await tx.getRecord())?.wrongPins ?? 0,
      seen: (await tx.listAccounts({ after: null, limit: 1000 })).map(({ seenRevision }) => seenRevision),
    }));
  });
  // One more for the change that was kept, and not heard of.
  expect(found.count).toBeGreaterThanOrEqual(acknowledged + 40);
  expect(new Set(found.seen.filter((seen) => seen > 0))).toEqual(new Set([found.count]));
});

it("reads what a version before security keys has kept, and looks at each of them", async () => {
  const slot = {
    credentialId: "AQID",
    name: "Blue",
    transports: ["usb"],
    salt: "A".repeat(43).concat("="),
    sealedIdentity: "YWdl",
    addedAtMs: 1,
  };
  const found = await browser.page.evaluate(
    async ([record, slot]) => {
      const storage = new (globalThis as unknown as InPage).store.IndexedStorage();
      const { securityKeys: _, ...before } = record;
      const read = async (written: object) => {
        await storage.change((tx) => tx.putRecord(written as never));
        return await storage
          .read((tx) => tx.getRecord())
          .then(
            (kept) => kept?.securityKeys,
            ({ code }) => code,
          );
      };
      const odd = [
        { ...slot, salt: "short" },
        { ...slot, more: 1 },
        { ...slot, transports: "usb" },
      ];
      const refused = [];
      for (const one of odd) refused.push(await read({ ...record, securityKeys: [one] }));
      return { before: await read(before), kept: await read({ ...record, securityKeys: [slot] }), refused };
    },
    [record, slot] as const,
  );
  expect(found).toEqual({ before: [], kept: [slot], refused: ["store_damaged", "store_damaged", "store_damaged"] });
});

it("leaves nothing of what was wiped, and does not believe what is no record", async () => {
  const found = await browser.page.evaluate(
    async ([record, account]) => {
      const storage = new (globalThis as unknown as InPage).store.IndexedStorage();
      await storage.change(async (tx) => {
        await tx.putAccount(account);
        await tx.wipe();
        await tx.putRecord({ ...record, lockedIdentity: null });
        return await tx.getAccount(account.id);
      });
      const left = await storage.read(async (tx) => [
        await tx.listAccounts({ after: null, limit: 1000 }),
        (await tx.getRecord())?.lockedIdentity,
      ]);
      const codes: unknown[] = [];
      for (const wrong of [{ ...record, token: 1 }, { ...record, more: 1 }, { v: 2 }, "text", null]) {
        const database: IDBDatabase = await new Promise((resolve) => {
          const request = indexedDB.open("hesper-key");
          request.onsuccess = () => resolve(request.result);
        });
        await new Promise<void>((resolve) => {
          const transaction = database.transaction("records", "readwrite");
          transaction.objectStore("records").put(wrong, "key");
          transaction.oncomplete = () => resolve();
        });
        database.close();
        codes.push(await storage.read((tx) => tx.getRecord()).catch(({ code }) => code));
      }
      return { left, codes };
    },
    [record, accountOf(1)] as const,
  );
  expect(found.left).toEqual([[], null]);
  expect(new Set(found.codes)).toEqual(new Set(["store_damaged"]));
});
