// The tables of the set-up: one row that says when it was completed, and the tokens of printed links.
import type { Insertable } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";

const onlyRow = 1;

export async function insertToken(tx: Tx, row: Insertable<Tables["setup_tokens"]>): Promise<void> {
  await tx.insertInto("setup_tokens").values(row).execute();
}

export async function keepNewestTokens(tx: Tx, count: number): Promise<void> {
  const newest = await tx
    .selectFrom("setup_tokens")
    .select("token_hash")
    .orderBy("created_at", "desc")
    .limit(count)
    .execute();
  const kept = newest.map((row) => row.token_hash);
  if (kept.length === count) await tx.deleteFrom("setup_tokens").where("token_hash", "not in", kept).execute();
}

export async function hasToken(db: Handle, tokenHash: string): Promise<boolean> {
  const query = db.selectFrom("setup_tokens").select("token_hash").where("token_hash", "=", tokenHash);
  return (await query.executeTakeFirst()) !== undefined;
}

export async function removeTokens(tx: Tx): Promise<void> {
  await tx.deleteFrom("setup_tokens").execute();
}

export async function isComplete(db: Handle): Promise<boolean> {
  return (await db.selectFrom("setup").select("id").where("id", "=", onlyRow).executeTakeFirst()) !== undefined;
}

/** True only for the one call that completed the set-up: the primary key lets no second row in. */
export async function complete(tx: Tx, nowMs: number): Promise<boolean> {
  const done = await tx
    .insertInto("setup")
    .values({ id: onlyRow, completed_at: nowMs })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .executeTakeFirst();
  return done.numInsertedOrUpdatedRows === 1n;
}
