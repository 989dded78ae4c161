// Statements that are begun together: kept in order, done or undone together, and none left at work when one fails.
import { afterAll, beforeAll, expect, it } from "vitest";
import { TestServer } from "../testing/harness.ts";
import { atOnce } from "./at-once.ts";
import { besideRequests, inTransaction, type Tx } from "./database.ts";
import { isUniqueViolation } from "./errors.ts";
import { prepared } from "./prepared.ts";

const server = new TestServer();
beforeAll(async () => {
  await server.start();
});
afterAll(() => server.stop());

const put = prepared((db, { hash, at }: { hash: string; at: number }) =>
  db.insertInto("setup_tokens").values({ token_hash: hash, created_at: at }),
);
const move = prepared((db, { hash, by }: { hash: string; by: number }) =>
  db
    .updateTable("setup_tokens")
    .set((eb) => ({ created_at: eb("created_at", "*", by) }))
    .where("token_hash", "=", hash),
);
const read = prepared((db, { hash }: { hash: string }) =>
  db.selectFrom("setup_tokens").select("created_at").where("token_hash", "=", hash),
);
const timeOf = async (hash: string) => (await read(server.hesper.db, { hash })).rows[0]?.created_at;

it("each sees what those before it did", async () => {
  const [, , , seen] = await inTransaction(server.hesper.db, (tx) =>
    atOnce([
      put(tx, { hash: "order", at: 2 }),
      move(tx, { hash: "order", by: 3 }),
      move(tx, { hash: "order", by: 5 }),
      read(tx, { hash: "order" }),
    ]),
  );
  expect(seen.rows).toEqual([{ created_at: 30 }]);
});

it("where one fails all is undone, the error is its own, and nothing goes on afterwards", async () => {
  const { db } = server.hesper;
  let late: Promise<unknown> | null = null;
  let kept: Tx | null = null;
  const failed = inTransaction(db, (tx) => {
    kept = tx;
    const slow = async () => {
      await put(tx, { hash: "before", at: 1 });
      await new Promise((resolve) => setTimeout(resolve, 50));
      // In a transaction that has failed PostgreSQL takes nothing more, which is not why it failed.
      late = put(tx, { hash: "late", at: 1 });
      await late;
    };
    return atOnce([slow(), put(tx, { hash: "order", at: 1 }), put(tx, { hash: "after", at: 1 })]);
  });
  expect(isUniqueViolation(await failed.catch((error) => error))).toBe(true);
  expect(late).not.toBeNull();
  const times = await Promise.all(["before", "late", "after", "order"].map(timeOf));
  expect(times).toEqual([undefined, undefined, undefined, 30]);
  await expect(put(kept as unknown as Tx, { hash: "gone", at: 1 })).rejects.toThrow("This transaction is over");
});

it("beside the requests each gets its own answer too", async () => {
  const { db } = server.hesper;
  const seen = await besideRequests(db, server, (beside) =>
    inTransaction(beside, (tx) =>
      atOnce([
        put(tx, { hash: "beside", at: 7 }),
        read(tx, { hash: "beside" }),
        move(tx, { hash: "beside", by: 3 }),
        read(tx, { hash: "beside" }),
      ]),
    ),
  );
  expect([seen[1].rows, seen[3].rows]).toEqual([[{ created_at: 7 }], [{ created_at: 21 }]]);
  expect(await timeOf("beside")).toBe(21);
});

it("many transactions at once each get their own answers", async () => {
  const { db } = server.hesper;
  const one = async (at: number) => {
    const hash = `many ${at}`;
    const [, seen] = await inTransaction(db, (tx) => atOnce([put(tx, { hash, at }), read(tx, { hash })]));
    return seen.rows[0]?.created_at;
  };
  const numbers = Array.from({ length: 60 }, (_, at) => at);
  expect(await Promise.all(numbers.map(one))).toEqual(numbers);
});
