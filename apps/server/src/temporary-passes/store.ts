// The table of temporary passes: one open pass for a person.
import type { Insertable } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import { prepared } from "../database/prepared.ts";
import type { Tables } from "../database/tables.ts";
import type { EmployeeId, TemporaryPassId } from "../security/ids.ts";

export type PassRow = Tables["temporary_passes"];

export async function insert(tx: Tx, row: Insertable<PassRow>): Promise<void> {
  await tx.insertInto("temporary_passes").values(row).execute();
}

/** Passes that are not over: waiting, usable, or used and kept so that they can be stopped. */
function alive(db: Handle, nowMs: number) {
  return db.selectFrom("temporary_passes").selectAll().where("expires_at", ">", nowMs);
}

/** Passes that are neither used nor over. */
function open(db: Handle, nowMs: number) {
  return alive(db, nowMs).where("used_at", "is", null);
}

export async function list(db: Handle, nowMs: number): Promise<PassRow[]> {
  return open(db, nowMs).orderBy("id", "desc").execute();
}

export async function listIssuedBy(db: Handle, issuerId: EmployeeId, nowMs: number): Promise<PassRow[]> {
  return alive(db, nowMs).where("issued_by", "=", issuerId).execute();
}

export async function findOpen(db: Handle, id: TemporaryPassId, nowMs: number): Promise<PassRow | null> {
  return (await open(db, nowMs).where("id", "=", id).executeTakeFirst()) ?? null;
}

/** Also one that was used, as long as the set-up that it opened may be under way. */
export async function findAlive(db: Handle, id: TemporaryPassId, nowMs: number): Promise<PassRow | null> {
  return (await alive(db, nowMs).where("id", "=", id).executeTakeFirst()) ?? null;
}

const ofEmployee = prepared((db, { employeeId, nowMs }: { employeeId: EmployeeId; nowMs: number }) =>
  alive(db, nowMs).where("employee_id", "=", employeeId),
);

export async function findOfEmployee(db: Handle, employeeId: EmployeeId, nowMs: number): Promise<PassRow | null> {
  return (await ofEmployee(db, { employeeId, nowMs })).rows[0] ?? null;
}

export async function findByStopHash(db: Handle, hash: string, nowMs: number): Promise<PassRow | null> {
  return (await alive(db, nowMs).where("stop_hash", "=", hash).executeTakeFirst()) ?? null;
}

/** The one guarded statement of an approval: by another than who issued it and whom it is for, once. */
export async function approve(
  tx: Tx,
  { id, by, nowMs, expiresAt }: { id: TemporaryPassId; by: EmployeeId; nowMs: number; expiresAt: number },
): Promise<boolean> {
  const done = await tx
    .updateTable("temporary_passes")
    .set({ approved_by: by, approved_at: nowMs, expires_at: expiresAt })
    .where("id", "=", id)
    .where("approved_at", "is", null)
    .where("used_at", "is", null)
    .where("issued_by", "!=", by)
    .where("employee_id", "!=", by)
    .where("expires_at", ">", nowMs)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

/** The one guarded statement of a use: true only for the one call that spent the pass. `keepUntil`: it can be stopped still. */
export async function spend(
  tx: Tx,
  {
    employeeId,
    passHash,
    nowMs,
    keepUntil,
  }: { employeeId: EmployeeId; passHash: string; nowMs: number; keepUntil: number },
): Promise<boolean> {
  const done = await tx
    .updateTable("temporary_passes")
    .set({ used_at: nowMs, expires_at: keepUntil })
    .where("employee_id", "=", employeeId)
    .where("pass_hash", "=", passHash)
    .where("approved_at", "is not", null)
    .where("used_at", "is", null)
    .where("expires_at", ">", nowMs)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

export async function remove(tx: Tx, id: TemporaryPassId): Promise<boolean> {
  const done = await tx.deleteFrom("temporary_passes").where("id", "=", id).executeTakeFirst();
  return done.numDeletedRows === 1n;
}

export async function setStopHash(tx: Tx, id: TemporaryPassId, hash: string): Promise<void> {
  await tx.updateTable("temporary_passes").set({ stop_hash: hash }).where("id", "=", id).execute();
}

export async function removeOwn(tx: Tx, employeeId: EmployeeId): Promise<void> {
  await tx.deleteFrom("temporary_passes").where("employee_id", "=", employeeId).execute();
}

export async function removeExpired(tx: Tx, nowMs: number): Promise<void> {
  await tx.deleteFrom("temporary_passes").where("expires_at", "<=", nowMs).execute();
}

export async function shorten(tx: Tx, longestMs: number): Promise<void> {
  await tx
    .updateTable("temporary_passes")
    .set((eb) => ({ expires_at: eb(eb.ref("approved_at").$notNull(), "+", longestMs) }))
    .where("used_at", "is", null)
    .where((eb) => eb("expires_at", ">", eb("approved_at", "+", longestMs)))
    .execute();
}

export async function removeAll(tx: Tx): Promise<void> {
  await tx.deleteFrom("temporary_passes").execute();
}
