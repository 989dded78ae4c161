// What an employee is to belong to, checked: a department is of the employee's company.
import type { Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { CompanyId, DepartmentId, PositionId } from "../security/ids.ts";
import { done, type Refusal, type Result, refuseField } from "../security/result.ts";
import * as store from "./store.ts";

/** Undefined: stays. Null: none. */
export interface Belonging {
  readonly companyId?: string | null | undefined;
  readonly departmentId?: string | null | undefined;
  readonly positionId?: string | null | undefined;
}

type Columns = Pick<Tables["employees"], "company_id" | "department_id" | "department_key" | "position_id">;

/**
 * The columns to write. A department brings its company where none is named; another company ends a department that is
 * not of it. Holds what is referred to until the transaction ends: its name, which employees are sorted by, stays.
 */
export async function resolveBelonging(
  tx: Tx,
  given: Belonging,
  now: { readonly departmentId: DepartmentId | null },
): Promise<Result<Partial<Columns>, "invalid_request">> {
  const company = await look(tx, "companies", given.companyId);
  const department = await look(tx, "departments", given.departmentId);
  const position = await look(tx, "positions", given.positionId);
  for (const one of [company, department, position]) if (one && "ok" in one) return one;
  const columns: Partial<Columns> = {};
  if (position !== undefined) columns.position_id = (idOf(position) ?? null) as PositionId | null;
  if (company !== undefined) columns.company_id = idOf(company) as CompanyId | null;
  if (department !== undefined) {
    columns.department_id = idOf(department) as DepartmentId | null;
    columns.department_key = (department as store.Named | null)?.sortKey ?? "";
    const companyId = (department as store.Named | null)?.companyId ?? null;
    if (department !== null && company === undefined) columns.company_id = companyId;
    if (department !== null && company !== undefined && companyId !== columns.company_id) {
      return refuseField("/departmentId", "This department belongs to another company.");
    }
  } else if (company !== undefined && now.departmentId !== null) {
    const before = await store.findById(tx, "departments", now.departmentId);
    if (before?.companyId !== columns.company_id) Object.assign(columns, { department_id: null, department_key: "" });
  }
  return done(columns);
}

type Looked = store.Named | null | undefined | Refusal<"invalid_request">;

function idOf(one: Looked): string | null {
  return one && "id" in one ? one.id : null;
}

const fieldOf = { companies: "/companyId", departments: "/departmentId", positions: "/positionId" } as const;
const wordOf = { companies: "company", departments: "department", positions: "position" } as const;

async function look(tx: Tx, kind: store.Kind, id: string | null | undefined): Promise<Looked> {
  if (id === undefined || id === null) return id;
  await store.touch(tx, kind, id);
  const found = await store.findById(tx, kind, id);
  return found ?? refuseField(fieldOf[kind], `This ${wordOf[kind]} does not exist (any more).`);
}
