import { askedOften, type Handle, type Tx } from "../database/database.ts";
import { prepared } from "../database/prepared.ts";
import type { Tables } from "../database/tables.ts";
import { employeeOf, select as selectEmployees } from "../employees/store.ts";
import type { EmployeeId, SessionId } from "../security/ids.ts";
import { allSettings } from "../settings/store.ts";

const inserted = prepared((db, row: Tables["sessions"]) =>
  db.insertInto("sessions").values({
    id: row.id,
    token_hash: row.token_hash,
    employee_id: row.employee_id,
    assurance: row.assurance,
    purpose: row.purpose,
    created_at: row.created_at,
    authenticated_at: row.authenticated_at,
    last_seen_at: row.last_seen_at,
    expires_at: row.expires_at,
    address: row.address,
    user_agent: row.user_agent,
  }),
);

export async function insert(tx: Tx, row: Tables["sessions"]): Promise<void> {
  await inserted(tx, row);
}

export async function findByTokenHash(db: Handle, hash: string) {
  return (
    (await db.selectFrom("sessions as s").select(used).where("s.token_hash", "=", hash).executeTakeFirst()) ?? null
  );
}

const used = [
  "s.id as session_id",
  "s.employee_id",
  "s.assurance",
  "s.purpose",
  "s.authenticated_at",
  "s.last_seen_at",
  "s.expires_at",
] as const;

/** What decides whether a session lives. */
export type UsedRow = { readonly session_id: SessionId } & Pick<
  Tables["sessions"],
  "employee_id" | "assurance" | "purpose" | "authenticated_at" | "last_seen_at" | "expires_at"
>;

/** A session with its person and all settings, by the SHA-256 of the token. */
export const findUse = askedOften(
  (db, hash) =>
    db
      .selectFrom("sessions as s")
      .innerJoin(selectEmployees(db).as("e"), "e.id", "s.employee_id")
      .selectAll("e")
      .select(used)
      .select(allSettings(db).as("settings"))
      .where("s.token_hash", "=", hash),
  (row) => ({ session: row as UsedRow, employee: employeeOf(row), settings: row.settings }),
);

export async function exists(db: Handle, id: SessionId): Promise<boolean> {
  return (await db.selectFrom("sessions").select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
}

export async function touch(tx: Tx, id: SessionId, nowMs: number): Promise<void> {
  await tx
    .updateTable("sessions")
    .set({ last_seen_at: nowMs })
    .where("id", "=", id)
    .where("last_seen_at", "<", nowMs)
    .execute();
}

export async function remove(tx: Tx, id: SessionId): Promise<boolean> {
  const done = await tx.deleteFrom("sessions").where("id", "=", id).executeTakeFirst();
  return done.numDeletedRows === 1n;
}

export async function removeByTokenHash(tx: Tx, hash: string): Promise<void> {
  await tx.deleteFrom("sessions").where("token_hash", "=", hash).execute();
}

export async function removeOfEmployee(tx: Tx, employeeId: EmployeeId, except: SessionId | null): Promise<void> {
  const all = tx.deleteFrom("sessions").where("employee_id", "=", employeeId);
  await (except === null ? all : all.where("id", "!=", except)).execute();
}

export async function removeForSetUp(tx: Tx, employeeId: EmployeeId): Promise<void> {
  await tx.deleteFrom("sessions").where("employee_id", "=", employeeId).where("purpose", "=", "factor_setup").execute();
}

export async function removeExpired(tx: Tx, { nowMs, idleMs }: { nowMs: number; idleMs: number }): Promise<void> {
  await tx
    .deleteFrom("sessions")
    .where((eb) => eb.or([eb("expires_at", "<=", nowMs), eb("last_seen_at", "<=", nowMs - idleMs)]))
    .execute();
}

/** No session lives for longer than this since it began. */
export async function shorten(tx: Tx, longestMs: number): Promise<void> {
  await tx
    .updateTable("sessions")
    .set((eb) => ({ expires_at: eb("created_at", "+", longestMs) }))
    .where((eb) => eb("expires_at", ">", eb("created_at", "+", longestMs)))
    .execute();
}

/** A page of a person's sessions, the latest first; ids are sortable by time. */
export async function listOfEmployee(
  db: Handle,
  {
    employeeId,
    limit,
    before,
    nowMs,
    idleMs,
  }: { employeeId: EmployeeId; limit: number; before: string | null; nowMs: number; idleMs: number },
) {
  const mine = db.selectFrom("sessions").selectAll().where("employee_id", "=", employeeId);
  const alive = mine.where("expires_at", ">", nowMs).where("last_seen_at", ">", nowMs - idleMs);
  const page = before === null ? alive : alive.where("id", "<", before as SessionId);
  return page.orderBy("id", "desc").limit(limit).execute();
}

export async function removeOwn(tx: Tx, employeeId: EmployeeId, id: SessionId): Promise<boolean> {
  const query = tx.deleteFrom("sessions").where("id", "=", id).where("employee_id", "=", employeeId);
  return (await query.executeTakeFirst()).numDeletedRows === 1n;
}

export async function removeAll(tx: Tx): Promise<void> {
  await tx.deleteFrom("sessions").execute();
}
