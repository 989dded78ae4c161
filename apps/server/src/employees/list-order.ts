// The orders of the list of employees, and the queries that give the next rows of one, each from an index.
import { type RawBuilder, sql } from "kysely";
import type { Handle } from "../database/database.ts";
import { rowOf } from "../database/plans.ts";
import type { InOrder, Range } from "./list-conditions.ts";

/** The columns of each order. Each has an index; the last one decides, since no two employees share it. */
export const sortColumns = {
  name: ["name_key", "id"],
  email: ["email_key"],
  department: ["department_key", "name_key", "id"],
  // Ids are sortable by the time of making.
  createdAt: ["id"],
  lastLoginAt: ["last_login_key", "id"],
} as const;
export type Sort = keyof typeof sortColumns;

export interface Order {
  readonly sort: Sort;
  readonly direction: "asc" | "desc";
}

export type Key = readonly (string | number)[];

export interface Page extends Order {
  /** The key of the row after which the page goes on. */
  readonly after: Key | null;
  readonly limit: number;
}

/** What is next in order, as many as there is room for. @param names the columns of the order. */
export function nextOf(names: readonly string[], { direction, after, limit }: Page) {
  const refs = names.map((name) => sql.ref(name));
  const beyond = direction === "asc" ? sql`>` : sql`<`;
  const order = refs.map((ref) => sql`${ref} ${sql.raw(direction)}`);
  return {
    isNext: after === null ? sql<boolean>`1 = 1` : sql<boolean>`(${sql.join(refs)}) ${beyond} (${sql.join(after)})`,
    ending: sql`order by ${sql.join(order)} limit ${sql.lit(limit)}`,
  };
}

/** Of each stretch the first ones, as many as there is room for, and of these the first: `key0`, `key1` and `id`. */
export function mergedQuery(
  db: Handle,
  { ranges, holds, page }: Pick<InOrder, "ranges"> & { holds: readonly RawBuilder<boolean>[]; page: Page },
) {
  const parts = ranges.map((range) => {
    const [key, id] = ["r.name_key", `r.${range.id}`] as const;
    const { isNext, ending } = nextOf([key, id], page);
    return sql`select * from (select ${sql.ref(key)} as key0, ${sql.ref(id)} as id
      from ${sql.table(range.table)} r ${rowOf(db, "employees", sql.ref(id))}
      where ${sql.join([isValue(range), isNext, ...holds], sql` and `)} ${ending}) part`;
  });
  // Somebody may have two of the words, and be in two stretches.
  const first = sql.raw(page.direction === "asc" ? "min" : "max");
  const { ending } = nextOf(["key0", "id"], page);
  return sql`select ${first}(key0) as key0, id as key1, id from (${sql.join(parts, sql` union all `)}) parts
    group by id ${ending}`;
}

export function isValue({ column, value }: Range): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(`r.${column}`)} = ${value}`;
}
