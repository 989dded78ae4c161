// The table of audit events: rows are added, sealed, and removed with age; never changed.
import type { AuditOutcome } from "@hesper/contract";
import type { Insertable } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";

export type EventRow = Tables["audit_events"];

export async function insertEvent(tx: Tx, row: Omit<Insertable<EventRow>, "seal">): Promise<void> {
  await tx
    .insertInto("audit_events")
    .values({ ...row, seal: null })
    .execute();
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

/** What to look for. A bound of ids stands for one of time: ids sort by the time of making. */
export interface EventFilter {
  readonly type?: string | undefined;
  readonly outcome?: AuditOutcome | undefined;
  readonly address?: string | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly actorId?: string | undefined;
  readonly subjectId?: string | undefined;
}

/** The first id that could have been made at a time (RFC 9562 5.7: the first 48 bits are milliseconds). */
function firstIdAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

function filtered(db: Handle, filter: EventFilter) {
  let query = db.selectFrom("audit_events");
  if (filter.type !== undefined) query = query.where("type", "=", filter.type);
  if (filter.outcome !== undefined) query = query.where("outcome", "=", filter.outcome);
  if (filter.address !== undefined) query = query.where("address", "=", filter.address);
  if (filter.fromMs !== undefined) query = query.where("id", ">=", firstIdAt(filter.fromMs));
  if (filter.toMs !== undefined) query = query.where("id", "<", firstIdAt(filter.toMs));
  if (filter.actorId !== undefined) query = query.where("actor_id", "=", filter.actorId);
  if (filter.subjectId !== undefined) query = query.where("subject_id", "=", filter.subjectId);
  return query;
}

/** The latest first. @param before the id after which the page goes on. */
export async function selectEvents(
  db: Handle,
  filter: EventFilter,
  { limit, before }: { limit: number; before: string | null },
): Promise<EventRow[]> {
  const all = filtered(db, filter).selectAll();
  const page = before === null ? all : all.where("id", "<", before);
  return page.orderBy("id", "desc").limit(limit).execute();
}

/** @param most where counting stops, so that it costs the same however many there are. */
export async function countEvents(db: Handle, filter: EventFilter, most: number): Promise<number> {
  const some = filtered(db, filter).select("id").limit(most).as("some");
  const { count } = await db
    .selectFrom(some)
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** What is known of people by their ids; of deleted ones what the event of the deletion says. */
export async function selectPeople(db: Handle, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const present = await db
    .selectFrom("employees")
    .select(["id", "name", "email"])
    .where("id", "in", ids as never)
    .execute();
  const gone = await db
    .selectFrom("audit_events")
    .select(["subject_id", "detail"])
    .where("type", "in", ["employee.deleted", "invitation.withdrawn"])
    .where("subject_id", "in", ids)
    .execute();
  const deleted = gone.map((row) => {
    const { name = "", email = "" } = JSON.parse(row.detail) as { name?: string; email?: string };
    return { id: row.subject_id ?? "", name, email };
  });
  return [...present, ...deleted];
}
