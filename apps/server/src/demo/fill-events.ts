// The log-ins of a demo as audit events, day by day, sealed into the chain as the server seals: only the times are made up.
import { eventsInSeal, sealAtOnce, sealEvents } from "../audit/seals.ts";
import { inTransaction } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { createIds, type IdSource, newId } from "../security/ids.ts";
import type { Random } from "../security/random.ts";
import type { Fill } from "./filling.ts";
import { days, eventsOf, type LogInEvent } from "./log-ins.ts";
import { addRows } from "./store.ts";

export interface DemoEvents {
  readonly events: number;
}

/** A server that runs has sealed what happened now: nothing can be added before that any more. */
export class SealedMeanwhile extends Error {}

/** So many in a transaction, which takes a part of a second. */
const eventsAtOnce = 10 * eventsInSeal;

export async function fillEvents(fill: Fill): Promise<DemoEvents> {
  const past = new PastIds(fill.ids.random);
  let waiting: Row[] = [];
  let written = 0;
  const write = async (rows: readonly Row[]) => {
    await writeSealed(fill, rows);
    written += rows.length;
    fill.onRows(rows.length);
  };
  for (const day of days(fill.world)) {
    for (const event of eventsOf(fill.world, day)) {
      waiting.push(rowOf(event, past.at(event.atMs)));
      if (waiting.length < eventsAtOnce) continue;
      await write(waiting);
      waiting = [];
    }
  }
  if (waiting.length > 0) await write(waiting);
  // What was recorded of the demo itself.
  await sealEvents(fill, { all: true });
  return { events: written };
}

async function writeSealed(fill: Fill, rows: readonly Row[]): Promise<void> {
  await inTransaction(fill.db, async (tx) => {
    for (let from = 0; from < rows.length; from += eventsInSeal) {
      const some = rows.slice(from, from + eventsInSeal);
      const seal = await sealAtOnce(tx, fill, some);
      if (seal === null) throw new SealedMeanwhile();
      const sealed = some.map((row) => ({ ...row, seal }));
      await addRows(tx, "audit_events", sealed);
    }
  });
}

type Row = Omit<Tables["audit_events"], "seal">;

/** Ids of events that happened at other times than now: sorting by one is sorting by the other. */
class PastIds {
  #nowMs = 0;
  readonly #ids: IdSource;

  constructor(random: Random) {
    this.#ids = createIds({ nowMs: () => this.#nowMs }, random);
  }

  at(ms: number): string {
    this.#nowMs = ms;
    return newId<string>(this.#ids);
  }
}

function rowOf(event: LogInEvent, id: string): Row {
  const { atMs, type, outcome, actorId, subjectId, address, userAgent, factor, detail } = event;
  const who = { actor_id: actorId, subject_id: subjectId, address, user_agent: userAgent };
  return { id, at: atMs, type, outcome, ...who, factor, detail: JSON.stringify(detail) };
}
