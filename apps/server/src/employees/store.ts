// The table of employees, with the words that they are found by and what was changed of them lately.
import type { Role } from "@hesper/contract";
import { type ExpressionBuilder, type Insertable, sql } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import { isSqlite } from "../database/engine.ts";
import { holding } from "../database/holding.ts";
import { prepared } from "../database/prepared.ts";
import type { Tables } from "../database/tables.ts";
import { sortKey } from "../database/words.ts";
import type { EmployeeId, GroupId } from "../security/ids.ts";
import type { Employee, EmployeeStatus } from "./employee.ts";
import { insertWords, removeWords, renewWords } from "./found-by.ts";

export const columns = [
  "employees.id",
  "email",
  "name",
  "role",
  "status",
  "phone",
  "grace_started_at as graceStartedAtMs",
  "created_at as createdAtMs",
  "last_login_at as lastLoginAtMs",
  "external_id as externalId",
  "company_id as companyId",
  "department_id as departmentId",
  "position_id as positionId",
  "revision",
] as const;

/** Whose password it is, where there is one: the person can log in. Both databases give the same for it. */
export const passwordOf =
  sql<EmployeeId | null>`(select p.employee_id from passwords p where p.employee_id = employees.id)`.as("passwordOf");

/**
 * A group that asks the person for a second factor, where there is one. A cross join is gone through from the left by
 * SQLite: from the groups of the person, and not from all that there are.
 */
export const askingGroup = sql<GroupId | null>`(select min(m.group_id) from group_members m cross join groups g
  where m.employee_id = employees.id and g.id = m.group_id and g.requires_two_factor = 1)`.as("askingGroup");

type Row = Omit<Employee, "hasLogIn" | "isAskedByGroup"> & {
  readonly passwordOf: EmployeeId | null;
  readonly askingGroup: GroupId | null;
};

/** Named one by one: at every request of a person, and a row may hold more. */
export function employeeOf(row: Row): Employee {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    status: row.status,
    phone: row.phone,
    graceStartedAtMs: row.graceStartedAtMs,
    createdAtMs: row.createdAtMs,
    lastLoginAtMs: row.lastLoginAtMs,
    externalId: row.externalId,
    companyId: row.companyId,
    departmentId: row.departmentId,
    positionId: row.positionId,
    revision: row.revision,
    hasLogIn: row.passwordOf !== null,
    isAskedByGroup: row.askingGroup !== null,
  };
}

/** A condition: the person can log in. */
function hasPassword({ exists, selectFrom }: ExpressionBuilder<Tables, "employees">) {
  return exists(selectFrom("passwords").select("employee_id").whereRef("employee_id", "=", "employees.id"));
}

/** Employees as `employeeOf` takes them. */
export function select(db: Handle) {
  return db.selectFrom("employees").select(columns).select([passwordOf, askingGroup]);
}

const byEmailKey = prepared((db, { key }: { key: string }) => select(db).where("email_key", "=", key));

export async function findByEmailKey(db: Handle, key: string): Promise<Employee | null> {
  const [row] = (await byEmailKey(db, { key })).rows;
  return row ? employeeOf(row) : null;
}

const byId = prepared((db, { id }: { id: EmployeeId }) => select(db).where("id", "=", id));

export async function findById(db: Handle, id: EmployeeId): Promise<Employee | null> {
  const [row] = (await byId(db, { id })).rows;
  return row ? employeeOf(row) : null;
}

/** In no order. */
export async function findByIds(db: Handle, ids: readonly EmployeeId[]): Promise<Employee[]> {
  return ids.length === 0 ? [] : (await select(db).where("id", "in", ids).execute()).map(employeeOf);
}

/** In no order. */
export async function findByEmailKeys(db: Handle, keys: readonly string[]): Promise<Employee[]> {
  return keys.length === 0 ? [] : (await select(db).where("email_key", "in", keys).execute()).map(employeeOf);
}

/** In no order. */
export async function findByExternalIds(db: Handle, known: readonly string[]): Promise<Employee[]> {
  return known.length === 0 ? [] : (await select(db).where("external_id", "in", known).execute()).map(employeeOf);
}

/** Whether another employee has it. */
export async function isExternalIdTaken(db: Handle, externalId: string, but: EmployeeId | null): Promise<boolean> {
  const row = await db.selectFrom("employees").select("id").where("external_id", "=", externalId).executeTakeFirst();
  return row !== undefined && row.id !== but;
}

/** By name. @param limit the most that are listed. */
export async function listOfRoles(
  db: Handle,
  { roles, status, limit }: { roles: readonly Role[]; status: EmployeeStatus; limit: number },
): Promise<Employee[]> {
  const some = select(db).where("role", "in", roles).where("status", "=", status);
  return (await some.orderBy("name_key").orderBy("id").limit(limit).execute()).map(employeeOf);
}

export type NewEmployeeRow = Omit<Insertable<Tables["employees"]>, "name_key" | "last_login_key" | "last_login_at">;

/** Nobody has logged in yet. */
export async function insert(tx: Tx, row: NewEmployeeRow): Promise<void> {
  await insertMany(tx, [row]);
}

/** Fewer than the parameters that a statement may have. */
const atOnce = 500;

/** With their words. Throws the error of the unique index where an email or an external id is taken. */
export async function insertMany(tx: Tx, rows: readonly NewEmployeeRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += atOnce) {
    const some = rows.slice(at, at + atOnce);
    const keys = { last_login_at: null, last_login_key: 0 };
    const values = some.map((row) => ({ ...row, ...keys, name_key: sortKey(row.name) }));
    await tx.insertInto("employees").values(values).execute();
    await insertWords(tx, some);
  }
}

