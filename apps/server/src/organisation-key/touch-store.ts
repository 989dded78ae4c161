// The table of security keys that unlock an organisation key with a touch: its identity, sealed to each.
import type { Handle, Tx } from "../database/database.ts";
import type { EmployeeId, EmployeeKeyId, OrganisationKeyId } from "../security/ids.ts";

export interface Touch {
  readonly organisationKeyId: OrganisationKeyId;
  readonly keyId: EmployeeKeyId;
  /** An age file to the recipient of the security key, Base64. */
  readonly sealedIdentity: string;
  readonly nowMs: number;
}

/** Added again, it takes the place of the one before. */
export async function put(tx: Tx, { organisationKeyId, keyId, sealedIdentity, nowMs }: Touch): Promise<void> {
  const row = { sealed_identity: sealedIdentity, added_at: nowMs, last_used_at: null };
  await tx
    .insertInto("organisation_key_security_keys")
    .values({ organisation_key_id: organisationKeyId, key_id: keyId, ...row })
    .onConflict((conflict) => conflict.columns(["organisation_key_id", "key_id"]).doUpdateSet(row))
    .execute();
}

type Which = Pick<Touch, "organisationKeyId" | "keyId">;

export async function find(db: Handle, { organisationKeyId, keyId }: Which): Promise<string | null> {
  const query = db
    .selectFrom("organisation_key_security_keys")
    .select("sealed_identity")
    .where("organisation_key_id", "=", organisationKeyId)
    .where("key_id", "=", keyId);
  return (await query.executeTakeFirst())?.sealed_identity ?? null;
}

export async function noteUse(tx: Tx, { organisationKeyId, keyId }: Which, nowMs: number): Promise<void> {
  await tx
    .updateTable("organisation_key_security_keys")
    .set({ last_used_at: nowMs })
    .where("organisation_key_id", "=", organisationKeyId)
    .where("key_id", "=", keyId)
    .execute();
}

/** True only for the one call that removed it. */
export async function remove(tx: Tx, { organisationKeyId, keyId }: Which): Promise<boolean> {
  const removed = tx
    .deleteFrom("organisation_key_security_keys")
    .where("organisation_key_id", "=", organisationKeyId)
    .where("key_id", "=", keyId);
  return (await removed.executeTakeFirst()).numDeletedRows === 1n;
}

/** Of a key that has ended. */
export async function removeTouchesOf(tx: Tx, keyId: EmployeeKeyId): Promise<void> {
  await tx.deleteFrom("organisation_key_security_keys").where("key_id", "=", keyId).execute();
}

/** Of a person who is no administrator any more. */
export async function removeTouchesOfPerson(tx: Tx, employeeId: EmployeeId): Promise<void> {
  await tx
    .deleteFrom("organisation_key_security_keys")
    .where((eb) =>
      eb("key_id", "in", eb.selectFrom("keys").select("keys.id").where("keys.employee_id", "=", employeeId)),
    )
    .execute();
}

/** Of an organisation key that is over. */
export async function removeAll(tx: Tx, organisationKeyId: OrganisationKeyId): Promise<void> {
  await tx.deleteFrom("organisation_key_security_keys").where("organisation_key_id", "=", organisationKeyId).execute();
}

/** By when they were added. */
export async function list(db: Handle, organisationKeyId: OrganisationKeyId) {
  return db
    .selectFrom("organisation_key_security_keys as t")
    .innerJoin("keys as k", "k.id", "t.key_id")
    .innerJoin("employees as e", "e.id", "k.employee_id")
    .select(["k.id as keyId", "k.name", "k.status", "e.id as employeeId", "e.name as employeeName"])
    .select(["t.added_at as addedAtMs", "t.last_used_at as lastUsedAtMs"])
    .where("t.organisation_key_id", "=", organisationKeyId)
    .orderBy("t.added_at")
    .orderBy("k.id")
    .execute();
}

/** Keys of a person that unlock a key which is in use. */
export async function listKeysOf(db: Handle, employeeId: EmployeeId): Promise<EmployeeKeyId[]> {
  const rows = await db
    .selectFrom("organisation_key_security_keys as t")
    .innerJoin("keys as k", "k.id", "t.key_id")
    .innerJoin("organisation_keys as o", "o.id", "t.organisation_key_id")
    .select("k.id")
    .distinct()
    .where("k.employee_id", "=", employeeId)
    .where("o.state", "<>", "retired")
    .execute();
  return rows.map(({ id }) => id);
}
