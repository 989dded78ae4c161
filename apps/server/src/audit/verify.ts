// Verifying the audit: every event against its seal, every seal against the one before, the end against known heads.
import type { AuditHead } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import * as chain from "./chain.ts";
import { checkDatabase } from "./database-check.ts";
import { isSignedRemoval, type PublicKeyOf } from "./removals.ts";
import * as store from "./seal-store.ts";
import { isoTime } from "./times.ts";
import { checkEvents, checkStrays, checkUnsealed, type Unsealed } from "./verify-events.ts";
import { type Report, shown, stretches } from "./verify-report.ts";

export interface VerifyRequest {
  /** The key that seals of a key id are signed with, Base64url. */
  readonly publicKeyOf: PublicKeyOf;
  /** Heads that were kept elsewhere: the chain must hold each. */
  readonly heads: readonly AuditHead[];
  readonly nowMs: number;
  /** Called for each finding as it is found. */
  readonly report: Report;
  /** Called after each seal, with its number and that of the last. */
  readonly onSeal?: (number: number, last: number) => void;
}

export interface Verification extends Unsealed {
  readonly seals: number;
  /** How many sealed events there are. */
  readonly events: number;
}

type Seal = store.SealRow;

interface Walk {
  readonly db: Handle;
  readonly request: VerifyRequest;
  readonly removal: store.RemovalRow | null;
  /** Seals without a list of events that the record of removal does not account for. */
  readonly emptied: ReturnType<typeof stretches>;
  previous: Seal | null;
  events: number;
  seals: number;
}

const pageOfSeals = 100;

/**
 * Reads everything once, in order, without holding it in memory. Give it a handle that reads at one moment: between two
 * of its queries a server would seal and remove.
 */
export async function verifyAudit(db: Handle, request: VerifyRequest): Promise<Verification> {
  const { report, onSeal, heads, nowMs } = request;
  await checkDatabase(db, report);
  const walk: Walk = {
    db,
    request,
    removal: await findRecord(db, request),
    emptied: stretches((seals, their) =>
      report(
        "removed",
        `The events of ${seals} were removed, and not by the retention setting: ${their} list is gone.`,
      ),
    ),
    previous: null,
    events: 0,
    seals: 0,
  };
  const last = (await store.findLastSeal(db))?.number ?? 0;
  for (;;) {
    const page = await store.selectSeals(db, walk.previous?.number ?? 0, pageOfSeals);
    for (const seal of page) {
      await checkSeal(walk, seal);
      onSeal?.(seal.number, last);
    }
    if (page.length < pageOfSeals) break;
  }
  walk.emptied.end();
  checkRecordEnd(walk);
  await checkNumbers(walk);
  await checkStrays(db, { report, last });
  const unsealed = await checkUnsealed(db, { report, floorMs: Math.min(walk.previous?.last_at ?? 0, nowMs) });
  for (const head of heads) await checkHead(walk, head);
  return { seals: walk.seals, events: walk.events, ...unsealed };
}

/** The record of removal that counts; every other one was forged. */
async function findRecord(db: Handle, { report, publicKeyOf }: VerifyRequest): Promise<store.RemovalRow | null> {
  let found: store.RemovalRow | null = null;
  for (const row of await store.selectRemovals(db)) {
    if (isSignedRemoval(row, publicKeyOf)) found ??= row;
    else
      report("seal_broken", `The record that events up to seal ${row.up_to_seal} were removed is not signed rightly.`);
  }
  return found;
}

async function checkSeal(walk: Walk, seal: Seal): Promise<void> {
  const { report, publicKeyOf } = walk.request;
  const { previous } = walk;
  const name = `seal ${seal.number}`;
  const expected = (previous?.number ?? 0) + 1;
  if (seal.number !== expected) {
    const missing = stretches((seals, their) => report("removed", `Missing: ${seals}, with ${their} events.`));
    missing.add(expected, seal.number - 1);
    missing.end();
  } else if (seal.previous_hash !== (previous?.hash ?? chain.genesis)) {
    report("seal_broken", `${name} does not continue the one before.`);
  }
  if (chain.sealHash(seal) !== seal.hash) report("seal_broken", `${name} was changed: its hash does not fit.`);
  const publicKey = publicKeyOf(seal.key_id);
  if (publicKey === null) report("seal_broken", `${name} is signed with a key that is not this installation's.`);
  else if (!chain.isSignedBy(publicKey, seal.hash, seal.signature)) {
    report("seal_broken", `The signature of ${name} is not right.`);
  }
  checkEntries(walk, seal);
  const floorMs = Math.min(previous?.last_at ?? 0, seal.sealed_at);
  walk.events += await checkEvents(walk.db, seal, { report, floorMs });
  walk.previous = seal;
  walk.seals += 1;
}

function checkEntries({ request: { report }, removal, emptied }: Walk, seal: Seal): void {
  const name = `seal ${seal.number}`;
  if (removal?.up_to_seal === seal.number && removal.seal_hash !== seal.hash) {
    report("seal_broken", `${name} is not the one that it was when events up to it were removed.`);
  }
  if (seal.entries !== null) {
    if (chain.entriesHash(seal.entries) !== seal.entries_hash) {
      report("seal_broken", `The list of events of ${name} was changed.`);
    } else if (chain.parseEntries(seal.entries).size !== seal.event_count) {
      report(
        "seal_broken",
        `The list of events of ${name} has not the ${seal.event_count} events that it vouches for.`,
      );
    }
  } else if (removal === null || seal.number > removal.up_to_seal) {
    emptied.add(seal.number, seal.number);
  } else if (seal.last_at >= removal.events_before) {
    report("removed", `The events of ${name} were removed, though they were younger than the record of it says.`);
  }
}

function checkRecordEnd({ request: { report }, removal, previous }: Walk): void {
  if (removal === null || removal.up_to_seal <= (previous?.number ?? 0)) return;
  report("cut_off", `Events up to seal ${removal.up_to_seal} were removed once, and the chain ends before it.`);
}

const mostOddNumbers = 20;

async function checkNumbers({ db, request: { report } }: Walk): Promise<void> {
  for (const number of await store.selectOddNumbers(db, mostOddNumbers)) {
    report("inserted", `Seal ${shown(number)} was inserted: no server gives such a number.`);
  }
}

/** Whether a head that was kept elsewhere is part of the chain as it stands. */
export async function holdsHead(db: Handle, head: AuditHead): Promise<boolean> {
  return (await store.findSeal(db, head.seal))?.hash === head.hash;
}

async function checkHead({ db, request: { report }, previous }: Walk, head: AuditHead): Promise<void> {
  if (!chain.isSignedBy(head.publicKey, head.hash, head.signature)) {
    report("seal_broken", `The kept head of seal ${head.seal} is not signed rightly: it is no head, or was changed.`);
    return;
  }
  const seal = await store.findSeal(db, head.seal);
  if (seal?.hash === head.hash) return;
  if (seal) {
    const kept = `the one of the kept head of ${head.sealedAt}`;
    report("seal_broken", `seal ${head.seal} is not ${kept}: the chain was rewritten.`);
    return;
  }
  const end = previous ? `after seal ${previous.number} (${isoTime(previous.sealed_at)})` : "at its beginning";
  report("cut_off", `The chain is cut off ${end}: a head of seal ${head.seal}, of ${head.sealedAt}, is known.`);
}
