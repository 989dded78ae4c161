// The tables of budgets and address buckets. Each row is locked before it is read.
import type { Handle, Tx } from "../database/database.ts";
import { prepared } from "../database/prepared.ts";

export interface BudgetRow {
  readonly failures: number;
  readonly next_allowed_at: number;
  readonly disabled_at: number | null;
}

const writtenBudget = prepared((db, { key, nowMs }: { key: string; nowMs: number }) =>
  db
    .insertInto("attempt_budgets")
    .values({ key, failures: 0, next_allowed_at: 0, updated_at: nowMs, disabled_at: null })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ updated_at: nowMs }))
    .returning(["failures", "next_allowed_at", "disabled_at"]),
);

/** The budget of a key, made when there is none, held until the transaction ends. */
export async function lockBudget(tx: Tx, key: string, nowMs: number): Promise<BudgetRow> {
  return theRow((await writtenBudget(tx, { key, nowMs })).rows);
}

function theRow<T>([row]: readonly T[]): T {
  if (row === undefined) throw new Error("What was written is not there.");
  return row;
}

const counted = prepared((db, { key, failures, next_allowed_at, disabled_at }: BudgetRow & { key: string }) =>
  db.updateTable("attempt_budgets").set({ failures, next_allowed_at, disabled_at }).where("key", "=", key),
);

export async function countAttempt(tx: Tx, key: string, change: BudgetRow): Promise<void> {
  await counted(tx, { key, ...change });
}

const removedBudget = prepared((db, { key }: { key: string }) =>
  db.deleteFrom("attempt_budgets").where("key", "=", key),
);

export async function removeBudget(tx: Tx, key: string): Promise<void> {
  await removedBudget(tx, { key });
}

export async function removeBudgets(tx: Tx, prefix: string): Promise<void> {
  await tx.deleteFrom("attempt_budgets").where("key", "like", `${prefix}%`).execute();
}

type Four = Readonly<Record<"one" | "two" | "three" | "four", string>>;

const disabled = prepared((db, { one, two, three, four }: Four) =>
  db
    .selectFrom("attempt_budgets")
    .select("key")
    .where("key", "in", [one, two, three, four])
    .where("disabled_at", "is not", null),
);

/** @param keys one to four. @returns those of them that are switched off. */
export async function findDisabled(db: Handle, keys: readonly string[]): Promise<Set<string>> {
  const [one = "", two = one, three = one, four = one, ...more] = keys;
  if (more.length > 0) throw new Error("Four factors are asked about at most.");
  const { rows } = await disabled(db, { one, two, three, four });
  return new Set(rows.map(({ key }) => key));
}

interface Idle {
  readonly beforeMs: number;
  /** So many in one go. */
  readonly most: number;
}

/** Some budgets of keys with this beginning that nobody has touched for long. @returns whether there may be more. */
export async function removeIdleBudgets(tx: Tx, prefix: string, { beforeMs, most }: Idle): Promise<boolean> {
  const some = tx.selectFrom("attempt_budgets").select("key").where("updated_at", "<", beforeMs);
  const removed = await tx
    .deleteFrom("attempt_budgets")
    .where("key", "in", some.where("key", "like", `${prefix}%`).limit(most))
    // Asked again: an attempt that was counted while this waited for the row is not forgotten.
    .where("updated_at", "<", beforeMs)
    .executeTakeFirst();
  return Number(removed.numDeletedRows) === most;
}

interface Bucket {
  readonly address: string;
  readonly tokens: number;
  readonly nowMs: number;
}

const writtenBucket = prepared((db, { address, tokens, nowMs }: Bucket) =>
  db
    .insertInto("address_buckets")
    .values({ address, tokens, updated_at: nowMs })
    .onConflict((conflict) =>
      conflict.column("address").doUpdateSet((eb) => ({ tokens: eb.ref("address_buckets.tokens") })),
    )
    .returning(["tokens", "updated_at"]),
);

/** The bucket of an address, full where there is none, held until the transaction ends. */
export async function lockBucket(
  tx: Tx,
  address: string,
  full: { tokens: number; nowMs: number },
): Promise<{ tokens: number; updated_at: number }> {
  return theRow((await writtenBucket(tx, { address, ...full })).rows);
}

const filled = prepared((db, { address, tokens, nowMs }: Bucket) =>
  db.updateTable("address_buckets").set({ tokens, updated_at: nowMs }).where("address", "=", address),
);

export async function setBucket(tx: Tx, address: string, tokens: number, nowMs: number): Promise<void> {
  await filled(tx, { address, tokens, nowMs });
}

/** What an address has is never more than a full bucket, which has room for `most` before it is given `tokens`. */
interface Given {
  readonly address: string;
  readonly tokens: number;
  readonly most: number;
  readonly room: number;
}

const givenBack = prepared((db, { address, tokens, most, room }: Given) =>
  db
    .updateTable("address_buckets")
    .set((eb) => ({
      tokens: eb
        .case()
        .when(eb("tokens", ">", room))
        .then(most)
        .else(eb("tokens", "+", tokens))
        .end(),
    }))
    .where("address", "=", address),
);

export async function giveBack(tx: Tx, address: string, tokens: number, most: number): Promise<void> {
  await givenBack(tx, { address, tokens, most, room: most - tokens });
}

const removedBucket = prepared((db, { address }: { address: string }) =>
  db.deleteFrom("address_buckets").where("address", "=", address),
);

/** For one that is full, which is as none. */
export async function removeBucket(tx: Tx, address: string): Promise<void> {
  await removedBucket(tx, { address });
}

/** Some of those that nobody has touched for so long that they are full. @returns whether there may be more. */
export async function removeFullBuckets(tx: Tx, { beforeMs, most }: Idle): Promise<boolean> {
  const some = tx.selectFrom("address_buckets").select("address").where("updated_at", "<", beforeMs).limit(most);
  const removed = await tx
    .deleteFrom("address_buckets")
    .where("address", "in", some)
    // As above.
    .where("updated_at", "<", beforeMs)
    .executeTakeFirst();
  return Number(removed.numDeletedRows) === most;
}
