// The store: whole or not at all, over processes that are killed; nothing left of what was wiped; closed to others.
import { fork } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StorageTx } from "@hesper/keyring";
import { afterAll, expect, it } from "vitest";
import { accountOf, recordAt } from "../testing/records.ts";
import { placeOf } from "./place.ts";
import { openStorage, type SqliteStorage } from "./storage.ts";

const home = mkdtempSync(join(tmpdir(), "hesper-key-store-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const place = (name: string) => placeOf(name, { HESPER_KEY_DIR: home });

const record = recordAt(0);
const account = accountOf;

/** All there are: how many the counting processes get to write is up to the machine. */
const idsOf = (storage: SqliteStorage) =>
  storage.read(async (tx) => {
    const ids: string[] = [];
    for (;;) {
      const page = await tx.listAccounts({ after: ids.at(-1) ?? null, limit: 1000 });
      if (page.length === 0) return ids;
      ids.push(...page.map(({ id }) => id));
    }
  });

it("keeps a change as a whole, or nothing of it, and gives what was kept to whoever opens it next", async () => {
  const storage = await openStorage(place("whole"));
  await storage.change(async (tx) => {
    await tx.putRecord(record);
    for (const id of ["c", "a", "b"]) await tx.putAccount(account(id));
    // What the same change wrote is read.
    expect((await tx.getAccount("b"))?.id).toBe("b");
  });
  const leaked: StorageTx[] = [];
  const torn = storage.change(async (tx) => {
    leaked.push(tx);
    await tx.removeAccount("a");
    await tx.putRecord({ ...record, revision: 9 });
    throw new Error("power cut");
  });
  await expect(torn).rejects.toThrow("power cut");
  await expect(leaked[0]?.removeAccount("a")).rejects.toThrow("The transaction is over.");
  storage.close();
  const again = await openStorage(place("whole"));
  expect(await again.read((tx) => tx.getRecord())).toEqual(record);
  const page = await again.read((tx) => tx.listAccounts({ after: "a", limit: 1 }));
  expect(page).toEqual([account("b")]);
  expect(await again.read((tx) => tx.getAccount("x"))).toBeNull();
  again.close();
});

it("leaves nothing of what was wiped in its files, also where another process was reading meanwhile", async () => {
  const where = place("wiped");
  const inFiles = (words: string) =>
    readdirSync(where.folder).some((name) => readFileSync(join(where.folder, name)).includes(words));
  const [storage, other] = [await openStorage(where), await openStorage(where)];
  await storage.change(async (tx) => {
    await tx.putRecord(record);
    for (let at = 0; at < 300; at++) await tx.putAccount(account(`id-${at}`, `sealed-part-${"x".repeat(2000)}`));
  });
  expect([inFiles("token-of-the-key"), inFiles("sealed-part-xxx")]).toEqual([true, true]);
  await other.read(async (tx) => {
    await tx.getRecord();
    await storage.change((wiping) => wiping.wipe());
  });
  expect(await idsOf(storage)).toEqual([]);
  other.close();
  storage.close();
  const again = await openStorage(where);
  expect([inFiles("token-of-the-key"), inFiles("sealed-part-xxx")]).toEqual([false, false]);
  expect(await again.read((tx) => tx.getRecord())).toBeNull();
  again.close();
});

it("is for its owner only, and is not opened where others could read it", async () => {
  const where = place("closed");
  const storage = await openStorage(where);
  await storage.change((tx) => tx.putRecord(record));
  expect(statSync(where.folder).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(where.folder)) expect(statSync(join(where.folder, name)).mode & 0o777).toBe(0o600);
  storage.close();
  for (const [path, open, closed] of [
    [where.folder, 0o750, 0o700],
    [where.database, 0o604, 0o600],
  ] as const) {
    chmodSync(path, open);
    await expect(openStorage(where)).rejects.toThrow(`chmod ${closed.toString(8)} ${path}`);
    chmodSync(path, closed);
  }
  writeFileSync(where.database, "not a database at all, but long enough to be looked at".repeat(20));
  for (const end of ["-wal", "-shm"]) rmSync(`${where.database}${end}`, { force: true });
  await expect(openStorage(where)).rejects.toThrow("is damaged");
  await expect(async () => placeOf("../x", {})).rejects.toThrow("--key");
});

// Two processes that both read the number and then both wrote it would lose some of the counts.
it("counts right over processes that are killed, and keeps what they acknowledged", async () => {
  const where = place("counted");
  const storage = await openStorage(where);
  await storage.change((tx) => tx.putRecord(record));
  const acknowledged = [0, 0, 0];
  const lives = acknowledged.map(async (_, at) => {
    for (let life = 0; life < 4; life++) {
      const child = fork(join(import.meta.dirname, "../testing/counting-process.ts"), [where.folder]);
      const gone = once(child, "exit");
      child.on("message", () => {
        acknowledged[at] = (acknowledged[at] ?? 0) + 1;
        if ((acknowledged[at] ?? 0) >= (life + 1) * 25 + at) child.kill("SIGKILL");
      });
      await gone;
    }
  });
  await Promise.all(lives);
  const counted = await storage.read(async (tx) => (await tx.getRecord())?.wrongPins ?? 0);
  const said = acknowledged.reduce((sum, one) => sum + one, 0);
  expect(said).toBeGreaterThanOrEqual(300);
  expect(counted).toBeGreaterThanOrEqual(said);
  // One more for each that was killed between the commit and the word of it, and what was on its way when it was.
  expect((await idsOf(storage)).length).toBe(counted);
  storage.close();
});
