// Employees: the persons of the organisation.
import type { Role } from "@hesper/contract";
import { type AuditEvent, recordEvent } from "../audit/service.ts";
import type { Handle, Tx } from "../database/database.ts";
import { type EmployeeId, type IdSource, newId } from "../security/ids.ts";
import * as store from "./store.ts";

export interface Employee {
  readonly id: EmployeeId;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

/** The form in which emails are compared: the case does not matter, nor how a letter was composed. */
export function emailKey(email: string): string {
  return email.trim().normalize("NFC").toLowerCase();
}

export async function findEmployeeByEmail(db: Handle, email: string): Promise<Employee | null> {
  return store.findByEmailKey(db, emailKey(email));
}

/** Throws when there is none: ids come from rows that refer to the employee. */
export async function getEmployee(db: Handle, id: EmployeeId): Promise<Employee> {
  const found = await store.findById(db, id);
  if (!found) throw new Error("An employee that is referred to does not exist.");
  return found;
}

/** Adds a person. The unique index on the email throws when the email is taken: see `isUniqueViolation`. */
export async function createEmployee(
  tx: Tx,
  ids: IdSource,
  person: { email: string; name: string; role: Role; by: Pick<AuditEvent, "actorId" | "origin"> },
): Promise<Employee> {
  const employee = { id: newId<EmployeeId>(ids), email: person.email, name: person.name, role: person.role };
  const nowMs = ids.clock.nowMs();
  await store.insert(tx, {
    ...employee,
    email_key: emailKey(person.email),
    created_at: nowMs,
    updated_at: nowMs,
    revision: 1,
  });
  const detail = { role: person.role };
  await recordEvent(tx, ids, { ...person.by, type: "employee.created", subjectId: employee.id, detail });
  return employee;
}

/**
 * Holds this person's row until the transaction ends, so that what decides over a log-in (factors, sessions) cannot
 * change between reading and writing, on any database.
 */
export async function lockEmployee(tx: Tx, id: EmployeeId): Promise<void> {
  await store.touch(tx, id);
}

export async function renameEmployee(tx: Tx, id: EmployeeId, change: { name: string; nowMs: number }): Promise<void> {
  await store.rename(tx, id, change);
}
