// The list of employees: searched, filtered, sorted, in pages that neither skip nor double while people are added.
import type { Role } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import { wordsOf } from "../database/words.ts";
import { brokenCursor, decodeCursor, encodeCursor, isStorable } from "../http/key-cursor.ts";
import { done, type Result } from "../security/result.ts";
import type { Employee, EmployeeStatus } from "./employee.ts";
import * as store from "./list-store.ts";

export interface ListRequest extends store.Order {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly search?: string | undefined;
  readonly role?: Role | "console" | undefined;
  readonly status?: EmployeeStatus | undefined;
  readonly companyId?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly positionId?: string | undefined;
  readonly groupId?: string | undefined;
}

export interface EmployeePage {
  readonly items: Employee[];
  readonly nextCursor: string | null;
  /** Null: many, and not counted. */
  readonly total: number | null;
}

export async function listEmployees(
  db: Handle,
  request: ListRequest,
): Promise<Result<EmployeePage, "invalid_request">> {
  const { limit, cursor, search = "", role, sort, direction } = request;
  const after = cursor === undefined ? null : readCursor(cursor, request);
  if (after === "broken") return brokenCursor;
  const words = searchedWords(search);
  // Something was typed, but nothing that anybody could be found by.
  if (words.length === 0 && search.trim() !== "") return done({ items: [], nextCursor: null, total: 0 });
  const roles = role === "console" ? (["administrator", "auditor"] as const) : role && ([role] as const);
  const conditions = store.conditionsOf(db, { ...request, words, roles });
  const rare = await store.findRare(db, conditions);
  const rows = await store.list(db, conditions, { rare, page: { sort, direction, after, limit: limit + 1 } });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return done({
    items: items.map(({ employee }) => employee),
    nextCursor: rows.length > limit && last ? encodeCursor([sort, direction, ...last.key]) : null,
    total: await countOf(db, conditions, rare),
  });
}

async function countOf(
  db: Handle,
  conditions: Parameters<typeof store.countGathered>[1],
  rare: Parameters<typeof store.countGathered>[2] | null,
): Promise<number | null> {
  if (rare !== null) return store.countGathered(db, conditions, rare);
  return conditions.length === 0 ? store.countAll(db) : null;
}

/** The words that were typed, without those that another one begins with: who has that has this. */
function searchedWords(search: string): string[] {
  const words = wordsOf(search);
  return words.filter((word) => !words.some((other) => other !== word && other.startsWith(word)));
}

/** A cursor is good for the order that it was given for. */
function readCursor(cursor: string, { sort, direction }: store.Order): (string | number)[] | "broken" {
  const [ofSort, ofDirection, ...key] = decodeCursor(cursor) ?? [];
  if (ofSort !== sort || ofDirection !== direction) return "broken";
  const columns = store.sortColumns[sort];
  const isFit = columns.every((column, at) => {
    const part = key[at];
    return column === "last_login_key" ? typeof part === "number" : typeof part === "string" && isStorable(part);
  });
  return isFit && key.length === columns.length ? key : "broken";
}
