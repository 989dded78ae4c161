// The table of organisation keys: the one that is sealed to, the one that it replaces, and those that are over.
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { EmployeeId, OrganisationKeyId } from "../security/ids.ts";
import { removeAll } from "./touch-store.ts";

export type KeyRow = Tables["organisation_keys"];

export async function insert(tx: Tx, row: KeyRow): Promise<void> {
  await tx.insertInto("organisation_keys").values(row).execute();
}

export async function findByState(db: Handle, state: "current" | "replaced"): Promise<KeyRow | null> {
  const query = db.selectFrom("organisation_keys").selectAll().where("state", "=", state);
  return (await query.executeTakeFirst()) ?? null;
}

/** One that is in use. */
export async function findInUse(db: Handle, id: OrganisationKeyId): Promise<KeyRow | null> {
  const query = db.selectFrom("organisation_keys").selectAll().where("id", "=", id).where("state", "<>", "retired");
  return (await query.executeTakeFirst()) ?? null;
}

/** Of those that open what is sealed to them: a part of a query. */
export function idsInUse(db: Handle) {
  return db.selectFrom("organisation_keys").select("id").where("state", "<>", "retired");
}

export async function hasRecipient(db: Handle, recipient: string): Promise<boolean> {
  const query = db.selectFrom("organisation_keys").select("id").where("recipient", "=", recipient);
  return (await query.executeTakeFirst()) !== undefined;
}

/** The guarded statement of a new passphrase: true only for the one call that saw the latest. */
export async function relock(
  tx: Tx,
  {
    id,
    seen,
    lockedIdentity,
    nowMs,
    by,
  }: { id: OrganisationKeyId; seen: number; lockedIdentity: string; nowMs: number; by: EmployeeId },
): Promise<boolean> {
  const done = await tx
    .updateTable("organisation_keys")
    .set({ locked_identity: lockedIdentity, locked_at: nowMs, locked_by: by, revision: seen + 1 })
    .where("id", "=", id)
    .where("revision", "=", seen)
    .where("state", "<>", "retired")
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

/** True only for the one call that moved it. */
export async function move(
  tx: Tx,
  id: OrganisationKeyId,
  { from, to }: { from: "current" | "replaced"; to: "current" | "replaced" },
): Promise<boolean> {
  const moved = tx.updateTable("organisation_keys").set({ state: to }).where("id", "=", id).where("state", "=", from);
  return (await moved.executeTakeFirst()).numUpdatedRows === 1n;
}

/** The identity goes, locked as it is: an old passphrase shall open nothing. */
export async function retire(tx: Tx, id: OrganisationKeyId): Promise<void> {
  const change = { state: "retired", locked_identity: null } as const;
  await tx.updateTable("organisation_keys").set(change).where("id", "=", id).execute();
  await removeAll(tx, id);
}
