// The table of browsers that people have used.
import type { Insertable } from "kysely";
import type { Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { EmployeeId } from "../security/ids.ts";

export async function touch(
  tx: Tx,
  { employeeId, tokenHash, nowMs }: { employeeId: EmployeeId; tokenHash: string; nowMs: number },
): Promise<boolean> {
  const done = await tx
    .updateTable("known_browsers")
    .set({ last_seen_at: nowMs })
    .where("token_hash", "=", tokenHash)
    .where("employee_id", "=", employeeId)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

/** Whether somebody uses this browser: a token that we never gave is not taken over. */
export async function isAnybodys(tx: Tx, tokenHash: string): Promise<boolean> {
  const query = tx.selectFrom("known_browsers").select("token_hash").where("token_hash", "=", tokenHash);
  return (await query.limit(1).executeTakeFirst()) !== undefined;
}

export async function insert(tx: Tx, row: Insertable<Tables["known_browsers"]>): Promise<void> {
  await tx.insertInto("known_browsers").values(row).execute();
}

export async function keepNewest(tx: Tx, employeeId: EmployeeId, most: number): Promise<void> {
  const mine = tx.selectFrom("known_browsers").select(["token_hash"]).where("employee_id", "=", employeeId);
  const old = await mine.orderBy("last_seen_at", "desc").offset(most).limit(1000).execute();
  if (old.length === 0) return;
  const hashes = old.map((row) => row.token_hash);
  await tx
    .deleteFrom("known_browsers")
    .where("employee_id", "=", employeeId)
    .where("token_hash", "in", hashes)
    .execute();
}

export async function removeUnused(tx: Tx, beforeMs: number): Promise<void> {
  await tx.deleteFrom("known_browsers").where("last_seen_at", "<", beforeMs).execute();
}
