// Counting whom a change of the policy concerns.
import { sql } from "kysely";
import type { Handle } from "../database/database.ts";

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

/** Of people who are deactivated nothing is asked. */
function active(db: Handle) {
  return db.selectFrom("employees").select("id").where("status", "=", "active");
}

export async function countPeopleWithAuthenticators(db: Handle): Promise<number> {
  const query = db.selectFrom("authenticators").select(people).where("employee_id", "in", active(db));
  return Number((await query.executeTakeFirstOrThrow()).people);
}

export async function countPeopleWithPasswords(db: Handle): Promise<number> {
  const query = db.selectFrom("passwords").select(people).where("employee_id", "in", active(db));
  return Number((await query.executeTakeFirstOrThrow()).people);
}

/** Those who have some left. */
export async function countPeopleWithShorterCodes(db: Handle, length: number): Promise<number> {
  const query = db
    .selectFrom("recovery_code_sets")
    .select(people)
    .where("code_length", "<", length)
    .where("employee_id", "in", active(db))
    .where("id", "in", db.selectFrom("recovery_codes").select("set_id").where("spent_at", "is", null));
  return Number((await query.executeTakeFirstOrThrow()).people);
}

/** Whoever did something then, or to whom it was done. */
export async function countPeopleInOldEvents(db: Handle, beforeMs: number): Promise<number> {
  const old = db.selectFrom("audit_events").where("at", "<", beforeMs);
  const ids = old.select("subject_id as id").union(old.select("actor_id as id")).as("ids");
  const { count } = await db
    .selectFrom(ids)
    .select((eb) => eb.fn.count<number>("id").as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}
