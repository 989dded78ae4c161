// The table of employees.
import type { Role } from "@hesper/contract";
import { type Expression, type Insertable, type SqlBool, sql } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { lower } from "../database/text.ts";
import type { EmployeeId } from "../security/ids.ts";
import type { Employee, EmployeeStatus } from "./employee.ts";

const columns = [
  "id",
  "email",
  "name",
  "role",
  "status",
  "grace_started_at as graceStartedAtMs",
  "created_at as createdAtMs",
  "last_login_at as lastLoginAtMs",
  "revision",
] as const;

export async function findByEmailKey(db: Handle, key: string): Promise<Employee | null> {
  return (await db.selectFrom("employees").select(columns).where("email_key", "=", key).executeTakeFirst()) ?? null;
}

export async function findById(db: Handle, id: EmployeeId): Promise<Employee | null> {
  return (await db.selectFrom("employees").select(columns).where("id", "=", id).executeTakeFirst()) ?? null;
}

export async function findByIds(db: Handle, ids: readonly EmployeeId[]): Promise<Employee[]> {
  return ids.length === 0 ? [] : db.selectFrom("employees").select(columns).where("id", "in", ids).execute();
}

export interface PeopleFilter {
  readonly search?: string | undefined;
  readonly roles?: readonly Role[] | undefined;
  readonly status?: EmployeeStatus | undefined;
}

/** A page of people by name. @param after the name and id that the page goes on after. */
export async function list(
  db: Handle,
  { search, roles, status }: PeopleFilter,
  { limit, after }: { limit: number; after: { name: string; id: string } | null },
): Promise<Employee[]> {
  let query = db.selectFrom("employees").select(columns);
  if (roles !== undefined) query = query.where("role", "in", roles);
  if (status !== undefined) query = query.where("status", "=", status);
  if (search !== undefined && search !== "") {
    // Names and emails are kept composed (NFC): what is typed may not be.
    const pattern = `%${search
      .normalize("NFC")
      .toLowerCase()
      .replace(/[\\%_]/g, (one) => `\\${one}`)}%`;
    query = query.where((eb) =>
      eb.or([contains(lower(db, eb.ref("name")), pattern), contains(eb.ref("email_key"), pattern)]),
    );
  }
  if (after !== null) {
    query = query.where((eb) =>
      eb.or([
        eb("name", ">", after.name),
        eb.and([eb("name", "=", after.name), eb("id", ">", after.id as EmployeeId)]),
      ]),
    );
  }
  return query.orderBy("name").orderBy("id").limit(limit).execute();
}

function contains(text: Expression<unknown>, pattern: string) {
  return sql<SqlBool>`${text} like ${pattern} escape '\\'`;
}

export async function insert(tx: Tx, row: Insertable<Tables["employees"]>): Promise<void> {
  await tx.insertInto("employees").values(row).execute();
}

/** Writes the row without changing it: that locks it until the transaction ends. */
export async function touch(tx: Tx, id: EmployeeId): Promise<void> {
  await tx
    .updateTable("employees")
    .set((eb) => ({ revision: eb.ref("revision") }))
    .where("id", "=", id)
    .execute();
}

export async function touchAdministrators(tx: Tx): Promise<void> {
  await tx
    .updateTable("employees")
    .set((eb) => ({ revision: eb.ref("revision") }))
    .where("role", "=", "administrator")
    .execute();
}

export async function countAdministrators(db: Handle, but: readonly EmployeeId[]): Promise<number> {
  const { count } = await db
    .selectFrom("employees")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("role", "=", "administrator")
    .where("status", "=", "active")
    .where("id", "not in", but)
    .executeTakeFirstOrThrow();
  return Number(count);
}

type Change = Partial<Pick<Tables["employees"], "name" | "email" | "email_key" | "role" | "status" | "last_login_at">>;

export async function change(tx: Tx, id: EmployeeId, { nowMs, ...fields }: Change & { nowMs: number }): Promise<void> {
  await tx
    .updateTable("employees")
    .set((eb) => ({ ...fields, updated_at: nowMs, revision: eb("revision", "+", 1) }))
    .where("id", "=", id)
    .execute();
}

export async function markLoggedIn(tx: Tx, id: EmployeeId, nowMs: number): Promise<void> {
  await tx.updateTable("employees").set({ last_login_at: nowMs }).where("id", "=", id).execute();
}

/** Set once: a guarded update, so that nothing renews it. */
export async function startGrace(tx: Tx, { id, nowMs }: { id: EmployeeId; nowMs: number }): Promise<void> {
  await tx
    .updateTable("employees")
    .set({ grace_started_at: nowMs })
    .where("id", "=", id)
    .where("grace_started_at", "is", null)
    .execute();
}

export async function startGraceOfRoles(
  tx: Tx,
  { roles, nowMs }: { roles: readonly Role[]; nowMs: number },
): Promise<void> {
  await tx
    .updateTable("employees")
    .set({ grace_started_at: nowMs })
    .where("role", "in", roles)
    .where("status", "=", "active")
    .where("grace_started_at", "is", null)
    .execute();
}

export async function remove(tx: Tx, id: EmployeeId): Promise<boolean> {
  return (await tx.deleteFrom("employees").where("id", "=", id).executeTakeFirst()).numDeletedRows === 1n;
}
