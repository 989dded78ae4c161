// Removing old events: whole seals at a time, on record, so that the chain stays verifiable.
import { type Database, inTransaction } from "../database/database.ts";
import type { IdSource } from "../security/ids.ts";
import { getSettings } from "../settings/service.ts";
import { recordEvent, serverOrigin } from "./service.ts";

/** Few at a time: others write in between. */
const sealsAtOnce = 20;
const dayMs = 86_400_000;

/** Removes the events of seals whose youngest is older than the setting. @returns how many events were removed. */
export async function removeOldEvents({ db, ids }: { db: Database; ids: IdSource }): Promise<number> {
  const { auditRetentionDays } = await getSettings(db);
  if (auditRetentionDays === 0) return 0;
  const beforeMs = ids.clock.nowMs() - auditRetentionDays * dayMs;
  let removed = 0;
  for (;;) {
    const events = await removeSome(db, ids, beforeMs);
    if (events === 0) return removed;
    removed += events;
  }
}

async function removeSome(db: Database, ids: IdSource, beforeMs: number): Promise<number> {
  return inTransaction(db, async (tx) => {
    const seals = await tx
      .selectFrom("audit_seals")
      .select(["number", "last_at"])
      .where("entries", "is not", null)
      .orderBy("number")
      .limit(sealsAtOnce)
      .execute();
    // In order, and none after one that is too young: what is left is one unbroken stretch.
    const young = seals.findIndex((seal) => seal.last_at >= beforeMs);
    const numbers = (young === -1 ? seals : seals.slice(0, young)).map((seal) => seal.number);
    const upToSeal = numbers.at(-1);
    if (upToSeal === undefined) return 0;
    const done = await tx.deleteFrom("audit_events").where("seal", "in", numbers).executeTakeFirst();
    await tx.updateTable("audit_seals").set({ entries: null }).where("number", "in", numbers).execute();
    const events = Number(done.numDeletedRows);
    const detail = { upToSeal, events };
    await recordEvent(tx, ids, { type: "audit.removed", actorId: null, subjectId: null, origin: serverOrigin, detail });
    return events;
  });
}
