// Pending log-ins: the password was right, the second factor is owed. Good for nothing but the second step.
import type { Handle, Tx } from "../database/database.ts";
import { type EmployeeId, type IdSource, newId, type PendingLoginId } from "../security/ids.ts";
import type { Secret } from "../security/secret.ts";
import { hashToken, newToken } from "../security/tokens.ts";
import * as store from "./store.ts";

export interface PendingLogin {
  readonly id: PendingLoginId;
  readonly employeeId: EmployeeId;
  readonly expiresAtMs: number;
}

export async function beginPendingLogin(
  tx: Tx,
  ids: IdSource,
  { employeeId, ttlSeconds }: { employeeId: EmployeeId; ttlSeconds: number },
): Promise<{ pending: PendingLogin; token: Secret<string> }> {
  const { token, hash } = newToken(ids.random);
  const nowMs = ids.clock.nowMs();
  const pending = { id: newId<PendingLoginId>(ids), employeeId, expiresAtMs: nowMs + ttlSeconds * 1000 };
  await store.insert(tx, {
    id: pending.id,
    token_hash: hash,
    employee_id: employeeId,
    created_at: nowMs,
    expires_at: pending.expiresAtMs,
  });
  return { pending, token };
}

export async function findPendingLogin(db: Handle, ids: IdSource, token: string): Promise<PendingLogin | null> {
  const row = await store.findByTokenHash(db, hashToken(token), ids.clock.nowMs());
  return row ? { id: row.id, employeeId: row.employee_id, expiresAtMs: row.expires_at } : null;
}

/** Spends a pending log-in; true only for the one call that spent it. False covers unknown, expired and spent alike. */
export async function spendPendingLogin(tx: Tx, ids: IdSource, id: PendingLoginId): Promise<boolean> {
  return store.spend(tx, id, ids.clock.nowMs());
}

/** Whether it can still be spent: asked before a recovery code is, so that none is lost on a log-in that is over. */
export async function isPendingLoginAlive(tx: Tx, ids: IdSource, id: PendingLoginId): Promise<boolean> {
  return store.isAlive(tx, id, ids.clock.nowMs());
}

/** Those whose time is over, which open nothing any more. */
export async function forgetExpiredPendingLogins(tx: Tx, nowMs: number): Promise<void> {
  await store.removeExpired(tx, nowMs);
}

/** Voids all half-done log-ins of a person, as when the factors change. */
export async function voidPendingLogins(tx: Tx, employeeId: EmployeeId): Promise<void> {
  await store.removeOfEmployee(tx, employeeId);
}

/** Voids the half-done log-ins of everybody. */
export async function voidAllPendingLogins(tx: Tx): Promise<void> {
  await store.removeAll(tx);
}
