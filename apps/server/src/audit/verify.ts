// Verifying the audit: every event against its seal, every seal against the one before, the end against known heads.
import type { AuditHead } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import * as chain from "./chain.ts";

export interface Finding {
  readonly kind: "changed" | "removed" | "inserted" | "cut_off" | "seal_broken";
  /** What is wrong with which event or seal, for a person. */
  readonly text: string;
}

export interface Verification {
  readonly seals: number;
  readonly events: number;
  /** Not sealed yet: nothing can be said of them. */
  readonly unsealed: number;
  readonly findings: readonly Finding[];
}

type Seal = Tables["audit_seals"];

interface Walk {
  readonly findings: Finding[];
  readonly report: (kind: Finding["kind"], text: string) => void;
  previous: Seal | null;
  events: number;
  seals: number;
  /** Seals without entries, which retention must account for. */
  emptied: number[];
  removedUpTo: number;
}

/** Clocks of several servers, and transactions that take long: an event may be so much older than one sealed before. */
const toleranceMs = 300_000;
const pageOfSeals = 100;

/**
 * Reads everything once, in order, without holding it in memory.
 * @param publicKeyOf the key that seals of a key id are signed with, Base64url.
 * @param heads heads that were kept elsewhere: the chain must hold each.
 */
export async function verifyAudit(
  db: Handle,
  { publicKeyOf, heads }: { publicKeyOf: (keyId: string) => string | null; heads: readonly AuditHead[] },
  onSeal: (seals: number) => void = () => {},
): Promise<Verification> {
  const findings: Finding[] = [];
  const report = (kind: Finding["kind"], text: string) => findings.push({ kind, text });
  const walk: Walk = { findings, report, previous: null, events: 0, seals: 0, emptied: [], removedUpTo: 0 };
  for (;;) {
    const page = await db
      .selectFrom("audit_seals")
      .selectAll()
      .where("number", ">", walk.previous?.number ?? 0)
      .orderBy("number")
      .limit(pageOfSeals)
      .execute();
    if (page.length === 0) break;
    for (const seal of page) {
      await checkSeal(db, walk, seal, publicKeyOf(seal.key_id));
      onSeal(walk.seals);
    }
  }
  checkEmptied(walk);
  await checkOrphans(db, walk);
  for (const head of heads) await checkHead(db, walk, head);
  return { seals: walk.seals, events: walk.events, unsealed: await checkUnsealed(db, walk), findings };
}

async function checkSeal(db: Handle, walk: Walk, seal: Seal, publicKey: string | null): Promise<void> {
  const { report, previous } = walk;
  const name = `seal ${seal.number}`;
  const expected = (previous?.number ?? 0) + 1;
  if (seal.number !== expected) {
    const missing =
      seal.number - 1 === expected ? `Seal ${expected} is` : `Seals ${expected} to ${seal.number - 1} are`;
    report("removed", `${missing} missing, with the events in ${seal.number - 1 === expected ? "it" : "them"}.`);
  } else if (seal.previous_hash !== (previous?.hash ?? chain.genesis)) {
    report("seal_broken", `${name} does not continue the one before.`);
  }
  if (chain.sealHash(seal) !== seal.hash) report("seal_broken", `${name} was changed: its hash does not fit.`);
  if (publicKey === null) report("seal_broken", `${name} is signed with a key that is not this installation's.`);
  else if (!chain.isSignedBy(publicKey, seal.hash, seal.signature)) {
    report("seal_broken", `The signature of ${name} is not right.`);
  }
  if (seal.entries === null) walk.emptied.push(seal.number);
  else if (chain.entriesHash(seal.entries) !== seal.entries_hash) {
    report("seal_broken", `The list of events in ${name} was changed.`);
  }
  await checkEvents(db, walk, seal);
  walk.previous = seal;
  walk.seals += 1;
}

