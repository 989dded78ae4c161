// What is asked at every request and kept meanwhile: never older than the last commit, whoever made it, and never newer.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { TestServer } from "../testing/harness.ts";
import { askedOften, type Database, inTransaction, type Tx } from "./database.ts";
import { isSqlite } from "./engine.ts";

const server = new TestServer();
let other: Hesper;
beforeAll(async () => {
  await server.start();
  other = await server.start();
});
afterAll(() => server.stop());

let read = 0;
const find = askedOften(
  (db, hash) => db.selectFrom("setup_tokens").select("created_at").where("token_hash", "=", hash),
  ({ created_at }) => {
    read += 1;
    return Number(created_at);
  },
);
const put = (tx: Tx, hash: string, created_at: number) =>
  tx
    .insertInto("setup_tokens")
    .values({ token_hash: hash, created_at })
    .onConflict((conflict) => conflict.column("token_hash").doUpdateSet({ created_at }))
    .execute();
const write = (db: Database, hash: string, at: number) => inTransaction(db, (tx) => put(tx, hash, at));
const remove = (db: Database, hash: string) => db.deleteFrom("setup_tokens").where("token_hash", "=", hash).execute();

it("what is not there is looked for again, and what is there is seen from the commit on", async () => {
  const { db } = server.hesper;
  expect(await find(db, "one")).toBeNull();
  await write(db, "one", 1);
  expect(await find(db, "one")).toBe(1);
  expect(await find(db, "two")).toBeNull();
});

it("whatever this server or another one commits is seen at once, by each of them", async () => {
  const servers = [server.hesper.db, other.db];
  for (let at = 10; at < 20; at += 1) {
    await write(servers[at % 2] ?? server.hesper.db, "one", at);
    expect(await Promise.all(servers.map((db) => find(db, "one")))).toEqual([at, at]);
  }
  await remove(other.db, "one");
  expect(await Promise.all(servers.map((db) => find(db, "one")))).toEqual([null, null]);
});

it("what a transaction has written is seen when it is committed, and never where it is rolled back", async () => {
  const { db } = server.hesper;
  await write(db, "one", 30);
  expect(await find(db, "one")).toBe(30);
  await inTransaction(other.db, async (tx) => {
    await put(tx, "one", 31);
    expect(await find(db, "one")).toBe(30);
  });
  expect(await find(db, "one")).toBe(31);
  const failing = inTransaction(other.db, async (tx) => {
    await put(tx, "one", 32);
    throw new Error("Not this time.");
  });
  await expect(failing).rejects.toThrow("Not this time.");
  expect(await find(db, "one")).toBe(31);
});

it("what was asked before is not read again while nothing was committed", async () => {
  const { db } = server.hesper;
  const hashes = Array.from({ length: 300 }, (_, at) => `many-${at}`);
  await inTransaction(db, async (tx) => {
    for (const [at, hash] of hashes.entries()) await put(tx, hash, at);
  });
  const all = async () => {
    const found: (number | null)[] = [];
    for (const hash of hashes) found.push(await find(db, hash));
    return found;
  };
  expect(await all()).toEqual(hashes.map((_, at) => at));
  const before = read;
  expect(await all()).toEqual(hashes.map((_, at) => at));
  // PostgreSQL is asked each time: it cannot say in no time that nothing was committed.
  expect(read - before).toBe(isSqlite(db) ? 0 : hashes.length);
});
