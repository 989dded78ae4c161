// The table of audit events: rows are added, sealed, and removed with age; never changed.
import { setImmediate as rest } from "node:timers/promises";
import type { AuditOutcome } from "@hesper/contract";
import { type SelectQueryBuilder, sql } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import { withoutIndex } from "../database/plans.ts";
import { prepared } from "../database/prepared.ts";
import type { Tables } from "../database/tables.ts";
import { firstIdAt, type IdSource, newId, timeOfId } from "../security/ids.ts";
import type { HashedEvent } from "./chain.ts";

export type EventRow = Tables["audit_events"];

const inserted = prepared((db, row: Omit<EventRow, "seal">) =>
  db.insertInto("audit_events").values({
    id: row.id,
    at: row.at,
    type: row.type,
    outcome: row.outcome,
    actor_id: row.actor_id,
    subject_id: row.subject_id,
    address: row.address,
    user_agent: row.user_agent,
    factor: row.factor,
    detail: row.detail,
    seal: null,
  }),
);

/** The time of an event is that of its id: sorting by one is sorting by the other. */
export async function insertEvent(tx: Tx, ids: IdSource, row: Omit<EventRow, "id" | "at" | "seal">): Promise<void> {
  const id = newId<string>(ids);
  const at = timeOfId(id) ?? ids.clock.nowMs();
  await inserted(tx, { ...row, id, at });
}

