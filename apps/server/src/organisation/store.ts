// The tables of what employees belong to: companies, their departments, positions. One set of queries for the three.
import { type Kysely, sql } from "kysely";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { nameKey, sortKey, wordsOf } from "../database/words.ts";
import type { CompanyId } from "../security/ids.ts";

export type Kind = "companies" | "departments" | "positions";

export interface Named {
  readonly id: string;
  readonly name: string;
  readonly sortKey: string;
  /** Of a department; null of the others. */
  readonly companyId: CompanyId | null;
  readonly revision: number;
}

/** The column of employees that refers to the kind. */
const columnOf = { companies: "company_id", departments: "department_id", positions: "position_id" } as const;

/** The three as one table, chosen by its name. Only departments have a company. */
interface Chosen {
  chosen: Omit<Tables["positions"], "id"> & { id: string; company_id: CompanyId | null };
  employees: Record<(typeof columnOf)[Kind], string | null> & { id: string; department_key: string };
}
const table = (kind: Kind) => kind as "chosen";
const open = (db: Handle) => db as unknown as Kysely<Chosen>;

function select(db: Handle, kind: Kind) {
  const query = open(db).selectFrom(table(kind)).select(["id", "name", "sort_key as sortKey", "revision"]);
  return kind === "departments"
    ? query.select("company_id as companyId")
    : query.select(sql<CompanyId | null>`null`.as("companyId"));
}

export async function findById(db: Handle, kind: Kind, id: string): Promise<Named | null> {
  return (await select(db, kind).where("id", "=", id).executeTakeFirst()) ?? null;
}

export async function findByName(
  db: Handle,
  kind: Kind,
  { name, companyId }: { name: string; companyId: CompanyId | null },
): Promise<Named | null> {
  const query = select(db, kind).where("name_key", "=", nameKey(name));
  return (
    (await (kind === "departments" ? query.where("company_id", "=", companyId) : query).executeTakeFirst()) ?? null
  );
}

/** Those that have one of the compared names; departments of all companies. */
export async function findByNames(
  db: Handle,
  kind: Kind,
  keys: readonly string[],
): Promise<(Named & { readonly nameKey: string })[]> {
  return keys.length === 0
    ? []
    : select(db, kind).select("name_key as nameKey").where("name_key", "in", keys).execute();
}

export interface Asked {
  readonly search?: string | undefined;
  readonly companyId?: CompanyId | undefined;
  readonly after: { readonly key: string; readonly id: string } | null;
  readonly limit: number;
}

/** A page by name. */
export async function list(db: Handle, kind: Kind, { search, companyId, after, limit }: Asked): Promise<Named[]> {
  let query = select(db, kind);
  if (companyId !== undefined && kind === "departments") query = query.where("company_id", "=", companyId);
  if (search !== undefined && search !== "") query = query.where(sql<boolean>`${nameBegins(search)}`);
  if (after !== null) query = query.where(sql<boolean>`(sort_key, id) > (${after.key}, ${after.id})`);
  return query.orderBy("sort_key").orderBy("id").limit(limit).execute();
}

/** A condition on `sort_key`: words begin so, all of them. There are few of these names: they are looked through. */
export function nameBegins(search: string) {
  const words = wordsOf(search);
  if (words.length === 0) return sql`1 = 0`;
  return sql.join(
    words.map((word) => sql`(' ' || sort_key) like ${`% ${word}%`}`),
    sql` and `,
  );
}

export async function insert(
  tx: Tx,
  kind: Kind,
  { id, name, companyId, nowMs }: { id: string; name: string; companyId: CompanyId | null; nowMs: number },
): Promise<void> {
  const row = { id, ...keysOf(name), created_at: nowMs, updated_at: nowMs, revision: 1 };
  const whole = kind === "departments" ? { ...row, company_id: companyId } : row;
  await open(tx)
    .insertInto(table(kind))
    .values(whole as Chosen["chosen"])
    .execute();
}

function keysOf(name: string) {
  return { name, name_key: nameKey(name), sort_key: sortKey(name) };
}

/** Writes the row without changing it: that holds it until the transaction ends. */
export async function touch(tx: Tx, kind: Kind, id: string): Promise<void> {
  await open(tx)
    .updateTable(table(kind))
    .set((eb) => ({ revision: eb.ref("revision") }))
    .where("id", "=", id)
    .execute();
}

export async function rename(
  tx: Tx,
  kind: Kind,
  { id, name, nowMs }: { id: string; name: string; nowMs: number },
): Promise<void> {
  await open(tx)
    .updateTable(table(kind))
    .set((eb) => ({ ...keysOf(name), updated_at: nowMs, revision: eb("revision", "+", 1) }))
    .where("id", "=", id)
    .execute();
  if (kind !== "departments") return;
  const ofIt = open(tx).updateTable("employees").where("department_id", "=", id);
  await ofIt.set({ department_key: sortKey(name) }).execute();
}

export async function remove(tx: Tx, kind: Kind, id: string): Promise<void> {
  await open(tx).deleteFrom(table(kind)).where("id", "=", id).execute();
}

/** The employees of one go to another. */
export async function moveEmployees(tx: Tx, kind: Kind, from: string, to: Named): Promise<void> {
  const change = kind === "departments" ? { department_key: to.sortKey } : {};
  await open(tx)
    .updateTable("employees")
    .set({ [columnOf[kind]]: to.id, ...change })
    .where(columnOf[kind], "=", from)
    .execute();
}

export async function moveDepartment(tx: Tx, id: string, companyId: CompanyId): Promise<void> {
  await open(tx).updateTable(table("departments")).set({ company_id: companyId }).where("id", "=", id).execute();
}

/** How many employees each has, by its id; who has none is not in it. */
export async function countEmployees(db: Handle, kind: Kind, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const column = columnOf[kind];
  const rows = await open(db)
    .selectFrom("employees")
    .select((eb) => [eb.ref(column).as("of"), eb.fn.countAll<number>().as("count")])
    .where(column, "in", ids)
    .groupBy(column)
    .execute();
  return new Map(rows.map((row) => [String(row.of), Number(row.count)]));
}

export async function countDepartments(db: Handle, companyIds: readonly string[]): Promise<Map<string, number>> {
  if (companyIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("departments")
    .select((eb) => ["company_id", eb.fn.countAll<number>().as("count")])
    .where("company_id", "in", companyIds as CompanyId[])
    .groupBy("company_id")
    .execute();
  return new Map(rows.map((row) => [row.company_id, Number(row.count)]));
}

export async function listDepartments(db: Handle, companyId: CompanyId): Promise<Named[]> {
  return select(db, "departments").where("company_id", "=", companyId).orderBy("id").execute();
}

interface NameOf {
  readonly id: string;
  readonly name: string;
}

/** The names of those that are referred to, to be asked for by id. */
export async function namesOf(
  db: Handle,
  ids: Record<Kind, readonly (string | null)[]>,
): Promise<Record<Kind, (id: string | null) => NameOf | null>> {
  const found = async (kind: Kind) => {
    const some = [...new Set(ids[kind])].filter((id) => id !== null);
    const query = open(db).selectFrom(table(kind)).select(["id", "name"]).where("id", "in", some);
    const rows = new Map((some.length === 0 ? [] : await query.execute()).map((row) => [row.id, row]));
    return (id: string | null) => (id === null ? null : (rows.get(id) ?? null));
  };
  return {
    companies: await found("companies"),
    departments: await found("departments"),
    positions: await found("positions"),
  };
}
