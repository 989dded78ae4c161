// The companies, departments and positions that rows name: those that there are, and ids for those that are to be made.
import type { Tx } from "../database/database.ts";
import { nameKey, sortKey } from "../database/words.ts";
import { findByNames, type Kind } from "../organisation/store.ts";
import type { CompanyId, DepartmentId, EmployeeImportId, IdSource, PositionId } from "../security/ids.ts";
import { newId } from "../security/ids.ts";
import type { Fields } from "./cells.ts";
import { findPlaces, insertPlaces, type Place } from "./outcome-store.ts";

export interface NamedPlaces {
  /** Undefined: the row names none. */
  readonly companyId: CompanyId | undefined;
  readonly departmentId: DepartmentId | undefined;
  readonly positionId: PositionId | undefined;
}

export interface Added {
  readonly companies: number;
  readonly departments: number;
  readonly positions: number;
}

/** What a row names. @param companyId of the employee, where the row names no company. */
export interface Naming {
  readonly fields: Fields;
  readonly companyId: CompanyId | null;
}

/** In the order of the rows; what is not there is noted, to be made when the import is applied. */
export async function resolvePlaces(
  tx: Tx,
  ids: IdSource,
  importId: EmployeeImportId,
  rows: readonly Naming[],
): Promise<{ places: NamedPlaces[]; added: Added }> {
  const of = (kind: Kind) => openRegister(tx, ids, importId, kind);
  const [companies, departments, positions] = [of("companies"), of("departments"), of("positions")];
  const companyIds = await companies.resolve(rows.map(({ fields }) => asked(fields.company, "")));
  const ofCompany = (at: number) => companyIds[at] ?? rows[at]?.companyId ?? "";
  const departmentIds = await departments.resolve(
    rows.map(({ fields }, at) => asked(fields.department, ofCompany(at))),
  );
  const positionIds = await positions.resolve(rows.map(({ fields }) => asked(fields.position, "")));
  return {
    places: rows.map((_, at) => ({
      companyId: companyIds[at] as CompanyId | undefined,
      departmentId: departmentIds[at] as DepartmentId | undefined,
      positionId: positionIds[at] as PositionId | undefined,
    })),
    added: { companies: companies.added(), departments: departments.added(), positions: positions.added() },
  };
}

interface Asked {
  readonly name: string;
  readonly companyId: string;
}

function asked(name: string | undefined, companyId: string): Asked | undefined {
  return name === undefined ? undefined : { name, companyId };
}

function openRegister(tx: Tx, ids: IdSource, importId: EmployeeImportId, kind: Kind) {
  let count = 0;
  const keyOf = (companyId: string, key: string) => `${companyId} ${key}`;
  const load = async (names: readonly string[]) => {
    const keys = [...new Set(names.map(nameKey))];
    const noted = await findPlaces(tx, importId, { kind, keys });
    const there = await findByNames(tx, kind, keys);
    return new Map([
      ...noted.map((one) => [keyOf(one.company_id, one.name_key), one.id] as const),
      ...there.map((one) => [keyOf(one.companyId ?? "", one.nameKey), one.id] as const),
    ]);
  };
  const resolve = async (rows: readonly (Asked | undefined)[]): Promise<(string | undefined)[]> => {
    const known = await load(rows.flatMap((row) => row?.name ?? []));
    const places: Place[] = [];
    const found = rows.map((row) => {
      if (row === undefined) return undefined;
      const key = keyOf(row.companyId, nameKey(row.name));
      const id = known.get(key) ?? newId<string & PositionId>(ids);
      if (!known.has(key)) places.push(placeOf(importId, kind, { ...row, id }));
      known.set(key, id);
      return id;
    });
    await insertPlaces(tx, places);
    count += places.length;
    return found;
  };
  return { resolve, added: () => count };
}

function placeOf(
  import_id: EmployeeImportId,
  kind: Kind,
  { id, name, companyId }: Asked & { readonly id: string },
): Place {
  return { import_id, kind, company_id: companyId, name_key: nameKey(name), id, name, sort_key: sortKey(name) };
}
