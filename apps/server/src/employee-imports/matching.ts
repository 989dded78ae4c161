// Whom a row is about, and why it must not be carried out: the rules of one row, without the database.
import { importLimits, type Role } from "@hesper/contract";
import { type Employee, emailKey } from "../employees/service.ts";
import type { EmployeeId } from "../security/ids.ts";
import type { Fields } from "./cells.ts";

/** What the rules need to know of everything else. */
export interface Known {
  readonly byEmail: ReadonlyMap<string, Employee>;
  readonly byExternalId: ReadonlyMap<string, Employee>;
  /** Employees who were invited and have not accepted. */
  readonly invited: ReadonlyMap<EmployeeId, unknown>;
  /** The two rows that have the same email, or the same external id. */
  readonly emailTwice: ReadonlyMap<string, readonly [number, number]>;
  readonly externalIdTwice: ReadonlyMap<string, readonly [number, number]>;
  /** Who imports. */
  readonly importer: EmployeeId;
  readonly sendsMail: boolean;
}

export interface Match {
  /** Null: a new one. */
  readonly employee: Employee | null;
  /** Changes what somebody may do, or an email that somebody logs in with or was invited at. */
  readonly delicate: boolean;
}

/** A row that may be carried out. */
export interface Accepted extends Match {
  readonly row: number;
  readonly fields: Fields;
}

/** A refusal is the sentence that says why. */
export function matchRow(fields: Fields, known: Known): Match | string {
  const twice = sayTwice(fields, known);
  if (twice !== null) return twice;
  const found = findEmployee(fields, known);
  if (typeof found === "string") return found;
  const reason = found === null ? obstacleToNew(fields) : obstacleToChange(found, fields, known);
  return reason ?? { employee: found, delicate: isDelicate(found, fields, known) };
}

function sayTwice({ email, externalId }: Fields, { emailTwice, externalIdTwice }: Known): string | null {
  const say = (what: string, [one, other]: readonly [number, number]) =>
    `The same ${what} is in rows ${one + 1} and ${other + 1} of the file.`;
  const byEmail = email === undefined ? undefined : emailTwice.get(emailKey(email));
  if (byEmail) return say("email", byEmail);
  const byId = externalId === undefined ? undefined : externalIdTwice.get(externalId);
  return byId ? say("external id", byId) : null;
}

function findEmployee({ email, externalId }: Fields, { byEmail, byExternalId }: Known): Employee | null | string {
  if (email === undefined && externalId === undefined) {
    return "The row has neither an email nor an external id: it does not say whom it is about.";
  }
  const withEmail = email === undefined ? null : (byEmail.get(emailKey(email)) ?? null);
  const withId = externalId === undefined ? null : (byExternalId.get(externalId) ?? null);
  if (withId !== null) {
    return withEmail === null || withEmail.id === withId.id
      ? withId
      : `The email belongs to ${withEmail.name}, the external id to ${withId.name}.`;
  }
  const hasOther = externalId !== undefined && withEmail !== null && withEmail.externalId !== null;
  return hasOther
    ? `${withEmail.name}, who has this email, has another external id: “${withEmail.externalId}”.`
    : withEmail;
}

function obstacleToNew({ email, name, department, company }: Fields): string | null {
  if (email === undefined) return "Nobody has this external id, and a new employee needs an email.";
  if (name === undefined) return "Nobody has this email, and a new employee needs a name.";
  return department !== undefined && company === undefined ? departmentNeedsCompany : null;
}

const departmentNeedsCompany = "A department belongs to a company, and the row names none.";

function obstacleToChange(employee: Employee, fields: Fields, { importer, sendsMail }: Known): string | null {
  const { role, department, company } = fields;
  if (department !== undefined && company === undefined && employee.companyId === null) return departmentNeedsCompany;
  if (employee.id !== importer) return null;
  if (role !== undefined && role !== employee.role) return "Your own role is not changed by an import.";
  return hasOtherEmail(employee, fields) && sendsMail
    ? "Your own email is changed in your profile: a mail to the new address confirms it there."
    : null;
}

/** Emails that differ in their case only are the same. */
export function hasOtherEmail(employee: Pick<Employee, "email">, { email }: Fields): boolean {
  return email !== undefined && emailKey(email) !== emailKey(employee.email);
}

function isDelicate(employee: Employee | null, fields: Fields, { invited }: Known): boolean {
  const { role } = fields;
  if (employee === null) return role !== undefined && role !== ("employee" satisfies Role);
  const isReachedByEmail = employee.hasLogIn || invited.has(employee.id);
  return (role !== undefined && role !== employee.role) || (isReachedByEmail && hasOtherEmail(employee, fields));
}

export const tooDelicate =
  `One import changes roles, and emails that people log in with, of at most ${importLimits.delicateRows} people. ` +
  "Import the others after this one.";
