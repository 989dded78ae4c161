// The end of a query that holds the rows it finds until the transaction ends. SQLite has no such words, and needs none: a
// transaction of it holds all there is.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "./database.ts";
import { isSqlite } from "./engine.ts";

/**
 * - `alone`: nobody else changes, deletes or holds them, or writes what refers to them.
 * - `shared`: many may hold them at once, and nobody changes or deletes them.
 */
export function holding(tx: Tx, how: "alone" | "shared"): RawBuilder<unknown> {
  if (isSqlite(tx)) return sql``;
  return how === "alone" ? sql`for update` : sql`for share`;
}
