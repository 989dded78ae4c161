// What the page "Employees" shows, as it stands in its address, and what it asks the server for.
import { employeeSorts, type Person, type Role, roles, sortDirections } from "@hesper/contract";

export type Sort = (typeof employeeSorts)[number];
export type Direction = (typeof sortDirections)[number];

export const statuses = ["active", "invited", "deactivated"] as const satisfies readonly Person["status"][];

/** What a link to the page holds: only what differs from the whole list by name. */
export interface EmployeeSearch {
  readonly search?: string;
  readonly role?: Role | "console";
  readonly status?: Person["status"];
  /** Ids. */
  readonly company?: string;
  readonly department?: string;
  readonly position?: string;
  readonly group?: string;
  readonly sort?: Sort;
  readonly direction?: Direction;
}

const searchLength = 100;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads an address that anybody may have typed: what makes no sense is left out. */
export function readSearch(raw: Readonly<Record<string, unknown>>): EmployeeSearch {
  return tidy({
    search: textOf(raw.search),
    role: [...roles, "console" as const].find((one) => one === raw.role),
    status: statuses.find((one) => one === raw.status),
    company: idOf(raw.company),
    department: idOf(raw.department),
    position: idOf(raw.position),
    group: idOf(raw.group),
    sort: employeeSorts.find((one) => one === raw.sort),
    direction: sortDirections.find((one) => one === raw.direction),
  });
}

/** Without what is not set, and without the usual order: the same list has one address. */
export function tidy(search: { readonly [F in keyof EmployeeSearch]: EmployeeSearch[F] | undefined }): EmployeeSearch {
  const { sort = "name", direction = "asc", ...filters } = search;
  const order = { sort: sort === "name" ? undefined : sort, direction: direction === "asc" ? undefined : direction };
  return Object.fromEntries(
    Object.entries({ ...filters, ...order }).filter(([, value]) => value !== undefined && value !== ""),
  );
}

function idOf(value: unknown): string | undefined {
  return typeof value === "string" && uuid.test(value) ? value : undefined;
}

/** "?search=10" is read as a number by the router. */
function textOf(value: unknown): string | undefined {
  return ["string", "number"].includes(typeof value) ? String(value).slice(0, searchLength) : undefined;
}

/** How many filters are set; neither the search nor the order is one. */
export function countFilters({ role, status, company, department, position, group }: EmployeeSearch): number {
  return [role, status, company, department, position, group].filter((one) => one !== undefined).length;
}

/** Whether less than everybody is shown. */
export function isNarrowed(search: EmployeeSearch): boolean {
  return countFilters(search) > 0 || (search.search ?? "").trim() !== "";
}

export type EmployeeQuery = ReturnType<typeof queryOf>;

/** What the server is asked for. */
export function queryOf({ company, department, position, group, search = "", ...rest }: EmployeeSearch) {
  const words = search.trim();
  return {
    ...rest,
    ...(words === "" ? {} : { search: words }),
    ...(company === undefined ? {} : { companyId: company }),
    ...(department === undefined ? {} : { departmentId: department }),
    ...(position === undefined ? {} : { positionId: position }),
    ...(group === undefined ? {} : { groupId: group }),
  };
}

/** The order after a click on a column: the same column turns it round. */
export function sortedBy(search: EmployeeSearch, sort: Sort): EmployeeSearch {
  const { sort: now = "name", direction = "asc" } = search;
  // Of log-ins the latest are looked for first.
  const first = sort === "lastLoginAt" ? "desc" : "asc";
  const turned = direction === "asc" ? "desc" : "asc";
  return tidy({ ...search, sort, direction: now === sort ? turned : first });
}
