// What becomes of a row, as it is kept: the employee as it is to be, and what of it is shown in the preview.
import type { ImportColumn, ImportedRow } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import { sortKey } from "../database/words.ts";
import { differencesOf } from "../employees/differences.ts";
import { type Employee, emailKey } from "../employees/service.ts";
import { namesOf } from "../organisation/store.ts";
import { type EmployeeId, type EmployeeImportId, type IdSource, newId } from "../security/ids.ts";
import { type Cells, storable } from "./cells.ts";
import { type Accepted, hasOtherEmail } from "./matching.ts";
import type { Outcome } from "./outcome-store.ts";
import type { NamedPlaces } from "./places.ts";

const nobody = {
  changes: "[]",
  fields: "",
  delicate: 0,
  employee_id: null,
  revision: null,
  name: "",
  name_key: "",
  email: "",
  email_key: "",
  role: "employee",
  phone: null,
  external_id: null,
  company_id: null,
  department_id: null,
  position_id: null,
} as const;

const longestShown = 200;

export function refusedRow(
  import_id: EmployeeImportId,
  { row, cells }: { readonly row: number; readonly cells: Cells },
  reason: string,
): Outcome {
  const shown = (text = "") => storable(text.slice(0, longestShown).trim());
  return { ...nobody, import_id, row, outcome: "refused", reason, name: shown(cells.name), email: shown(cells.email) };
}

export function emptyRow(import_id: EmployeeImportId, row: number): Outcome {
  return { ...nobody, import_id, row, outcome: "unchanged", reason: "The row is empty." };
}

/** Rows that may be carried out, in their order. */
export async function acceptedRows(
  db: Handle,
  ids: IdSource,
  importId: EmployeeImportId,
  { accepted, places }: { accepted: readonly Accepted[]; places: readonly NamedPlaces[] },
): Promise<Outcome[]> {
  const employees = accepted.flatMap(({ employee }) => employee ?? []);
  const names = await namesOf(db, {
    companies: employees.map((one) => one.companyId),
    departments: employees.map((one) => one.departmentId),
    positions: employees.map((one) => one.positionId),
  });
  return accepted.map((row, at) => {
    const named = places[at] as NamedPlaces;
    return row.employee === null
      ? createdRow(importId, newId<EmployeeId>(ids), row, named)
      : changedRow(importId, row.employee, row, named, names);
  });
}

function createdRow(import_id: EmployeeImportId, id: EmployeeId, row: Accepted, named: NamedPlaces): Outcome {
  const { fields, delicate } = row;
  const { name = "", email = "", phone = null, externalId = null, role = "employee" } = fields;
  const changes = (Object.entries({ role, ...fields }) as [ImportColumn, string][]).map(([field, to]) => ({
    field,
    from: null,
    to,
  }));
  return {
    import_id,
    row: row.row,
    outcome: "created",
    reason: null,
    changes: JSON.stringify(changes satisfies ImportedRow["changes"]),
    fields: "",
    delicate: delicate ? 1 : 0,
    employee_id: id,
    revision: null,
    ...{ name, email, role, phone, external_id: externalId },
    name_key: sortKey(name),
    email_key: emailKey(email),
    company_id: named.companyId ?? null,
    department_id: named.departmentId ?? null,
    position_id: named.positionId ?? null,
  };
}

type Names = Awaited<ReturnType<typeof namesOf>>;

function changedRow(
  import_id: EmployeeImportId,
  employee: Employee,
  row: Accepted,
  named: NamedPlaces,
  names: Names,
): Outcome {
  const after = asItIsToBe(employee, row, named);
  const columns = Object.keys(differencesOf(employee, after)) as (keyof typeof after)[];
  const changes = columns.map((column) => changeOf(column, employee, { row, after, names }));
  return {
    import_id,
    row: row.row,
    outcome: columns.length === 0 ? "unchanged" : "changed",
    reason: null,
    changes: JSON.stringify(changes satisfies ImportedRow["changes"]),
    fields: columns.join(","),
    delicate: row.delicate ? 1 : 0,
    employee_id: employee.id,
    revision: employee.revision,
    ...after,
    name_key: sortKey(after.name),
    email_key: emailKey(after.email),
  };
}

/** An empty cell leaves what is known. A department of another company ends with the company. */
function asItIsToBe(employee: Employee, { fields }: Accepted, { companyId, departmentId, positionId }: NamedPlaces) {
  const hasOtherCompany = companyId !== undefined && companyId !== employee.companyId;
  return {
    name: fields.name ?? employee.name,
    email: hasOtherEmail(employee, fields) ? (fields.email ?? employee.email) : employee.email,
    role: fields.role ?? employee.role,
    phone: fields.phone ?? employee.phone,
    external_id: fields.externalId ?? employee.externalId,
    company_id: companyId ?? employee.companyId,
    department_id: departmentId ?? (hasOtherCompany ? null : employee.departmentId),
    position_id: positionId ?? employee.positionId,
  };
}

const columnOf = {
  name: "name",
  email: "email",
  role: "role",
  phone: "phone",
  external_id: "externalId",
  company_id: "company",
  department_id: "department",
  position_id: "position",
} as const satisfies Record<string, ImportColumn>;

function changeOf(
  column: keyof typeof columnOf,
  employee: Employee,
  { row, after, names }: { row: Accepted; after: ReturnType<typeof asItIsToBe>; names: Names },
): ImportedRow["changes"][number] {
  const field = columnOf[column];
  const before = {
    name: employee.name,
    email: employee.email,
    role: employee.role,
    phone: employee.phone,
    externalId: employee.externalId,
    company: names.companies(employee.companyId)?.name ?? null,
    department: names.departments(employee.departmentId)?.name ?? null,
    position: names.positions(employee.positionId)?.name ?? null,
  };
  return { field, from: before[field], to: after[column] === null ? null : (row.fields[field] ?? null) };
}
