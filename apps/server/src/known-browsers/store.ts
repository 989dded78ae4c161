// The table of browsers that people have used.
import type { Insertable } from "kysely";
import type { Tx } from "../database/database.ts";
import { prepared } from "../database/prepared.ts";
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

const inserted = prepared((db, { token_hash, employee_id, last_seen_at }: Insertable<Tables["known_browsers"]>) =>
  db.insertInto("known_browsers").values({ token_hash, employee_id, last_seen_at }),
);

export async function insert(tx: Tx, row: Insertable<Tables["known_browsers"]>): Promise<void> {
  await inserted(tx, row);
}

const counted = prepared((db, { employeeId }: { employeeId: EmployeeId }) =>
  db
    .selectFrom("known_browsers")
    .select(({ fn }) => fn.countAll().as("count"))
    .where("employee_id", "=", employeeId),
);

const oldOnes = prepared((db, { employeeId, most }: { employeeId: EmployeeId; most: number }) =>
  db
    .selectFrom("known_browsers")
    .select("token_hash")
    .where("employee_id", "=", employeeId)
    .orderBy("last_seen_at", "desc")
    .offset(most)
    .limit(1000),
);

export async function keepNewest(tx: Tx, employeeId: EmployeeId, most: number): Promise<void> {
  // Nearly nobody has too many, and to count an index is a tenth of the work of sorting rows.
  const [row] = (await counted(tx, { employeeId })).rows;
  if (Number(row?.count) <= most) return;
  const old = (await oldOnes(tx, { employeeId, most })).rows;
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
