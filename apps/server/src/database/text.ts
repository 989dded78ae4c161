// Texts in queries, where the two databases differ.
import { type Expression, type RawBuilder, sql } from "kysely";
import type { Handle } from "./database.ts";
import { isSqlite } from "./engine.ts";

/** Lower case of every letter there is. Columns of PostgreSQL are compared by bytes, and then it knows A to Z only. */
export function lower(db: Handle, text: Expression<string>): RawBuilder<string> {
  return isSqlite(db) ? sql<string>`lower(${text})` : sql<string>`lower(${text} collate "und-x-icu")`;
}
