// The tables of authenticators and of enrolments that are not finished.
import type { Insertable } from "kysely";
import type { EncryptedColumn } from "../data-keys/rotation.ts";
import type { Handle, Tx } from "../database/database.ts";
import { prepared } from "../database/prepared.ts";
import type { Tables } from "../database/tables.ts";
import { keyIdOf, type Place } from "../security/encryption.ts";
import type { AuthenticatorId, EmployeeId } from "../security/ids.ts";

type SecretTable = "authenticators" | "authenticator_enrolments";

/** Where the secret of a row is stored: its encryption is bound to that place. */
export function placeOf(table: SecretTable, row: AuthenticatorId): Place {
  return { table, column: "secret", row };
}

type NewRow<T extends SecretTable> = Omit<Insertable<Tables[T]>, "secret_key_id">;

/** The key that the secret names is named beside it, so that the database does not let it be removed. */
function withKeyId<Row extends { secret: string }>(row: Row) {
  return { ...row, secret_key_id: keyIdOf(row.secret) };
}

export async function insertEnrolment(tx: Tx, row: NewRow<"authenticator_enrolments">): Promise<void> {
  await tx.insertInto("authenticator_enrolments").values(withKeyId(row)).execute();
}

export async function removeEnrolments(tx: Tx, employeeId: EmployeeId): Promise<void> {
  await tx.deleteFrom("authenticator_enrolments").where("employee_id", "=", employeeId).execute();
}

export async function findEnrolment(db: Handle, employeeId: EmployeeId, id: AuthenticatorId) {
  const query = db.selectFrom("authenticator_enrolments").selectAll().where("id", "=", id);
  return (await query.where("employee_id", "=", employeeId).executeTakeFirst()) ?? null;
}

export async function spendEnrolment(
  tx: Tx,
  { employeeId, id, nowMs }: { employeeId: EmployeeId; id: AuthenticatorId; nowMs: number },
): Promise<boolean> {
  const query = tx.deleteFrom("authenticator_enrolments").where("id", "=", id).where("employee_id", "=", employeeId);
  return (await query.where("expires_at", ">", nowMs).executeTakeFirst()).numDeletedRows === 1n;
}

export async function insertAuthenticator(tx: Tx, row: NewRow<"authenticators">): Promise<void> {
  await tx.insertInto("authenticators").values(withKeyId(row)).execute();
}

const withSecrets = prepared((db, { employeeId }: { employeeId: EmployeeId }) =>
  db
    .selectFrom("authenticators")
    .select(["id", "secret", "last_spent_step"])
    .where("employee_id", "=", employeeId)
    .orderBy("id"),
);

export async function findAuthenticatorsWithSecrets(db: Handle, employeeId: EmployeeId) {
  return (await withSecrets(db, { employeeId })).rows;
}

interface Spending {
  readonly id: AuthenticatorId;
  readonly step: number;
  readonly nowMs: number;
}

const spent = prepared((db, { id, step, nowMs }: Spending) =>
  db
    .updateTable("authenticators")
    .set({ last_spent_step: step, last_used_at: nowMs })
    .where("id", "=", id)
    .where("last_spent_step", "<", step),
);

const withoutSecrets = prepared((db, { employeeId }: { employeeId: EmployeeId }) =>
  db
    .selectFrom("authenticators")
    .select(["id", "name", "created_at", "last_used_at"])
    .where("employee_id", "=", employeeId)
    .orderBy("id"),
);

export async function listAuthenticators(db: Handle, employeeId: EmployeeId) {
  return (await withoutSecrets(db, { employeeId })).rows;
}

/** The one guarded statement behind "an accepted code is spent" (RFC 6238 5.2). */
export async function spendStep(tx: Tx, spending: Spending): Promise<boolean> {
  return (await spent(tx, spending)).numAffectedRows === 1n;
}

export async function renameAuthenticator(
  tx: Tx,
  { employeeId, id, name }: { employeeId: EmployeeId; id: AuthenticatorId; name: string },
): Promise<boolean> {
  const query = tx.updateTable("authenticators").set({ name }).where("id", "=", id);
  return (await query.where("employee_id", "=", employeeId).executeTakeFirst()).numUpdatedRows === 1n;
}

export async function removeAuthenticator(tx: Tx, employeeId: EmployeeId, id: AuthenticatorId): Promise<boolean> {
  const query = tx.deleteFrom("authenticators").where("id", "=", id);
  return (await query.where("employee_id", "=", employeeId).executeTakeFirst()).numDeletedRows === 1n;
}

export async function removeAll(tx: Tx, employeeId: EmployeeId): Promise<number> {
  await removeEnrolments(tx, employeeId);
  const done = await tx.deleteFrom("authenticators").where("employee_id", "=", employeeId).executeTakeFirst();
  return Number(done.numDeletedRows);
}

/** The secrets of one of the two tables, for a rotation of the keys. */
export function encryptedColumn(table: SecretTable): EncryptedColumn {
  const others = (db: Handle, keyId: string) =>
    db
      .selectFrom(table)
      .where((eb) => eb.or([eb(`${table}.secret_key_id`, "is", null), eb(`${table}.secret_key_id`, "<>", keyId)]));
  return {
    async countOthers(db, keyId) {
      const query = others(db, keyId).select(({ fn }) => fn.countAll().as("count"));
      return Number((await query.executeTakeFirstOrThrow()).count);
    },
    async selectOthers(db, { keyId, after, limit }) {
      const rows = await others(db, keyId)
        .innerJoin("employees", "employees.id", `${table}.employee_id`)
        .select([`${table}.id`, `${table}.secret`, "employees.email"])
        .where(`${table}.id`, ">", after as AuthenticatorId)
        .orderBy(`${table}.id`)
        .limit(limit)
        .execute();
      return rows.map(({ id, secret, email }) => ({ place: placeOf(table, id), stored: secret, email }));
    },
    async replace(tx, { row, from, to }) {
      const done = await tx
        .updateTable(table)
        .set({ secret: to, secret_key_id: keyIdOf(to) })
        .where("id", "=", row as AuthenticatorId)
        .where("secret", "=", from)
        .executeTakeFirst();
      return done.numUpdatedRows === 1n;
    },
  };
}

export async function removeAllEnrolments(tx: Tx): Promise<void> {
  await tx.deleteFrom("authenticator_enrolments").execute();
}

/** As if a code of that step had been accepted by every authenticator. Never goes back. */
export async function spendStepsUpTo(tx: Tx, step: number): Promise<void> {
  await tx.updateTable("authenticators").set({ last_spent_step: step }).where("last_spent_step", "<", step).execute();
}
