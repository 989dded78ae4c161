// What others ask of temporary passes: whether there is one, spending it, voiding it.
import { type AuditEvent, recordEvent } from "../audit/service.ts";
import type { Handle, Tx } from "../database/database.ts";
import { readTyped } from "../recovery-codes/format.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { hashToken } from "../security/tokens.ts";
import { endSetUpSessionsOf } from "../sessions/service.ts";
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
  const pass = await findPassOf(db, ids, employeeId);
  return pass !== null && pass.approved_at !== null && pass.used_at === null;
}

/** A pass that waits for its approval, can be used, or was used and can still be stopped with what it began. */
export async function findPassOf(db: Handle, ids: IdSource, employeeId: EmployeeId): Promise<store.PassRow | null> {
  return store.findOfEmployee(db, employeeId, ids.clock.nowMs());
}

/** Those that wait for their approval or can be used. */
export async function listPasses(db: Handle, ids: IdSource): Promise<store.PassRow[]> {
  return store.list(db, ids.clock.nowMs());
}

/** When a person has set up a new factor with it, or needs none any more. */
export async function voidPassOf(tx: Tx, employeeId: EmployeeId): Promise<void> {
  await store.removeOwn(tx, employeeId);
}

type By = Pick<AuditEvent, "actorId" | "origin">;

/** When a person is deactivated, deleted, gets another role or another pass. */
export async function withdrawPassOf(tx: Tx, ids: IdSource, employeeId: EmployeeId, by: By): Promise<void> {
  const pass = await findPassOf(tx, ids, employeeId);
  if (pass) await takeBack(tx, ids, pass, by);
  await store.removeOwn(tx, employeeId);
}

/**
 * What a person has issued goes when they are no longer an administrator: as long as nobody else stood up for it, or,
 * where the person is deleted, all of it.
 */
export async function withdrawPassesIssuedBy(
  tx: Tx,
  ids: IdSource,
  issuerId: EmployeeId,
  { alsoApproved, ...by }: By & { alsoApproved: boolean },
): Promise<void> {
  const issued = await store.listIssuedBy(tx, issuerId, ids.clock.nowMs());
  for (const pass of issued) {
    if (alsoApproved || (pass.approved_by === null && pass.used_at === null)) await takeBack(tx, ids, pass, by);
  }
}

async function takeBack(tx: Tx, ids: IdSource, pass: store.PassRow, { actorId, origin }: By): Promise<void> {
  if (!(await store.remove(tx, pass.id))) return;
  // Without its row it could not be stopped any more: what it began ends here.
  if (pass.used_at !== null) return endSetUpSessionsOf(tx, pass.employee_id);
  await recordEvent(tx, ids, { type: "temporary_pass.withdrawn", actorId, subjectId: pass.employee_id, origin });
}

export async function forgetExpiredPasses(tx: Tx, nowMs: number): Promise<void> {
  await store.removeExpired(tx, nowMs);
}

/** How many approved passes that are not used have been approved before that time: one for a person at most. */
export async function countPassesApprovedBefore(
  db: Handle,
  { nowMs, beforeMs }: { nowMs: number; beforeMs: number },
): Promise<number> {
  const open = await store.list(db, nowMs);
  return open.filter(({ approved_at: at }) => at !== null && at <= beforeMs).length;
}

/** No approved pass lives for longer than now allowed since its approval. */
export async function shortenPasses(tx: Tx, longestMs: number): Promise<void> {
  await store.shorten(tx, longestMs);
}

/** No pass that was issued before works any more, whoever's it is. */
export async function endAllPasses(tx: Tx): Promise<void> {
  await store.removeAll(tx);
}
