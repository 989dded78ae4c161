// Puts many rows at a time into the tables of all rooms: with their words and their keys of sorting, as the rooms do.
import type { Insertable } from "kysely";
import { insertInBulk } from "../database/bulk.ts";
import type { Handle, Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { nameKey, sortKey } from "../database/words.ts";
import type { EmployeeId, EmployeeKeyId } from "../security/ids.ts";

/** Rows that all have the same columns. */
export async function addRows<T extends keyof Tables & string>(
  tx: Tx,
  table: T,
  rows: readonly Insertable<Tables[T]>[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first) as (keyof Tables[T] & string)[];
  await insertInBulk(tx, { table, columns }, rows);
}

/** What every thing with a name has. */
export function named<Id extends string>(id: Id, name: string, atMs: number) {
  const keys = { name, name_key: nameKey(name), sort_key: sortKey(name) };
  return { id, ...keys, created_at: atMs, updated_at: atMs, revision: 1 };
}

export interface Present {
  /** The one person that there may be. */
  readonly administrator: EmployeeId | null;
  /** Whether there is anything else. */
  readonly isFilled: boolean;
}

/** What is there before a demo is made. */
export async function lookAround(db: Handle): Promise<Present> {
  const people = await db.selectFrom("employees").select(["id", "role"]).orderBy("id").limit(2).execute();
  const [first] = people;
  const others = ["companies", "positions", "groups", "accounts", "keys"] as const;
  const found = await Promise.all(others.map((table) => db.selectFrom(table).select("id").limit(1).executeTakeFirst()));
  const isAlone = first === undefined || (people.length === 1 && first.role === "administrator");
  const isFilled = !isAlone || found.some((row) => row !== undefined);
  return { administrator: isFilled ? null : (first?.id ?? null), isFilled };
}

export async function recipientsOf(db: Handle, ids: readonly EmployeeKeyId[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom("keys").select("recipient").where("id", "in", ids).execute();
  return rows.flatMap(({ recipient }) => recipient ?? []);
}
