// The tables of budgets and address buckets. Each row is locked before it is read.
import type { Handle, Tx } from "../database/database.ts";

export interface BudgetRow {
  readonly failures: number;
  readonly next_allowed_at: number;
  readonly disabled_at: number | null;
}

/** The budget of a key, made when there is none, held until the transaction ends. */
export async function lockBudget(tx: Tx, key: string, nowMs: number): Promise<BudgetRow> {
  await tx
    .insertInto("attempt_budgets")
    .values({ key, failures: 0, next_allowed_at: 0, updated_at: nowMs, disabled_at: null })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ updated_at: nowMs }))
    .execute();
  const query = tx.selectFrom("attempt_budgets").select(["failures", "next_allowed_at", "disabled_at"]);
  return query.where("key", "=", key).executeTakeFirstOrThrow();
}

export async function countAttempt(
  tx: Tx,
  key: string,
  change: { failures: number; next_allowed_at: number; disabled_at: number | null },
): Promise<void> {
  await tx.updateTable("attempt_budgets").set(change).where("key", "=", key).execute();
}

export async function removeBudget(tx: Tx, key: string): Promise<void> {
  await tx.deleteFrom("attempt_budgets").where("key", "=", key).execute();
}

export async function removeBudgets(tx: Tx, prefix: string): Promise<void> {
  await tx.deleteFrom("attempt_budgets").where("key", "like", `${prefix}%`).execute();
}

export async function isDisabled(db: Handle, key: string): Promise<boolean> {
  const query = db.selectFrom("attempt_budgets").select("key").where("key", "=", key);
  return (await query.where("disabled_at", "is not", null).executeTakeFirst()) !== undefined;
}

/** Budgets of keys with this beginning that nobody has touched for long. */
export async function removeIdleBudgets(tx: Tx, prefix: string, beforeMs: number): Promise<void> {
  const idle = tx.deleteFrom("attempt_budgets").where("updated_at", "<", beforeMs);
  await idle.where("key", "like", `${prefix}%`).execute();
}

export async function lockBucket(
  tx: Tx,
  address: string,
  full: { tokens: number; nowMs: number },
): Promise<{ tokens: number; updated_at: number }> {
  await tx
    .insertInto("address_buckets")
    .values({ address, tokens: full.tokens, updated_at: full.nowMs })
    .onConflict((conflict) =>
      conflict.column("address").doUpdateSet((eb) => ({ tokens: eb.ref("address_buckets.tokens") })),
    )
    .execute();
  const query = tx.selectFrom("address_buckets").select(["tokens", "updated_at"]);
  return query.where("address", "=", address).executeTakeFirstOrThrow();
}

export async function setBucket(tx: Tx, address: string, tokens: number, nowMs: number): Promise<void> {
  await tx.updateTable("address_buckets").set({ tokens, updated_at: nowMs }).where("address", "=", address).execute();
}

export async function giveBack(tx: Tx, address: string, tokens: number, most: number): Promise<void> {
  await tx
    .updateTable("address_buckets")
    .set((eb) => ({
      tokens: eb
        .case()
        .when(eb("tokens", ">", most - tokens))
        .then(most)
        .else(eb("tokens", "+", tokens))
        .end(),
    }))
    .where("address", "=", address)
    .execute();
}

export async function removeFullBuckets(tx: Tx, beforeMs: number): Promise<void> {
  await tx.deleteFrom("address_buckets").where("updated_at", "<", beforeMs).execute();
}
