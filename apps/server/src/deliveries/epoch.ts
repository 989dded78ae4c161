// Numbers of changes say which life of the database they are of: one that was restored counts on from an earlier moment,
// and would give numbers again that keys have seen already, for something else.
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import type { IdSource } from "../security/ids.ts";

/** Changes of one key between two restores. The numbers stay exact for 2,097,152 of them, or hours. */
const changesOfEpoch = 2 ** 32;
const hourMs = 3_600_000;
/** 2026-01-01. */
const firstHour = Date.UTC(2026, 0, 1) / hourMs;

/** Whether a key has this number from the database as it is, and not from one that went back since. */
export function isOfNow(since: number, now: number): boolean {
  const epochOf = (revision: number) => Math.floor(revision / changesOfEpoch);
  return since === 0 || (since <= now && epochOf(since) === epochOf(now));
}

/** The database was restored: every key begins again. Two restores of one backup give other numbers, an hour apart. */
export async function beginAnotherEpoch(tx: Tx, { clock }: IdSource): Promise<void> {
  const size = sql.lit(changesOfEpoch);
  const latest = sql<{ epoch: number | null }>`select max(change_revision / ${size}) as epoch from keys`;
  const before = Number((await latest.execute(tx)).rows[0]?.epoch ?? 0);
  const epoch = Math.max(Math.floor(before) + 1, Math.floor(clock.nowMs() / hourMs) - firstHour);
  const beginning = sql.lit(epoch * changesOfEpoch);
  await sql`update keys set change_revision = ${beginning} + change_revision % ${size}`.execute(tx);
  await sql`update key_accounts set revision = ${beginning} + revision % ${size} where revision > 0`.execute(tx);
}
