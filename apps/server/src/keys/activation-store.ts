// Codes that activate keys: set, found and spent. Only their SHA-256 is in the database.
import type { ExpressionBuilder } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { EmployeeId, EmployeeKeyId } from "../security/ids.ts";
import type { KeyRow } from "./store.ts";

interface Code {
  readonly hash: string;
  readonly nowMs: number;
}

function isOpenWith({ hash, nowMs }: Code) {
  return (eb: ExpressionBuilder<Tables, "keys">) =>
    eb.and([
      eb("status", "=", "reserved"),
      eb("activation_expires_at", ">", nowMs),
      eb.or([eb("activation_hash", "=", hash), eb("mailed_activation_hash", "=", hash)]),
    ]);
}

/** The reserved key that a code activates, as things are now. */
export async function findByCode(db: Handle, code: Code): Promise<KeyRow | null> {
  const by = (column: "activation_hash" | "mailed_activation_hash") =>
    db.selectFrom("keys").select("id").where(column, "=", code.hash);
  // By an index for each of the two, whatever else is known of reserved keys.
  const ids = by("activation_hash").unionAll(by("mailed_activation_hash"));
  const found = db.selectFrom("keys").selectAll().where("id", "in", ids).where(isOpenWith(code));
  return (await found.executeTakeFirst()) ?? null;
}

export type Activation = Pick<KeyRow, "recipient" | "recipient_kind" | "device" | "token_hash"> &
  Partial<Pick<KeyRow, "kind" | "name">>;

/**
 * The one guarded statement of an activation: true only for the one call that spent the code. Throws the error of the
 * unique index when the recipient was used before.
 */
export async function spend(tx: Tx, id: EmployeeKeyId, code: Code, activation: Activation): Promise<boolean> {
  const { nowMs } = code;
  const times = { activated_at: nowMs, last_contact_at: nowMs, status_changed_at: nowMs };
  const changed = { last_change: "activation", changed_by: null };
  const spent = tx
    .updateTable("keys")
    .set((eb) => ({
      ...activation,
      status: "active",
      ...noCode,
      ...times,
      ...changed,
      revision: eb("revision", "+", 1),
    }))
    .where("id", "=", id)
    .where(isOpenWith(code));
  return (await spent.executeTakeFirst()).numUpdatedRows === 1n;
}

/** Columns of a key that no code activates. */
export const noCode = { activation_hash: null, mailed_activation_hash: null, activation_expires_at: null } as const;

/** Gives an activation that is open a code of its own for the mail; another one that was mailed stops working. */
export async function setMailedCode(
  tx: Tx,
  id: EmployeeKeyId,
  { hash, expiresAtMs }: { hash: string; expiresAtMs: number },
): Promise<boolean> {
  const set = tx
    .updateTable("keys")
    .set({ mailed_activation_hash: hash })
    .where("id", "=", id)
    .where("status", "=", "reserved")
    .where("activation_expires_at", "=", expiresAtMs);
  return (await set.executeTakeFirst()).numUpdatedRows === 1n;
}

/** What was mailed to an employee activates nothing any more; the code that the administrator was shown does. */
export async function voidMailedCodes(tx: Tx, employeeId: EmployeeId): Promise<void> {
  const ofEmployee = tx.updateTable("keys").set({ mailed_activation_hash: null }).where("employee_id", "=", employeeId);
  await ofEmployee.where("mailed_activation_hash", "is not", null).execute();
}

/** No code that was made before works any more; the keys stay, and get another one from an administrator. */
export async function voidAllCodes(tx: Tx, nowMs: number): Promise<void> {
  const reserved = tx.updateTable("keys").where("status", "=", "reserved");
  await reserved.set({ activation_hash: null, mailed_activation_hash: null }).execute();
  await reserved.set({ activation_expires_at: nowMs }).where("activation_expires_at", ">", nowMs).execute();
}
