// Counting whom a change of the policy concerns, and ending at once what it no longer allows.
import { sql } from "kysely";
import type { Handle, Tx } from "../database/database.ts";

const people = sql<number>`count(distinct employee_id)`.as("people");

export async function countPeopleWithOldTrust(db: Handle, createdBeforeMs: number, nowMs: number): Promise<number> {
  const trusted = db.selectFrom("trusted_browsers").select(people).where("expires_at", ">", nowMs);
  return Number((await trusted.where("created_at", "<=", createdBeforeMs).executeTakeFirstOrThrow()).people);
}

export async function countPeopleWithSessions(
  db: Handle,
  {
    nowMs,
    idleMs,
    idleSinceMs,
    begunBeforeMs,
  }: { nowMs: number; idleMs: number; idleSinceMs?: number; begunBeforeMs?: number },
): Promise<number> {
  let query = db.selectFrom("sessions").select(people).where("expires_at", ">", nowMs);
  query = query.where("last_seen_at", ">", nowMs - idleMs);
  if (idleSinceMs !== undefined) query = query.where("last_seen_at", "<=", idleSinceMs);
  if (begunBeforeMs !== undefined) query = query.where("created_at", "<=", begunBeforeMs);
  return Number((await query.executeTakeFirstOrThrow()).people);
}

export async function countPeopleWithAuthenticators(db: Handle): Promise<number> {
  return Number((await db.selectFrom("authenticators").select(people).executeTakeFirstOrThrow()).people);
}

export async function countPeopleWithPasswords(db: Handle): Promise<number> {
  return Number((await db.selectFrom("passwords").select(people).executeTakeFirstOrThrow()).people);
}

export async function countPeopleWithShorterCodes(db: Handle, length: number): Promise<number> {
  const query = db.selectFrom("recovery_code_sets").select(people).where("code_length", "<", length);
  return Number((await query.executeTakeFirstOrThrow()).people);
}

export async function countPeopleInOldEvents(db: Handle, beforeMs: number): Promise<number> {
  const { count } = await db
    .selectFrom("audit_events")
    .select(sql<number>`count(distinct subject_id)`.as("count"))
    .where("at", "<", beforeMs)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** No browser stays trusted for longer than now allowed since it was first trusted. */
export async function shortenTrust(tx: Tx, longestMs: number): Promise<void> {
  await tx
    .updateTable("trusted_browsers")
    .set((eb) => ({ expires_at: eb("created_at", "+", longestMs) }))
    .where((eb) => eb("expires_at", ">", eb("created_at", "+", longestMs)))
    .execute();
}

export async function shortenSessions(tx: Tx, longestMs: number): Promise<void> {
  await tx
    .updateTable("sessions")
    .set((eb) => ({ expires_at: eb("created_at", "+", longestMs) }))
    .where((eb) => eb("expires_at", ">", eb("created_at", "+", longestMs)))
    .execute();
}
