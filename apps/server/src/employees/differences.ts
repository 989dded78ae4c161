// What a change of an employee changes in truth, as columns to write and as words for the audit.
import type { Handle } from "../database/database.ts";
import { namesOf } from "../organisation/store.ts";
import type { Employee } from "./employee.ts";
import type { Change } from "./store.ts";

/** Where the columns of the table are in an employee. */
const fieldOf = {
  name: "name",
  email: "email",
  role: "role",
  status: "status",
  phone: "phone",
  external_id: "externalId",
  company_id: "companyId",
  department_id: "departmentId",
  position_id: "positionId",
} as const satisfies Partial<Record<keyof Change, keyof Employee>>;
type Column = keyof typeof fieldOf;

/** What comes with another column. */
const companionOf: Partial<Record<keyof Change, Column>> = { email_key: "email", department_key: "department_id" };

/** Without what stays as it is. */
export function differencesOf(employee: Employee, wanted: Change): Change {
  const differs = ([column, value]: [string, unknown]) => {
    const leading = companionOf[column as keyof Change] ?? (column as Column);
    return value !== undefined && wanted[leading] !== employee[fieldOf[leading]];
  };
  return Object.fromEntries(Object.entries(wanted).filter(differs));
}

/** What an event of its own does not tell. */
const toldInDetail = {
  name: "name",
  phone: "phone",
  external_id: "external id",
  company_id: "company",
  department_id: "department",
  position_id: "position",
} as const;

export interface ChangeInWords {
  readonly fields: string;
  readonly from: string;
  readonly to: string;
}

/** Null: nothing of this kind. Phone numbers and external ids are named and not shown: the audit outlives the employee. */
export async function changeInWords(db: Handle, employee: Employee, changed: Change): Promise<ChangeInWords | null> {
  const columns = (Object.keys(toldInDetail) as (keyof typeof toldInDetail)[]).filter((one) => one in changed);
  if (columns.length === 0) return null;
  const names = await namesOf(db, {
    companies: [employee.companyId, changed.company_id ?? null],
    departments: [employee.departmentId, changed.department_id ?? null],
    positions: [employee.positionId, changed.position_id ?? null],
  });
  const shown = (column: keyof typeof toldInDetail, value: string | null): string | null => {
    if (column === "phone" || column === "external_id") return null;
    const kinds = { company_id: names.companies, department_id: names.departments, position_id: names.positions };
    const text = column === "name" ? value : (kinds[column](value)?.name ?? null);
    return `${toldInDetail[column]}: ${text ?? "none"}`;
  };
  const all = (ofColumn: (column: keyof typeof toldInDetail) => string | null) =>
    columns.flatMap((column) => shown(column, ofColumn(column)) ?? []).join("; ");
  return {
    fields: columns.map((column) => toldInDetail[column]).join(", "),
    from: all((column) => employee[fieldOf[column]]),
    to: all((column) => changed[column] ?? null),
  };
}
