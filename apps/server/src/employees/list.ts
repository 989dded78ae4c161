// The list of employees: searched, filtered, sorted, in pages that neither skip nor double while people are added.
import type { Role } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import { wordsOf } from "../database/words.ts";
import { brokenCursor, decodeCursor, encodeCursor, isStorable } from "../http/key-cursor.ts";
import type { EmployeeId } from "../security/ids.ts";
import { done, type Result } from "../security/result.ts";
import type { Employee, EmployeeStatus } from "./employee.ts";
import { type Condition, conditionsOf } from "./list-conditions.ts";
import { type Order, sortColumns } from "./list-order.ts";
import * as store from "./list-store.ts";

export interface ListRequest extends Order {
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
  const conditions = conditionsOf(db, { ...request, words, roles });
  const way = await store.findWay(db, conditions, sort);
  const rows = await store.list(db, conditions, { way, page: { sort, direction, after, limit: limit + 1 } });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return done({
    items: items.map(({ employee }) => employee),
    nextCursor: rows.length > limit && last ? encodeCursor([sort, direction, ...last.key]) : null,
    total: after === null && rows.length <= limit ? rows.length : await countOf(db, conditions, way),
  });
}

/** Ids of the first employees whom a search finds, by name. */
export async function findPeople(db: Handle, search: string, limit: number): Promise<EmployeeId[]> {
  const words = searchedWords(search);
  if (words.length === 0) return [];
  const conditions = conditionsOf(db, { words });
  const page = { sort: "name", direction: "asc", after: null, limit } as const;
  const way = await store.findWay(db, conditions, page.sort);
  return (await store.list(db, conditions, { way, page })).map(({ employee }) => employee.id);
}

async function countOf(db: Handle, conditions: readonly Condition[], way: store.Way): Promise<number | null> {
  if (way.by === "gathering") return store.countGathered(db, conditions, way);
  return conditions.length === 0 ? store.countAll(db) : null;
}

/** The words that were typed, without those that another one begins with: who has that has this. */
function searchedWords(search: string): string[] {
  const words = wordsOf(search);
  return words.filter((word) => !words.some((other) => other !== word && other.startsWith(word)));
}

/** A cursor is good for the order that it was given for. */
function readCursor(cursor: string, { sort, direction }: Order): (string | number)[] | "broken" {
  const [ofSort, ofDirection, ...key] = decodeCursor(cursor) ?? [];
  if (ofSort !== sort || ofDirection !== direction) return "broken";
  const columns = sortColumns[sort];
  const isFit = columns.every((column, at) => {
    const part = key[at];
    return column === "last_login_key" ? typeof part === "number" : typeof part === "string" && isStorable(part);
  });
  return isFit && key.length === columns.length ? key : "broken";
}
