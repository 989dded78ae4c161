// The table of audit events: rows are added, never changed.
import type { Insertable } from "kysely";
import type { Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";

export async function insertEvent(tx: Tx, row: Insertable<Tables["audit_events"]>): Promise<void> {
  await tx.insertInto("audit_events").values(row).execute();
}
