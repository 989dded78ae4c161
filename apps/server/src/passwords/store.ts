// The table of password hashes.
import type { Insertable } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import { prepared } from "../database/prepared.ts";
import type { Tables } from "../database/tables.ts";
import type { EmployeeId } from "../security/ids.ts";

const hashOf = prepared((db, { employeeId }: { employeeId: EmployeeId }) =>
  db.selectFrom("passwords").select("hash").where("employee_id", "=", employeeId),
);

export async function findHash(db: Handle, employeeId: EmployeeId): Promise<string | null> {
  return (await hashOf(db, { employeeId })).rows[0]?.hash ?? null;
}

export async function findChangedAtMs(db: Handle, employeeId: EmployeeId): Promise<number | null> {
  const query = db.selectFrom("passwords").select("changed_at").where("employee_id", "=", employeeId);
  return (await query.executeTakeFirst())?.changed_at ?? null;
}

export async function upsert(tx: Tx, row: Insertable<Tables["passwords"]>): Promise<void> {
  await tx
    .insertInto("passwords")
    .values(row)
    .onConflict((conflict) =>
      conflict.column("employee_id").doUpdateSet({ hash: row.hash, changed_at: row.changed_at }),
    )
    .execute();
}

/** @returns whether the hash was still the expected one. */
export async function replaceHash(
  tx: Tx,
  { employeeId, from, to }: { employeeId: EmployeeId; from: string; to: string },
): Promise<boolean> {
  const done = await tx
    .updateTable("passwords")
    .set({ hash: to })
    .where("employee_id", "=", employeeId)
    .where("hash", "=", from)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}
