// What others ask of temporary passes: whether there is one, spending it, voiding it.
import type { Handle, Tx } from "../database/database.ts";
import { readTyped } from "../recovery-codes/format.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { hashToken } from "../security/tokens.ts";
import * as store from "./store.ts";

/** How long a used pass can still be stopped, with what it began: as long as its session can live, in milliseconds. */
const stoppableMs = 1_800_000;

/** Spends a pass; true only for the one call that spent it. False covers wrong, unapproved, used and expired alike. */
export async function spendPass(
  tx: Tx,
  ids: IdSource,
  { employeeId, typed }: { employeeId: EmployeeId; typed: string },
): Promise<boolean> {
  const nowMs = ids.clock.nowMs();
  const passHash = hashToken(readTyped(typed));
  return store.spend(tx, { employeeId, passHash, nowMs, keepUntil: nowMs + stoppableMs });
}

/** Whether there is a pass that lets this person in now. */
export async function hasUsablePass(db: Handle, ids: IdSource, employeeId: EmployeeId): Promise<boolean> {
  return ((await findPassOf(db, ids, employeeId))?.approved_at ?? null) !== null;
}

/** A pass that can be used, or waits for its approval. */
export async function findPassOf(db: Handle, ids: IdSource, employeeId: EmployeeId): Promise<store.PassRow | null> {
  return store.findOfEmployee(db, employeeId, ids.clock.nowMs());
}

export async function listPasses(db: Handle, ids: IdSource): Promise<store.PassRow[]> {
  return store.list(db, ids.clock.nowMs());
}

/** When a person has set up a new factor with it, or needs none any more. */
export async function voidPassOf(tx: Tx, employeeId: EmployeeId): Promise<void> {
  await store.removeOwn(tx, employeeId);
}

/** When a person is deactivated, deleted or no longer an administrator: also what they issued and nobody approved. */
export async function voidPassesOf(tx: Tx, employeeId: EmployeeId): Promise<void> {
  await store.removeOf(tx, employeeId);
}

export async function forgetExpiredPasses(tx: Tx, nowMs: number): Promise<void> {
  await store.removeExpired(tx, nowMs);
}
