// The table of audit events: rows are added, never changed.
import type { Insertable } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";

export async function insertEvent(tx: Tx, row: Insertable<Tables["audit_events"]>): Promise<void> {
  await tx.insertInto("audit_events").values(row).execute();
}

export async function selectEventsAbout(
  db: Handle,
  subjectId: string,
  { limit, before }: { limit: number; before: string | null },
) {
  const mine = db
    .selectFrom("audit_events")
    .select(["id", "type", "at", "address"])
    .where("subject_id", "=", subjectId);
  const page = before === null ? mine : mine.where("id", "<", before);
  return page.orderBy("id", "desc").limit(limit).execute();
}