/** Writes the row without changing it: that locks it until the transaction ends, at any isolation level. */
const held = prepared((db, { id }: { id: EmployeeId }) =>
  db
    .updateTable("employees")
    .set((eb) => ({ revision: eb.ref("revision") }))
    .where("id", "=", id)
    .returning(columns)
    .returning([passwordOf, askingGroup]),
);

/** Holds a row until the transaction ends, and tells how it stays. A transaction of SQLite holds all there is. */
export async function hold(tx: Tx, id: EmployeeId): Promise<Employee | null> {
  const [row] = (await (isSqlite(tx) ? byId : held)(tx, { id })).rows;
  return row ? employeeOf(row) : null;
}

export async function touchAdministrators(tx: Tx): Promise<void> {
  await tx
    .updateTable("employees")
    .set((eb) => ({ revision: eb.ref("revision") }))
    .where("role", "=", "administrator")
    .execute();
}

/** Of those who can log in. */
export async function countAdministrators(db: Handle, but: readonly EmployeeId[]): Promise<number> {
  const { count } = await db
    .selectFrom("employees")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("role", "=", "administrator")
    .where("status", "=", "active")
    .where(hasPassword)
    .where("id", "not in", but)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** What may be changed; a change of the email brings its key, one of the department the department's. */
export type Change = Partial<
  Pick<
    Tables["employees"],
    | "name"
    | "email"
    | "email_key"
    | "role"
    | "status"
    | "last_login_at"
    | "phone"
    | "external_id"
    | "company_id"
    | "department_id"
    | "department_key"
    | "position_id"
  >
>;

/** Those that a person is told of. */
const toldFields = [
  ...(["name", "email", "role", "status", "phone", "external_id"] as const),
  ...(["company_id", "department_id", "position_id"] as const),
] as const satisfies readonly (keyof Change)[];
const wordedFields = ["name", "email", "external_id"] as const;

export interface Made {
  readonly nowMs: number;
  /** Null: nobody known, or the command line. */
  readonly by: EmployeeId | null;
}

export async function change(tx: Tx, id: EmployeeId, fields: Change, made: Made): Promise<void> {
  const { name, last_login_at } = fields;
  const keys = {
    ...(name === undefined ? {} : { name_key: sortKey(name) }),
    ...(last_login_at === undefined ? {} : { last_login_key: last_login_at ?? 0 }),
  };
  await tx
    .updateTable("employees")
    .set((eb) => ({ ...fields, ...keys, updated_at: made.nowMs, revision: eb("revision", "+", 1) }))
    .where("id", "=", id)
    .execute();
  if (wordedFields.some((field) => fields[field] !== undefined)) await renewWords(tx, [id]);
  await noteChange(tx, id, { ...made, fields: toldFields.filter((field) => fields[field] !== undefined) });
}

const changesKept = 20;

async function noteChange(
  tx: Tx,
  id: EmployeeId,
  { nowMs, by, fields }: Made & { fields: readonly string[] },
): Promise<void> {
  const query = tx.selectFrom("employees").select("revision").where("id", "=", id);
  const { revision } = await query.executeTakeFirstOrThrow();
  const row = { employee_id: id, revision, changed_by: by, fields: fields.join(","), changed_at: nowMs };
  await tx.insertInto("employee_changes").values(row).execute();
  const old = tx.deleteFrom("employee_changes").where("employee_id", "=", id);
  await old.where("revision", "<=", revision - changesKept).execute();
}

/** What was changed since a revision, the latest first. */
export async function listChanges(db: Handle, id: EmployeeId, sinceRevision: number) {
  const all = db.selectFrom("employee_changes").selectAll().where("employee_id", "=", id);
  return all.where("revision", ">", sinceRevision).orderBy("revision", "desc").execute();
}

const markedLoggedIn = prepared((db, { id, nowMs }: { id: EmployeeId; nowMs: number }) =>
  db.updateTable("employees").set({ last_login_at: nowMs, last_login_key: nowMs }).where("id", "=", id),
);

export async function markLoggedIn(tx: Tx, id: EmployeeId, nowMs: number): Promise<void> {
  await markedLoggedIn(tx, { id, nowMs });
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

/** The same for members of a group. @param some all of them, where none are named. */
export async function startGraceOfMembers(
  tx: Tx,
  { groupId, some, nowMs }: { groupId: GroupId; some?: readonly EmployeeId[]; nowMs: number },
): Promise<void> {
  const members = tx.selectFrom("group_members").select("employee_id").where("group_id", "=", groupId);
  await tx
    .updateTable("employees")
    .set({ grace_started_at: nowMs })
    .where("id", "in", some === undefined ? members : members.where("employee_id", "in", some))
    .where("status", "=", "active")
    .where(hasPassword)
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
    .where(hasPassword)
    .where("grace_started_at", "is", null)
    .execute();
}

/** As for a deletion: also who only refers to the employee waits. */
export async function holdAlone(tx: Tx, id: EmployeeId): Promise<void> {
  await sql`select id from employees where id = ${id} ${holding(tx, "alone")}`.execute(tx);
}

export async function remove(tx: Tx, id: EmployeeId): Promise<boolean> {
  await removeWords(tx, [id]);
  return (await tx.deleteFrom("employees").where("id", "=", id).executeTakeFirst()).numDeletedRows === 1n;
}
