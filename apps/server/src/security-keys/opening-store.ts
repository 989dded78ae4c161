// The table of what is open in which session: one security key at most, for some minutes.
import type { Handle, Tx } from "../database/database.ts";
import type { KeyRow } from "../keys/store.ts";
import type { EmployeeKeyId, SessionId } from "../security/ids.ts";

export interface Opening {
  readonly sessionId: SessionId;
  readonly keyId: EmployeeKeyId;
  readonly nowMs: number;
  readonly expiresAtMs: number;
}

/** Takes the place of what was open in the session. */
export async function open(tx: Tx, { sessionId, keyId, nowMs, expiresAtMs }: Opening): Promise<void> {
  await tx.deleteFrom("security_key_openings").where("expires_at", "<=", nowMs).execute();
  const row = { key_id: keyId, opened_at: nowMs, expires_at: expiresAtMs };
  await tx
    .insertInto("security_key_openings")
    .values({ session_id: sessionId, ...row })
    .onConflict((conflict) => conflict.column("session_id").doUpdateSet(row))
    .execute();
}

/** The key that is open in a session, as it is now. Null: none, or for too long. */
export async function findOpen(db: Handle, sessionId: SessionId, nowMs: number): Promise<KeyRow | null> {
  const found = await db
    .selectFrom("security_key_openings as o")
    .innerJoin("keys as k", "k.id", "o.key_id")
    .selectAll("k")
    .where("o.session_id", "=", sessionId)
    .where("o.expires_at", ">", nowMs)
    .executeTakeFirst();
  return found ?? null;
}

/** @returns the key that was open; null: none was. */
export async function close(tx: Tx, sessionId: SessionId): Promise<EmployeeKeyId | null> {
  const closed = tx.deleteFrom("security_key_openings").where("session_id", "=", sessionId).returning("key_id");
  return (await closed.executeTakeFirst())?.key_id ?? null;
}

/** Wherever the key is open. */
export async function closeAllOf(tx: Tx, keyId: EmployeeKeyId): Promise<void> {
  await tx.deleteFrom("security_key_openings").where("key_id", "=", keyId).execute();
}
