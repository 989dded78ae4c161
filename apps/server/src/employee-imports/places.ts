// The companies, departments and positions that rows name: those that there are, and ids for those that are to be made.
import type { Handle } from "../database/database.ts";
import { nameKey, sortKey } from "../database/words.ts";
import { findByNames, type Kind } from "../organisation/store.ts";
import {
  type CompanyId,
  type DepartmentId,
  type EmployeeImportId,
  type IdSource,
  newId,
  type PositionId,
} from "../security/ids.ts";
import type { Fields } from "./cells.ts";
import { findPlaces, type Place } from "./outcome-store.ts";

/** Undefined: the row names none. */
export interface NamedPlaces {
  readonly companyId: CompanyId | undefined;
  readonly departmentId: DepartmentId | undefined;
  readonly positionId: PositionId | undefined;
}

/** What a row names. */
export interface Naming {
  readonly fields: Fields;
  /** Of the employee, where the row names no company. */
  readonly companyId: CompanyId | null;
}

export interface Resolved {
  /** In the order of the rows. */
  readonly named: readonly NamedPlaces[];
  /** What is not there, to be noted now and made when the import is applied. */
  readonly missing: readonly Place[];
}

interface Asked {
  readonly name: string;
  readonly companyId: string;
}

/** @param ids for what is missing. */
export async function resolvePlaces(
  db: Handle,
  ids: IdSource,
  importId: EmployeeImportId,
  rows: readonly Naming[],
): Promise<Resolved> {
  const resolve = (kind: Kind, asked: readonly (Asked | undefined)[]) =>
    resolveKind(db, ids, importId, { kind, asked });
  const ask = (name: string | undefined, companyId = "") => (name === undefined ? undefined : { name, companyId });
  const company = await resolve(
    "companies",
    rows.map(({ fields }) => ask(fields.company)),
  );
  const department = await resolve(
    "departments",
    rows.map(({ fields, companyId }, at) => ask(fields.department, company.found[at] ?? companyId ?? "")),
  );
  const position = await resolve(
    "positions",
    rows.map(({ fields }) => ask(fields.position)),
  );
  return {
    named: rows.map((_, at) => ({
      companyId: company.found[at] as CompanyId | undefined,
      departmentId: department.found[at] as DepartmentId | undefined,
      positionId: position.found[at] as PositionId | undefined,
    })),
    missing: [...company.missing, ...department.missing, ...position.missing],
  };
}

async function resolveKind(
  db: Handle,
  ids: IdSource,
  importId: EmployeeImportId,
  { kind, asked }: { kind: Kind; asked: readonly (Asked | undefined)[] },
): Promise<{ found: (string | undefined)[]; missing: Place[] }> {
  // There are few names, and many rows.
  const keys = new Map([...new Set(asked.flatMap((one) => one?.name ?? []))].map((name) => [name, nameKey(name)]));
  const known = await loadKnown(db, importId, kind, [...new Set(keys.values())]);
  const missing: Place[] = [];
  const found = asked.map((one) => {
    if (one === undefined) return undefined;
    const { name, companyId } = one;
    const name_key = keys.get(name) ?? "";
    const key = keyOf(companyId, name_key);
    const id = known.get(key) ?? newId<string & PositionId>(ids);
    if (!known.has(key)) {
      missing.push({ import_id: importId, kind, company_id: companyId, name_key, id, name, sort_key: sortKey(name) });
      known.set(key, id);
    }
    return id;
  });
  return { found, missing };
}

function keyOf(companyId: string, key: string): string {
  return `${companyId} ${key}`;
}

async function loadKnown(
  db: Handle,
  importId: EmployeeImportId,
  kind: Kind,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const noted = await findPlaces(db, importId, { kind, keys });
  const there = await findByNames(db, kind, keys);
  return new Map([
    ...noted.map((one) => [keyOf(one.company_id, one.name_key), one.id] as const),
    ...there.map((one) => [keyOf(one.companyId ?? "", one.nameKey), one.id] as const),
  ]);
}
