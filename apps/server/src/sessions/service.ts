// Sessions: begun at a log-in, ended by time, by logging out, or when the assurance changes and a new one replaces it.
import type { Origin } from "../audit/service.ts";
import { type Database, type Handle, inTransaction, type Tx } from "../database/database.ts";
import { isOutage } from "../database/errors.ts";
import { type Soon, soon } from "../database/soon.ts";
import type { Employee } from "../employees/employee.ts";
import { type EmployeeId, type IdSource, newId, type SessionId } from "../security/ids.ts";
import type { Secret } from "../security/secret.ts";
import { hashToken, newToken } from "../security/tokens.ts";
import { getSettings, holdSettings, type Settings, settingsOfText } from "../settings/service.ts";
import * as store from "./store.ts";

export type Assurance = "password" | "two_factor";
/** `factor_setup`: begun by a temporary pass, good for setting up a new second factor and for nothing else. */
export type SessionPurpose = "everything" | "factor_setup";

export interface Session {
  readonly id: SessionId;
  readonly employeeId: EmployeeId;
  readonly assurance: Assurance;
  readonly purpose: SessionPurpose;
  readonly authenticatedAtMs: number;
  /** When it ends if it is not used again. */
  readonly expiresAtMs: number;
}

/** A session that has just begun, with the token that only its browser gets. */
export interface NewSession {
  readonly session: Session;
  readonly token: Secret<string>;
}

export type SessionTimes = Pick<Settings, "sessionIdleSeconds" | "sessionAbsoluteSeconds">;

/** How often the last use is written down: often enough for an idle limit in minutes, rare enough to cost nothing. */
const touchEveryMs = 30_000;
const longestUserAgent = 256;

/** @param longestSeconds a limit of its own, where it is shorter than that of the policy. */
export async function beginSession(
  tx: Tx,
  ids: IdSource,
  {
    employeeId,
    assurance,
    purpose = "everything",
    longestSeconds = Number.POSITIVE_INFINITY,
    origin,
  }: {
    employeeId: EmployeeId;
    assurance: Assurance;
    purpose?: SessionPurpose;
    longestSeconds?: number;
    origin: Origin;
  },
): Promise<NewSession> {
  // Read here: a log-in that had begun before the policy became stricter must not bring a session of the old length.
  const times = await holdSettings(tx);
  const { token, hash } = newToken(ids.random);
  const nowMs = ids.clock.nowMs();
  const row = {
    id: newId<SessionId>(ids),
    token_hash: hash,
    employee_id: employeeId,
    assurance,
    purpose,
    created_at: nowMs,
    authenticated_at: nowMs,
    last_seen_at: nowMs,
    expires_at: nowMs + Math.min(longestSeconds, times.sessionAbsoluteSeconds) * 1000,
    address: origin.address,
    user_agent: origin.userAgent.slice(0, longestUserAgent),
  };
  await store.insert(tx, row);
  return { session: asSession({ ...row, session_id: row.id }, times), token };
}

/** Who uses a session, and the settings at that moment. */
export interface SessionUse {
  readonly session: Session;
  readonly employee: Employee;
  readonly settings: Settings;
}

/** With one query for all three, since every request of a person asks this. As `findSession`. */
export function useSession(db: Database, ids: IdSource, token: string): Soon<SessionUse | null> {
  return soon(store.findUse(db, hashToken(token)), (found) => {
    if (found === null) return null;
    const { employee } = found;
    const settings = settingsOfText(found.settings);
    return soon(use(db, ids, found.session, settings), (session) => session && { session, employee, settings });
  });
}

/** The session of a token, if it lives; using it moves its idle limit. Only the server's time counts (V7.3.1, V7.3.2). */
export async function findSession(
  db: Database,
  ids: IdSource,
  token: string,
  times: SessionTimes,
): Promise<Session | null> {
  const row = await store.findByTokenHash(db, hashToken(token));
  return row ? use(db, ids, row, times) : null;
}

function use(db: Database, ids: IdSource, row: store.UsedRow, times: SessionTimes): Soon<Session | null> {
  const nowMs = ids.clock.nowMs();
  if (nowMs >= idleEnd(row, times)) return null;
  if (nowMs - row.last_seen_at < touchEveryMs) return asSession(row, times);
  return touch(db, row, { nowMs, times });
}

