// Works that wait at the same moment share a transaction of SQLite. What would break: one that fails takes others with it,
// somebody is answered before the disk has it, or a handle of one writes into the work of another.
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { TestServer } from "../testing/harness.ts";
import { type Database, inTransaction, onCommit, type Tx } from "./database.ts";
import { holding } from "./holding.ts";
import { prepared } from "./prepared.ts";

const server = new TestServer();
let db: Database;
let other: Hesper;
beforeAll(async () => {
  await server.start();
  other = await server.start();
  db = server.hesper.db;
});
afterAll(() => server.stop());
beforeEach(async () => {
  await db.deleteFrom("setup_tokens").execute();
});

const inserted = prepared((handle, { name }: { name: string }) =>
  handle.insertInto("setup_tokens").values({ token_hash: name, created_at: 1 }),
);
const add = (tx: Tx, name: string) => inserted(tx, { name });
const names = async () =>
  (await db.selectFrom("setup_tokens").select("token_hash").orderBy("token_hash").execute()).map(
    (row) => row.token_hash,
  );

it("one that fails takes back what it did, and nothing else", async () => {
  const works = Array.from({ length: 12 }, (_, at) =>
    inTransaction(db, async (tx) => {
      await add(tx, `work-${String(at).padStart(2, "0")}`);
      if (at % 3 === 0) throw new Error(`No ${at}.`);
      return at;
    }),
  );
  const settled = await Promise.allSettled(works);
  expect(settled.map(({ status }) => status)).toEqual(
    Array.from({ length: 12 }, (_, at) => (at % 3 === 0 ? "rejected" : "fulfilled")),
  );
  expect(await names()).toEqual(["01", "02", "04", "05", "07", "08", "10", "11"].map((at) => `work-${at}`));
});

it("what fails in the database fails alone too, and is told to whom it belongs", async () => {
  const settled = await Promise.allSettled(
    ["a", "b", "a", "c"].map((name) => inTransaction(db, (tx) => add(tx, name))),
  );
  // Each of PostgreSQL's has a connection of its own: which of the two is first is theirs to settle.
  const [first, , second] = settled.map(({ status }) => status);
  expect([first, second].toSorted()).toEqual(["fulfilled", "rejected"]);
  expect([settled[1]?.status, settled[3]?.status]).toEqual(["fulfilled", "fulfilled"]);
  expect(await names()).toEqual(["a", "b", "c"]);
});

it("nobody is answered, and nothing is done in memory, before another connection sees all of it", async () => {
  const seen: number[] = [];
  const seenByOther = async () =>
    (await other.db.selectFrom("setup_tokens").select("token_hash").execute()).map((row) => row.token_hash);
  await Promise.all(
    ["a", "b", "c"].map(async (name) => {
      await inTransaction(db, async (tx) => {
        await add(tx, name);
        onCommit(tx, () => seen.push(1));
        onCommit(tx, () => seen.push(2));
      });
      expect(await seenByOther()).toContain(name);
    }),
  );
  expect(seen).toEqual([1, 2, 1, 2, 1, 2]);
});

it("what was rolled back has had no effects, also where it was tried again", async () => {
  const effects: string[] = [];
  let tries = 0;
  const works = [0, 1, 2].map((at) =>
    inTransaction(db, async (tx) => {
      onCommit(tx, () => effects.push(`${at}`));
      await add(tx, `at ${at}`);
      if (at !== 1) return;
      tries += 1;
      // As SQLite says that another process writes: all of it is run again.
      if (tries === 1) throw Object.assign(new Error("database is locked"), { errcode: 5, code: "40001" });
    }),
  );
  await Promise.all(works);
  expect(tries).toBe(2);
  expect(effects.toSorted()).toEqual(["0", "1", "2"]);
  expect(await names()).toEqual(["at 0", "at 1", "at 2"]);
});

it("a handle is good for its work only", async () => {
  let kept: Tx | null = null;
  const works = [
    inTransaction(db, async (tx) => {
      kept = tx;
      await add(tx, "own");
    }),
    inTransaction(db, async () => {
      if (kept) await add(kept, "strange");
    }),
    inTransaction(db, (tx) => add(tx, "other")),
  ];
  const settled = await Promise.allSettled(works);
  // Each of PostgreSQL's has a connection of its own, which refuses when it is over, or waits for the work it belongs to.
  expect(settled.map(({ status }) => status).filter((status) => status === "fulfilled").length).toBeGreaterThan(1);
  if (settled[1]?.status === "rejected") expect(await names()).toEqual(["other", "own"]);
  await expect((async () => kept && add(kept, "late"))()).rejects.toThrow();
  expect(await names()).not.toContain("late");
});

it("sixteen at once on two servers, each of which has read before it writes, lose nothing", async () => {
  await inTransaction(db, async (tx) => {
    await tx.insertInto("setup_tokens").values({ token_hash: "counter", created_at: 0 }).execute();
  });
  const more = (at: Database) =>
    inTransaction(at, async (tx) => {
      const counter = tx.selectFrom("setup_tokens").select("created_at").where("token_hash", "=", "counter");
      const { created_at } = await counter.modifyEnd(holding(tx, "alone")).executeTakeFirstOrThrow();
      await tx
        .updateTable("setup_tokens")
        .set({ created_at: Number(created_at) + 1 })
        .where("token_hash", "=", "counter")
        .execute();
    });
  await Promise.all(Array.from({ length: 16 }, (_, at) => more(at % 2 ? db : other.db)));
  const row = await db.selectFrom("setup_tokens").select("created_at").executeTakeFirstOrThrow();
  expect(Number(row.created_at)).toBe(16);
});
