// Removing old events: those of the first seals, on record and signed, so that the chain stays verifiable.
import { setImmediate as rest } from "node:timers/promises";
import type { FastifyBaseLogger } from "fastify";
import { holdName, inTransaction, type Tx } from "../database/database.ts";
import type { Turn } from "../jobs/service.ts";
import { getSettings } from "../settings/service.ts";
import * as chain from "./chain.ts";
import { isSignedRemoval, isSoundSeal, recordRemoval } from "./removals.ts";
import * as store from "./seal-store.ts";
import { publicKeyOf, type SealDeps } from "./seals.ts";
import { recordEvent, serverOrigin } from "./service.ts";
import { asHashed, selectHashed } from "./store.ts";

export type RetentionDeps = SealDeps & { readonly logger: FastifyBaseLogger };

/** So many events are removed in one go, or those of so many seals: others write in between. */
const eventsAtOnce = 1000;
const sealsAtOnce = 100;
const dayMs = 86_400_000;

/**
 * Removes the events of the first seals, up to one that has an event younger than the setting. What does not hold is
 * evidence and stays: a seal that somebody has changed ends the removal, and one whose events were changed keeps them.
 * @returns how many events were removed.
 */
export async function removeOldEvents(deps: RetentionDeps, turn?: Turn): Promise<number> {
  const { auditRetentionDays: days } = await getSettings(deps.db);
  if (days > 0) await decide(deps, days);
  const upTo = (await findRemoval(deps))?.up_to_seal ?? 0;
  const kept: number[] = [];
  let removed = 0;
  for (let after = 0; !turn?.isOver(); await rest()) {
    const done = await removeSome(deps, { after, upTo });
    if (done === null) break;
    after = done.last;
    removed += done.events;
    kept.push(...done.kept);
  }
  if (kept.length > 0) deps.logger.error({ seals: kept.slice(0, sealsAtOnce) }, keptAsEvidence);
  return removed;
}

const keptAsEvidence = "Old audit events were changed and are kept as evidence. Run: hesper audit verify";
const sealsKept = "Old audit events are not removed: a seal was changed. Run: hesper audit verify";

/** How far events were removed by one of the servers; what somebody else says of it does not count. */
async function findRemoval({ db, keyring }: SealDeps): Promise<store.RemovalRow | null> {
  const removals = await store.selectRemovals(db);
  const keys = await keyring.read(db);
  return removals.find((one) => isSignedRemoval(one, (keyId) => publicKeyOf(keys, keyId))) ?? null;
}

/** Puts on record how far events are to be removed from now on; then it is done, in as many turns as it takes. */
async function decide(deps: RetentionDeps, days: number): Promise<void> {
  const { db, ids, keyring } = deps;
  const nowMs = ids.clock.nowMs();
  const beforeMs = nowMs - days * dayMs;
  const before = await findRemoval(deps);
  const old = await findOld(deps, { after: before?.up_to_seal ?? 0, beforeMs });
  if (old === null) return;
  await inTransaction(db, async (tx) => {
    // Another server may have decided meanwhile.
    await holdName(tx, "audit retention");
    if ((await store.selectRemovals(tx))[0]?.up_to_seal !== before?.up_to_seal) return;
    await recordRemoval(tx, await keyring.read(tx), { seal: old.seal, beforeMs, nowMs });
    const detail = { upToSeal: old.seal.number, events: old.events, olderThanDays: days };
    const event = { type: "audit.removed", actorId: null, subjectId: null, origin: serverOrigin } as const;
    await recordEvent(tx, ids, { ...event, detail });
  });
}

/** The last of the seals, from one on, whose events are all old. Null: there is none. */
async function findOld(
  { db, keyring, logger }: RetentionDeps,
  { after, beforeMs }: { after: number; beforeMs: number },
): Promise<{ seal: store.SealRow; events: number } | null> {
  let last: store.SealRow | null = null;
  let events = 0;
  const found = () => (last === null ? null : { seal: last, events });
  for (;;) {
    const before: number = last === null ? after : (last as store.SealRow).number;
    const seals = await store.selectSeals(db, before, sealsAtOnce);
    const keys = await keyring.read(db);
    for (const [at, seal] of seals.entries()) {
      const isNext = seal.number === before + at + 1;
      if (!isNext || seal.entries === null || !isSoundSeal(seal, (keyId) => publicKeyOf(keys, keyId))) {
        logger.error({ seal: seal.number }, sealsKept);
        return found();
      }
      if (seal.last_at >= beforeMs) return found();
      last = seal;
      events += seal.event_count;
    }
    if (seals.length < sealsAtOnce) return found();
    await rest();
  }
}

interface Removed {
  /** Number of the last seal that was looked at. */
  readonly last: number;
  readonly events: number;
  /** Numbers of seals whose events are not those that were sealed. */
  readonly kept: number[];
}

/** Null: there is nothing more to remove. */
async function removeSome({ db }: SealDeps, { after, upTo }: { after: number; upTo: number }): Promise<Removed | null> {
  return inTransaction(db, async (tx) => {
    const seals = fewEvents(await store.selectFullSeals(tx, { after, upTo, limit: sealsAtOnce }));
    const last = seals.at(-1);
    if (!last) return null;
    const kept: number[] = [];
    for (const seal of seals) if (!(await holdsItsEvents(tx, seal))) kept.push(seal.number);
    const numbers = seals.map((seal) => seal.number).filter((number) => !kept.includes(number));
    const events = numbers.length === 0 ? 0 : await store.emptySeals(tx, numbers);
    return { last: last.number, events, kept };
  });
}

/** The first of them, as long as their events are few enough for one go; but one at least. */
function fewEvents(seals: readonly store.SealRow[]): readonly store.SealRow[] {
  let events = 0;
  const end = seals.findIndex((seal) => {
    events += seal.event_count;
    return events > eventsAtOnce;
  });
  return end === -1 ? seals : seals.slice(0, Math.max(1, end));
}

async function holdsItsEvents(tx: Tx, { number, entries, entries_hash, event_count }: store.SealRow): Promise<boolean> {
  const rows = await selectHashed(tx)
    .where("seal", "=", number)
    .orderBy("id")
    .limit(event_count + 1)
    .execute();
  return (
    entries !== null && chain.entriesHash(entries) === entries_hash && chain.entriesOf(rows.map(asHashed)) === entries
  );
}