async function checkEvents(db: Handle, walk: Walk, seal: Seal): Promise<void> {
  const rows = await db.selectFrom("audit_events").selectAll().where("seal", "=", seal.number).orderBy("id").execute();
  const entries = chain.parseEntries(seal.entries ?? "");
  const before = walk.previous?.last_at ?? 0;
  for (const row of rows) {
    const at = new Date(row.at).toISOString();
    const name = `Event ${row.id} (${row.type}, ${at}, seal ${seal.number})`;
    const hash = entries.get(row.id);
    entries.delete(row.id);
    walk.events += 1;
    if (hash === undefined) walk.report("inserted", `${name} was inserted: the seal does not know it.`);
    else if (hash !== chain.eventHash(row)) walk.report("changed", `${name} was changed after it was sealed.`);
    else if (row.at < before - toleranceMs) {
      walk.report("inserted", `${name} was inserted later: it claims to be older than events sealed long before it.`);
    } else if (row.type === "audit.removed") {
      const { upToSeal } = JSON.parse(row.detail) as { upToSeal?: number };
      walk.removedUpTo = Math.max(walk.removedUpTo, upToSeal ?? 0);
    }
  }
  for (const id of entries.keys()) walk.report("removed", `Event ${id} (seal ${seal.number}) was removed.`);
}

/** Events that are gone must be accounted for by an event that says so, which is sealed itself. */
function checkEmptied({ emptied, removedUpTo, report }: Walk): void {
  for (const number of emptied.filter((one) => one > removedUpTo)) {
    report("removed", `The events of seal ${number} were removed, and not by the retention setting.`);
  }
}

/** Events that name a seal which is not there. */
async function checkOrphans(db: Handle, { report, previous }: Walk): Promise<void> {
  const { first, last, count } = await db
    .selectFrom("audit_events")
    .select((eb) => [eb.fn.min("seal").as("first"), eb.fn.max("seal").as("last"), eb.fn.countAll<number>().as("count")])
    .where("seal", ">", previous?.number ?? 0)
    .executeTakeFirstOrThrow();
  if (Number(count) === 0) return;
  report("cut_off", `Seals ${first} to ${last} are cut off; ${count} of their events are still there, without a seal.`);
}

/** An old event cannot wait to be sealed while younger ones have been. */
async function checkUnsealed(db: Handle, { report, previous }: Walk): Promise<number> {
  const rows = await db.selectFrom("audit_events").select(["id", "type", "at"]).where("seal", "is", null).execute();
  for (const row of rows.filter((one) => one.at < (previous?.last_at ?? 0) - toleranceMs)) {
    report(
      "inserted",
      `Event ${row.id} (${row.type}) was inserted: it claims to be older than what is sealed already.`,
    );
  }
  return rows.length;
}

/** Whether a head that was kept elsewhere is part of the chain as it stands. */
export async function holdsHead(db: Handle, head: AuditHead): Promise<boolean> {
  const seal = await db.selectFrom("audit_seals").select("hash").where("number", "=", head.seal).executeTakeFirst();
  return seal?.hash === head.hash;
}

async function checkHead(db: Handle, { report, previous }: Walk, head: AuditHead): Promise<void> {
  if (!chain.isSignedBy(head.publicKey, head.hash, head.signature)) {
    report("seal_broken", `The kept head of seal ${head.seal} is not signed rightly: it is no head, or was changed.`);
    return;
  }
  const seal = await db.selectFrom("audit_seals").selectAll().where("number", "=", head.seal).executeTakeFirst();
  if (seal?.hash === head.hash) return;
  if (seal) {
    report(
      "seal_broken",
      `Seal ${head.seal} is not the one of the kept head of ${head.sealedAt}: the chain was rewritten.`,
    );
    return;
  }
  const end = previous
    ? `after seal ${previous.number} (${new Date(previous.sealed_at).toISOString()})`
    : "at its beginning";
  report("cut_off", `The chain is cut off ${end}: a head of seal ${head.seal}, of ${head.sealedAt}, is known.`);
}