export async function selectEventsAbout(
  db: Handle,
  subjectId: string,
  { limit, before, types }: { limit: number; before: string | null; types?: readonly string[] | undefined },
) {
  let mine = db
    .selectFrom("audit_events")
    .select(["id", "type", "at", "address", "actor_id", "detail"])
    .where("subject_id", "=", subjectId);
  // The events of a person are few beside those of a type.
  if (types) mine = mine.where(sql<boolean>`${withoutIndex(db, sql.ref("type"))} in (${sql.join(types)})`);
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

type EventQuery = SelectQueryBuilder<Tables, "audit_events", object>;

function filtered(all: EventQuery, filter: EventFilter): EventQuery {
  let query = all;
  if (filter.type !== undefined) query = query.where("type", "=", filter.type);
  if (filter.outcome !== undefined) query = query.where("outcome", "=", filter.outcome);
  if (filter.address !== undefined) query = query.where("address", "=", filter.address);
  if (filter.fromMs !== undefined) query = query.where("id", ">=", firstIdAt(filter.fromMs));
  if (filter.toMs !== undefined) query = query.where("id", "<", firstIdAt(filter.toMs));
  if (filter.actorId !== undefined) query = query.where("actor_id", "=", filter.actorId);
  if (filter.subjectId !== undefined) query = query.where("subject_id", "=", filter.subjectId);
  return query;
}

export interface PageOfEvents {
  readonly limit: number;
  /** The id after which the page goes on. Null: the latest. */
  readonly before: string | null;
}

/** Where filters are combined, so many events are looked at in one go: others are served in between. */
const lookedAtOnce = 4000;
/** Counting what one filter finds needs the index only. */
const countedAtOnce = 50_000;

/** Of all that is asked for, what leaves the fewest events: an index finds them, and the rest is asked of each. */
function narrowest({ actorId, subjectId, address, type, outcome, fromMs, toMs }: EventFilter): EventFilter {
  const time = { fromMs, toMs };
  if (actorId !== undefined) return { actorId, ...time };
  if (subjectId !== undefined) return { subjectId, ...time };
  if (address !== undefined) return { address, ...time };
  return type === undefined ? { outcome, ...time } : { type, ...time };
}

function isCombined({ actorId, subjectId, address, type, outcome }: EventFilter): boolean {
  return [actorId, subjectId, address, type, outcome].filter((one) => one !== undefined).length > 1;
}

/** A stretch of the events that an index finds, the latest first. */
function stretchOf(db: Handle, filter: EventFilter, { limit, before }: PageOfEvents): EventQuery {
  const all = filtered(db.selectFrom("audit_events"), narrowest(filter));
  const page = before === null ? all : all.where("id", "<", before);
  return page.orderBy("id", "desc").limit(limit);
}

/** Those of a stretch for which all that is asked for is true. */
function fitting(db: Handle, filter: EventFilter, stretch: PageOfEvents): EventQuery {
  // The limit inside keeps the database from choosing another index and looking at everything.
  const inside = stretchOf(db, filter, stretch).selectAll().as("audit_events");
  return filtered(db.selectFrom(inside) as unknown as EventQuery, filter);
}

/** The id with which a stretch ends; null: there are fewer events. */
async function endOfStretch(db: Handle, filter: EventFilter, { limit, before }: PageOfEvents): Promise<string | null> {
  const last = stretchOf(db, filter, { limit: 1, before }).offset(limit - 1);
  return (await last.select("id").executeTakeFirst())?.id ?? null;
}

/** What `selectEvents` asks the database. */
export function pageQuery(db: Handle, filter: EventFilter, page: PageOfEvents) {
  const stretch = isCombined(filter) ? fitting(db, filter, { ...page, limit: lookedAtOnce }) : null;
  return (stretch ?? stretchOf(db, filter, page)).selectAll().orderBy("id", "desc").limit(page.limit);
}

/** A page, the latest first. */
export async function selectEvents(db: Handle, filter: EventFilter, page: PageOfEvents): Promise<EventRow[]> {
  if (!isCombined(filter)) return pageQuery(db, filter, page).execute();
  const found: EventRow[] = [];
  let { before } = page;
  for (;;) {
    const end = await endOfStretch(db, filter, { limit: lookedAtOnce, before });
    found.push(...(await pageQuery(db, filter, { limit: page.limit - found.length, before }).execute()));
    if (end === null || found.length >= page.limit) return found;
    before = end;
    await rest();
  }
}

/** What `countEvents` asks the database. */
export function countQuery(db: Handle, filter: EventFilter, stretch: PageOfEvents) {
  const some = isCombined(filter) ? fitting(db, filter, stretch) : stretchOf(db, filter, stretch);
  return db.selectFrom(some.select("id").as("some")).select((eb) => eb.fn.countAll<number>().as("count"));
}

/** @param most where counting stops. @param before only older ones than this id. */
export async function countEvents(
  db: Handle,
  filter: EventFilter,
  { most, before: begin }: { most: number; before: string | null },
): Promise<number> {
  const limit = Math.min(isCombined(filter) ? lookedAtOnce : countedAtOnce, isCombined(filter) ? Infinity : most);
  let count = 0;
  let before = begin;
  for (;;) {
    const stretch = { limit, before };
    count += Number((await countQuery(db, filter, stretch).executeTakeFirstOrThrow()).count);
    before = count >= most ? null : await endOfStretch(db, filter, stretch);
    if (before === null) return Math.min(count, most);
    await rest();
  }
}

export interface KnownPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** What is known of people by their ids; of deleted ones what the event of the deletion says, as long as it is kept. */
export async function selectPeople(db: Handle, ids: readonly string[]): Promise<KnownPerson[]> {
  if (ids.length === 0) return [];
  const present: KnownPerson[] = await db
    .selectFrom("employees")
    .select(["id", "name", "email"])
    .where("id", "in", ids as never)
    .execute();
  const found = new Set(present.map((person) => person.id));
  const gone = await Promise.all(ids.filter((id) => !found.has(id)).map((id) => findDeleted(db, id)));
  return [...present, ...gone.filter((person) => person !== null)];
}

/** One by one: it is among the last events of a person, and found at once however many there are. */
async function findDeleted(db: Handle, id: string): Promise<KnownPerson | null> {
  const row = await db
    .selectFrom("audit_events")
    .select("detail")
    .where("subject_id", "=", id)
    .where("type", "in", ["employee.deleted", "invitation.withdrawn"])
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  const { name, email } = readDetail(row.detail);
  return { id, name: String(name ?? ""), email: String(email ?? "") };
}

export type Detail = Record<string, string | number | boolean | null>;

/** Also of an event that somebody else has changed or written: it must not stop the others from being read. */
export function readDetail(text: string): Detail {
  try {
    const read: unknown = JSON.parse(text);
    const isFlat = typeof read === "object" && read !== null && !Array.isArray(read);
    if (isFlat && Object.values(read).every((value) => value === null || typeof value !== "object"))
      return read as Detail;
  } catch {
    // No JSON: told as it is.
  }
  return { unreadable: text };
}

/** Events to be hashed. Times as texts: one that was tampered with may be no number that a program can hold. */
export function selectHashed(db: Handle) {
  const who = ["actor_id", "subject_id", "address", "user_agent", "factor"] as const;
  const at = sql<string>`cast(at as text)`.as("at");
  return db.selectFrom("audit_events").select(["id", "type", "outcome", ...who, "detail", "seal", at]);
}

/** The same row, with its time as it was hashed. Not copied: that takes longer than to hash it. */
export function asHashed<T extends { at: string }>(row: T): Omit<T, "at"> & Pick<HashedEvent, "at"> {
  const at = Number(row.at);
  return Object.assign(row as Omit<T, "at">, { at: Number.isSafeInteger(at) ? at : row.at });
}
