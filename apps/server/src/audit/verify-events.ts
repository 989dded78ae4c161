// Verifying events: those of a seal against its list, those that name no seal that is there, and those that still wait.
import { sql } from "kysely";
import type { Handle } from "../database/database.ts";
import { timeOfId } from "../security/ids.ts";
import * as chain from "./chain.ts";
import type { SealRow } from "./seal-store.ts";
import { asHashed, selectHashed } from "./store.ts";
import { isoTime } from "./times.ts";
import { type Report, shown } from "./verify-report.ts";

/** Clocks of several servers, and transactions that take long: an event may be so much older than one sealed before. */
const toleranceMs = 300_000;
/** The time of an event is that of its id; older programs read the clock twice. */
const idToleranceMs = 60_000;
const pageOfEvents = 1000;

type Event = chain.HashedEvent & { readonly seal: number | null };

function nameOf({ id, type, at, seal }: Event): string {
  const where = seal === null ? "not sealed" : `seal ${seal}`;
  return `Event ${shown(id)} (${shown(type)}, ${isoTime(at)}, ${where})`;
}

/** In pages, by id. */
async function* eventsOf(db: Handle, seal: number | null): AsyncGenerator<Event> {
  const all = selectHashed(db).where("seal", seal === null ? "is" : "=", seal);
  let page = all;
  for (;;) {
    const rows = await page.orderBy("id").limit(pageOfEvents).execute();
    for (const row of rows) yield asHashed(row);
    const last = rows.at(-1);
    if (!last || rows.length < pageOfEvents) return;
    page = all.where("id", ">", last.id);
  }
}

/**
 * @param floorMs when the seal before ended, or when this one was made if that is earlier, since clocks go back: a
 * server that runs has no older events to seal.
 * @returns how many events there are.
 */
export async function checkEvents(
  db: Handle,
  seal: SealRow,
  { report, floorMs }: { report: Report; floorMs: number },
): Promise<number> {
  const entries = chain.parseEntries(seal.entries ?? "");
  let events = 0;
  for await (const event of eventsOf(db, seal.number)) {
    events += 1;
    const hash = entries.get(event.id);
    entries.delete(event.id);
    if (hash === undefined) {
      report("inserted", `${nameOf(event)} was inserted, or moved here: the seal does not know it.`);
    } else if (hash !== chain.eventHash(event)) report("changed", `${nameOf(event)} was changed after it was sealed.`);
    else checkTime(event, { report, floorMs });
  }
  for (const id of entries.keys()) await reportMissing(db, { id, seal: seal.number }, report);
  return events;
}

/** What was inserted before it was sealed has a seal that fits; but its time or its id may give it away. */
function checkTime(event: Event, { report, floorMs }: { report: Report; floorMs: number }): void {
  const madeAtMs = timeOfId(event.id);
  const at = Number(event.at);
  const inserted = (why: string) => report("inserted", `${nameOf(event)} was inserted: ${why}.`);
  if (madeAtMs === null) inserted("its id is none that a server makes");
  else if (Math.abs(madeAtMs - at) > idToleranceMs) inserted(`its id is one of ${isoTime(madeAtMs)}`);
  else if (at < floorMs - toleranceMs) inserted("it claims to be older than what was sealed before it");
}

async function reportMissing(db: Handle, { id, seal }: { id: string; seal: number }, report: Report): Promise<void> {
  const name = `Event ${shown(id)} (${isoTime(timeOfId(id) ?? 0)}, seal ${seal})`;
  const row = await db
    .selectFrom("audit_events")
    .select(sql<string | null>`cast(seal as text)`.as("seal"))
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row) report("removed", `${name} was removed.`);
  else if (row.seal === null) report("changed", `${name} was taken out of its seal.`);
  else report("changed", `${name} was moved to seal ${row.seal}.`);
}

/** Events that name a seal which is not there. @param last number of the last seal there is. */
export async function checkStrays(db: Handle, { report, last }: { report: Report; last: number }): Promise<void> {
  const groups = await db
    .selectFrom("audit_events")
    .select((eb) => [
      sql<string>`cast(seal as text)`.as("seal"),
      eb.fn.countAll<number>().as("count"),
      eb.fn.min("id").as("first"),
    ])
    .where("seal", "is not", null)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("audit_seals").select("number").whereRef("audit_seals.number", "=", "audit_events.seal"))),
    )
    .groupBy("seal")
    .orderBy("audit_events.seal")
    .execute();
  const beyond = groups.filter(({ seal }) => Number(seal) > last);
  for (const { seal, count, first } of groups.filter((group) => !beyond.includes(group))) {
    const which = Number(count) === 1 ? "names" : `and ${Number(count) - 1} more name`;
    report("inserted", `Event ${shown(first)} ${which} seal ${seal}, which is not there.`);
  }
  const [begin, end] = [beyond.at(0), beyond.at(-1)];
  if (!begin || !end) return;
  const which = begin === end ? `Seal ${begin.seal} is` : `Seals ${begin.seal} to ${end.seal} are`;
  const count = beyond.reduce((sum, group) => sum + Number(group.count), 0);
  report("cut_off", `${which} cut off; ${count} of the events are still there, from event ${shown(begin.first)} on.`);
}

export interface Unsealed {
  /** Not sealed yet: nothing can be said of them. */
  readonly unsealed: number;
  /** Null: none waits. */
  readonly oldestUnsealedMs: number | null;
}

/** An old event cannot wait to be sealed while younger ones have been. */
export async function checkUnsealed(
  db: Handle,
  { report, floorMs }: { report: Report; floorMs: number },
): Promise<Unsealed> {
  let unsealed = 0;
  let oldestUnsealedMs: number | null = null;
  for await (const event of eventsOf(db, null)) {
    unsealed += 1;
    oldestUnsealedMs = Math.min(oldestUnsealedMs ?? Number.POSITIVE_INFINITY, Number(event.at));
    checkTime(event, { report, floorMs });
  }
  return { unsealed, oldestUnsealedMs };
}
