// Where conditions meet, each of which many fulfil: the names that stand in the lists of all of them, found by leaps from
// one list to the next. What lies between is never looked at, such as all whose last name is Schmidt where an Anna is
// looked for too: in the order of names, all who are called Anna stand together.
import { type RawBuilder, sql } from "kysely";
import type { Handle } from "../database/database.ts";
import type { InOrder } from "./list-conditions.ts";
import { isValue, type Order } from "./list-order.ts";

/** So many leaps are made in one query: others are served in between. */
const mostLeaps = 2000;

export interface Place {
  readonly name: string;
  /** Whether the name itself was met before. */
  readonly isPassed: boolean;
}

export interface Leaping extends Pick<Order, "direction"> {
  readonly lists: readonly InOrder[];
  /** Null: the beginning. */
  readonly from: Place | null;
  readonly mostNames: number;
}

export interface Met {
  readonly names: readonly string[];
  /** Where to look for more; null: there are no more. */
  readonly next: Place | null;
}

/** The next names that stand in each list, if any. Whoever has one need not be in all: two may have the same name. */
export async function meet(db: Handle, leaping: Leaping): Promise<Met> {
  const { rows } = await leapQuery(leaping).execute(db);
  const names = rows.flatMap(({ at, isMet }) => (Number(isMet) === 1 ? [at] : []));
  const last = rows.at(-1);
  const isMore = last !== undefined && (Number(last.leaps) === mostLeaps || names.length === leaping.mostNames);
  return { names, next: isMore ? { name: last.at, isPassed: Number(last.isMet) === 1 } : null };
}

/**
 * Each row is a leap: to the first name in the list whose turn it is that is not before the name of the row before. As
 * many rows of one name as there are lists, and the name stands in all of them.
 */
export function leapQuery({ lists, direction, from, mostNames }: Leaping) {
  const { name, isPassed } = from ?? { name: direction === "asc" ? "" : lastName, isPassed: false };
  const [first] = lists;
  if (first === undefined) throw new Error("Without a list, nobody is in all lists.");
  // How many lists the name of a row is known to stand in.
  const met = sql`case when at = before then known + 1 else 1 end`;
  const all = sql.lit(lists.length);
  const next = (list: InOrder) => {
    const [passed, same] = [true, false].map((isPast) => firstName(list, { name: sql`at`, isPast, direction }));
    return sql`case when ${met} = ${all} then ${passed} else ${same} end`;
  };
  const turns = lists.map((list, turn) => sql`when ${sql.lit(turn)} then ${next(list)}`);
  return sql<{ at: string; isMet: number; leaps: number }>`
    with recursive leap(turn, at, before, known, leaps) as (
      select 0, name, name || '!', 0, 1
      from (select ${firstName(first, { name: sql`${name}`, isPast: isPassed, direction })} as name) first
      union all
      select (turn + 1) % ${all}, case (turn + 1) % ${all} ${sql.join(turns, sql` `)} end, at, ${met}, leaps + 1
      from leap where at is not null and leaps < ${sql.lit(mostLeaps)}
    )
    select at, case when ${met} = ${all} then 1 else 0 end as "isMet", leaps from leap
    where at is not null and (${met} = ${all} or leaps = ${sql.lit(mostLeaps)}) limit ${sql.lit(mostNames)}`;
}

/** What all names come before. */
const lastName = "\u{10ffff}";

function firstName(
  { ranges }: InOrder,
  { name, isPast, direction }: Pick<Order, "direction"> & { name: RawBuilder<unknown>; isPast: boolean },
): RawBuilder<unknown> {
  const [pick, beyond] = direction === "asc" ? ["min", ">"] : ["max", "<"];
  const place = sql.raw(isPast ? beyond : `${beyond}=`);
  const parts = ranges.map(
    (range) => sql`select ${sql.raw(pick)}(r.name_key) as name_key
      from ${sql.table(range.table)} r where ${isValue(range)} and r.name_key ${place} ${name}`,
  );
  if (parts.length === 1) return sql`(${parts[0]})`;
  return sql`(select ${sql.raw(pick)}(name_key) from (${sql.join(parts, sql` union all `)}) parts)`;
}
