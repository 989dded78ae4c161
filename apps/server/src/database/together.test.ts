// Writes that come at once share a transaction, and each is on disk before it is answered; one that comes later waits for
// nobody, and a failure is told to all who shared it, and to none after them.
import { afterAll, beforeAll, expect, it } from "vitest";
import { TestServer } from "../testing/harness.ts";
import type { Tx } from "./database.ts";
import { isSqlite } from "./engine.ts";
import { together } from "./together.ts";

const server = new TestServer();
beforeAll(async () => {
  await server.start();
});
afterAll(() => server.stop());

it("of SQLite, many share one transaction; of PostgreSQL each has its own", async () => {
  const { db } = server.hesper;
  const batches: number[] = [];
  const note = together(async (tx: Tx, names: readonly string[]) => {
    batches.push(names.length);
    for (const token_hash of names) await tx.insertInto("setup_tokens").values({ token_hash, created_at: 1 }).execute();
  });
  const count = async () =>
    (await db.selectFrom("setup_tokens").select("token_hash").where("created_at", "=", 1).execute()).length;
  await Promise.all(["a", "b", "c", "d"].map((name) => note(db, name)));
  expect(await count()).toBe(4);
  expect(batches).toEqual(isSqlite(db) ? [4] : [1, 1, 1, 1]);
  // The name is taken: whoever shares the transaction is told, and the next is not concerned.
  const [taken] = await Promise.allSettled([note(db, "a")]);
  expect(taken?.status).toBe("rejected");
  await note(db, "e");
  expect(await count()).toBe(5);
});