async function touch(
  db: Database,
  row: store.UsedRow,
  { nowMs, times }: { nowMs: number; times: SessionTimes },
): Promise<Session> {
  try {
    await inTransaction(db, (tx) => store.touch(tx, row.session_id, nowMs));
  } catch (error) {
    // The disk is full: who only reads goes on; the session ends as if it had not been used.
    if (!isOutage(error)) throw error;
    return asSession(row, times);
  }
  return asSession({ ...row, last_seen_at: nowMs }, times);
}

/** Ends one session. @returns whether this call ended it. Safe to race. */
export async function endSession(tx: Tx, id: SessionId): Promise<boolean> {
  return store.remove(tx, id);
}

/** Ends the session of a token, if there is one: a log-in replaces what its browser had before (V7.2.4). */
export async function endSessionByToken(tx: Tx, token: string): Promise<void> {
  await store.removeByTokenHash(tx, hashToken(token));
}

/** Ends all sessions of a person, but one if it is named. */
export async function endSessionsOf(tx: Tx, employeeId: EmployeeId, except: SessionId | null = null): Promise<void> {
  await store.removeOfEmployee(tx, employeeId, except);
}

/** Ends what a temporary pass has begun. */
export async function endSetUpSessionsOf(tx: Tx, employeeId: EmployeeId): Promise<void> {
  await store.removeForSetUp(tx, employeeId);
}

/** Whether the session is there at this moment, in this transaction: it may have been ended since the request began. */
export async function isSessionAlive(db: Handle, id: SessionId): Promise<boolean> {
  return store.exists(db, id);
}

/**
 * Ends what other limits end, for good, and what had ended before them: no later change brings a session back to life.
 */
export async function changeLimits(
  tx: Tx,
  ids: IdSource,
  { before, after }: { before: SessionTimes; after: SessionTimes },
): Promise<void> {
  await store.shorten(tx, after.sessionAbsoluteSeconds * 1000);
  const idleMs = Math.min(before.sessionIdleSeconds, after.sessionIdleSeconds) * 1000;
  await store.removeExpired(tx, { nowMs: ids.clock.nowMs(), idleMs });
}

/** Removes what has ended, also by not being used. */
export async function forgetEndedSessions(tx: Tx, nowMs: number): Promise<void> {
  const { sessionIdleSeconds } = await getSettings(tx);
  await store.removeExpired(tx, { nowMs, idleMs: sessionIdleSeconds * 1000 });
}

/** Ends the sessions of everybody. */
export async function endAllSessions(tx: Tx): Promise<void> {
  await store.removeAll(tx);
}

export interface SessionEntry extends Session {
  readonly address: string;
  readonly userAgent: string;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
}

/** A page of a person's living sessions, the latest first. @param before the id after which the page goes on. */
export async function listSessions(
  db: Handle,
  ids: IdSource,
  {
    employeeId,
    limit,
    before,
    times,
  }: { employeeId: EmployeeId; limit: number; before: string | null; times: SessionTimes },
): Promise<SessionEntry[]> {
  const nowMs = ids.clock.nowMs();
  const idleMs = times.sessionIdleSeconds * 1000;
  const rows = await store.listOfEmployee(db, { employeeId, limit, before, nowMs, idleMs });
  return rows.map((row) => ({
    ...asSession({ ...row, session_id: row.id }, times),
    address: row.address,
    userAgent: row.user_agent,
    createdAtMs: row.created_at,
    lastSeenAtMs: row.last_seen_at,
  }));
}

/** Ends a session if it is this person's. @returns whether this call ended it. */
export async function endOwnSession(tx: Tx, employeeId: EmployeeId, id: SessionId): Promise<boolean> {
  return store.removeOwn(tx, employeeId, id);
}

function idleEnd(row: { last_seen_at: number; expires_at: number }, times: SessionTimes): number {
  return Math.min(row.last_seen_at + times.sessionIdleSeconds * 1000, row.expires_at);
}

function asSession(row: store.UsedRow, times: SessionTimes): Session {
  return {
    id: row.session_id,
    employeeId: row.employee_id,
    assurance: row.assurance,
    purpose: row.purpose,
    authenticatedAtMs: row.authenticated_at,
    expiresAtMs: idleEnd(row, times),
  };
}
