// Employees: the persons of the organisation.
import type { Role } from "@hesper/contract";
import { type AuditEvent, recordEvent } from "../audit/service.ts";
import type { Handle, Tx } from "../database/database.ts";
import { type EmployeeId, type GroupId, type IdSource, newId } from "../security/ids.ts";
import { holdSettings, type Settings } from "../settings/service.ts";
import type { Employee, EmployeeStatus } from "./employee.ts";
import * as store from "./store.ts";

export type { Employee, EmployeeStatus } from "./employee.ts";

/** The form in which emails are compared: the case does not matter, nor how a letter was composed. */
export function emailKey(email: string): string {
  return email.trim().normalize("NFC").toLowerCase();
}

export async function findEmployeeByEmail(db: Handle, email: string): Promise<Employee | null> {
  return store.findByEmailKey(db, emailKey(email));
}

export async function findEmployee(db: Handle, id: EmployeeId): Promise<Employee | null> {
  return store.findById(db, id);
}

/** Those of these ids that there are, in no order. */
export async function findEmployees(db: Handle, ids: readonly EmployeeId[]): Promise<Employee[]> {
  return store.findByIds(db, ids);
}

const mostListed = 1000;

/** People of some roles who may log in. */
export async function listActive(db: Handle, roles: readonly Role[]): Promise<Employee[]> {
  return store.listOfRoles(db, { roles, status: "active", limit: mostListed });
}

/** Throws when there is none: ids come from rows that refer to the employee. */
export async function getEmployee(db: Handle, id: EmployeeId): Promise<Employee> {
  const found = await store.findById(db, id);
  if (!found) throw new Error("An employee that is referred to does not exist.");
  return found;
}

/** What else is known of an employee, as the table has it. */
export type MoreOfEmployee = Partial<
  Pick<store.Change, "phone" | "external_id" | "company_id" | "department_id" | "department_key" | "position_id">
>;

export interface NewEmployee {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly status?: EmployeeStatus;
  /** False: gets no password with this. */
  readonly hasLogIn?: boolean;
  readonly more?: MoreOfEmployee;
  readonly by: Pick<AuditEvent, "actorId" | "origin">;
}

/** Adds a person. The unique index on the email throws when the email is taken: see `isUniqueViolation`. */
export async function createEmployee(tx: Tx, ids: IdSource, person: NewEmployee): Promise<Employee> {
  const id = newId<EmployeeId>(ids);
  const nowMs = ids.clock.nowMs();
  await store.insert(tx, {
    phone: null,
    external_id: null,
    company_id: null,
    department_id: null,
    department_key: "",
    position_id: null,
    ...person.more,
    id,
    email: person.email,
    name: person.name,
    role: person.role,
    email_key: emailKey(person.email),
    status: person.status ?? "active",
    grace_started_at: null,
    created_at: nowMs,
    updated_at: nowMs,
    revision: 1,
  });
  if (person.hasLogIn ?? true) await startGrace(tx, ids, id);
  const detail = { role: person.role };
  await recordEvent(tx, ids, { ...person.by, type: "employee.created", subjectId: id, detail });
  return getEmployee(tx, id);
}

/** An invited person has chosen a password. */
export async function activate(
  tx: Tx,
  ids: IdSource,
  { id, name }: { id: EmployeeId; name: string },
): Promise<Employee> {
  const nowMs = ids.clock.nowMs();
  await store.change(tx, id, { name, status: "active", last_login_at: nowMs }, { nowMs, by: id });
  await startGrace(tx, ids, id);
  return getEmployee(tx, id);
}

export type Asked = Pick<Employee, "role" | "isAskedByGroup">;

/** Whether the policy, or a group that the person is in, asks for a second factor. */
export function isTwoFactorAsked({ role, isAskedByGroup }: Asked, settings: Settings): boolean {
  return isAskedByGroup || isRoleAsked(role, settings);
}

/** Whether the policy asks everybody of a role for a second factor. */
export function isRoleAsked(role: Role, { requireTwoFactor }: Settings): boolean {
  return requireTwoFactor === "everyone" || (requireTwoFactor === "administrators" && role === "administrator");
}

/** The days of grace begin when the policy first asks an active person for a second factor; nothing begins them again. */
export async function startGrace(tx: Tx, ids: IdSource, id: EmployeeId): Promise<void> {
  const person = await getEmployee(tx, id);
  if (person.status !== "active" || !isTwoFactorAsked(person, await holdSettings(tx))) return;
  await store.startGrace(tx, { id, nowMs: ids.clock.nowMs() });
}

/** The same for everybody whom a changed policy asks now. */
export async function startGraceOfAll(tx: Tx, ids: IdSource, settings: Settings): Promise<void> {
  const roles = (["administrator", "auditor", "employee"] as const).filter((role) => isRoleAsked(role, settings));
  if (roles.length > 0) await store.startGraceOfRoles(tx, { roles, nowMs: ids.clock.nowMs() });
}

/** The same for members of a group that asks for a second factor. @param some all of them, where none are named. */
export async function startGraceOfMembers(
  tx: Tx,
  ids: IdSource,
  members: { groupId: GroupId; some?: readonly EmployeeId[] },
): Promise<void> {
  await store.startGraceOfMembers(tx, { ...members, nowMs: ids.clock.nowMs() });
}

/**
 * Holds this person's row until the transaction ends, so that what decides over a log-in (factors, sessions) cannot
 * change between reading and writing, on any database. Tells how the person is until then; null: there is none.
 */
export async function lockEmployee(tx: Tx, id: EmployeeId): Promise<Employee | null> {
  return store.hold(tx, id);
}

/** Holds the rows of all administrators: two who demote each other meet here, and the second sees what the first did. */
export async function lockAdministrators(tx: Tx): Promise<void> {
  await store.touchAdministrators(tx);
}

/** Active administrators but these. */
export async function countOtherAdministrators(db: Handle, but: readonly EmployeeId[]): Promise<number> {
  return store.countAdministrators(db, but);
}

/** By the person. */
export async function renameEmployee(
  tx: Tx,
  id: EmployeeId,
  { name, nowMs }: { name: string; nowMs: number },
): Promise<void> {
  await store.change(tx, id, { name }, { nowMs, by: id });
}

/** By the person. Throws the error of the unique index when the email is taken. */
export async function changeEmail(
  tx: Tx,
  id: EmployeeId,
  { email, nowMs }: { email: string; nowMs: number },
): Promise<void> {
  await store.change(tx, id, { email, email_key: emailKey(email) }, { nowMs, by: id });
}

export async function markLoggedIn(tx: Tx, id: EmployeeId, nowMs: number): Promise<void> {
  await store.markLoggedIn(tx, id, nowMs);
}

/** With all that hangs on the row. */
export async function removeEmployee(tx: Tx, id: EmployeeId): Promise<boolean> {
  return store.remove(tx, id);
}
