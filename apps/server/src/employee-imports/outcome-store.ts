// The tables of the preview: what is to become of each row, and what rows name that is not there yet.
import type { ImportOutcome } from "@hesper/contract";
import { sql } from "kysely";
import { insertInBulk } from "../database/bulk.ts";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { EmployeeId, EmployeeImportId } from "../security/ids.ts";

export type Outcome = Tables["employee_import_outcomes"];
export type Place = Tables["employee_import_places"];

const columns = [
  ...(["import_id", "row", "outcome", "reason", "changes", "fields", "delicate", "employee_id", "revision"] as const),
  ...(["name", "name_key", "email", "email_key", "role", "phone", "external_id"] as const),
  ...(["company_id", "department_id", "position_id"] as const),
] as const;

export async function insertOutcomes(tx: Tx, rows: readonly Outcome[]): Promise<void> {
  await insertInBulk(tx, { table: "employee_import_outcomes", columns }, rows);
}

export interface Range {
  /** Not included. */
  readonly after: number;
  readonly upTo: number;
}

export async function list(
  db: Handle,
  id: EmployeeImportId,
  { outcome, after, limit }: { outcome: ImportOutcome | undefined; after: number; limit: number },
): Promise<Outcome[]> {
  let query = db.selectFrom("employee_import_outcomes").selectAll().where("import_id", "=", id);
  if (outcome !== undefined) query = query.where("outcome", "=", outcome);
  return query.where("row", ">", after).orderBy("row").limit(limit).execute();
}

/** The first rows that are about these employees, by employee. */
export async function findAbout(
  db: Handle,
  id: EmployeeImportId,
  employees: readonly EmployeeId[],
): Promise<Map<EmployeeId, number>> {
  if (employees.length === 0) return new Map();
  const rows = await db
    .selectFrom("employee_import_outcomes")
    .select((eb) => ["employee_id", eb.fn.min("row").as("first")])
    .where("import_id", "=", id)
    .where("employee_id", "in", employees)
    .groupBy("employee_id")
    .execute();
  return new Map(rows.map((row) => [row.employee_id as EmployeeId, Number(row.first)]));
}

/** @param keys the compared names; departments of all companies. */
export async function findPlaces(
  db: Handle,
  id: EmployeeImportId,
  { kind, keys }: { kind: Place["kind"]; keys: readonly string[] },
): Promise<Place[]> {
  if (keys.length === 0) return [];
  const query = db.selectFrom("employee_import_places").selectAll().where("import_id", "=", id);
  return query.where("kind", "=", kind).where("name_key", "in", keys).execute();
}

export async function insertPlaces(tx: Tx, places: readonly Place[]): Promise<void> {
  if (places.length > 0) await tx.insertInto("employee_import_places").values(places).execute();
}

export async function removePlaces(tx: Tx, id: EmployeeImportId): Promise<void> {
  await tx.deleteFrom("employee_import_places").where("import_id", "=", id).execute();
}

/** How many rows of a range there are of one outcome. */
export async function count(
  db: Handle,
  id: EmployeeImportId,
  { outcome, after, upTo }: Range & { outcome: ImportOutcome },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from employee_import_outcomes
    where import_id = ${id} and outcome = ${outcome} and row > ${after} and row <= ${upTo}`.execute(db);
  return Number(rows[0]?.count);
}

/** Those that need more than being written. */
export async function listDelicate(db: Handle, id: EmployeeImportId): Promise<Outcome[]> {
  const query = db.selectFrom("employee_import_outcomes").selectAll().where("import_id", "=", id);
  return query.where("outcome", "in", ["created", "changed"]).where("delicate", "=", 1).orderBy("row").execute();
}
