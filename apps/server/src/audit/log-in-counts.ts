// How many log-ins there were in a stretch of time, by what came of them and the factor, counted from an index.
import { type AuditEventType, type LogInFactor, type LogInOutcome, logInFactors } from "@hesper/contract";
import { sql } from "kysely";
import type { Handle } from "../database/database.ts";
import { firstIdAt } from "../security/ids.ts";
import { readDetail } from "./store.ts";

export interface LogInCount {
  readonly outcome: LogInOutcome;
  readonly factor: LogInFactor;
  readonly count: number;
}

/** Events, with the factor where an event names none: it stands for many refusals, or an old version wrote it. */
const counted: readonly { type: AuditEventType; outcome: LogInOutcome; unnamed: LogInFactor }[] = [
  { type: "login.succeeded", outcome: "succeeded", unnamed: "unknown" },
  { type: "login.password_failed", outcome: "failed", unnamed: "password" },
  { type: "login.second_factor_failed", outcome: "failed", unnamed: "unknown" },
];

const named = logInFactors.filter((factor) => factor !== "unknown");

interface Stretch {
  readonly fromMs: number;
  /** Not included. */
  readonly toMs: number;
}

/** Of each outcome and factor that was met, once. Refusals that were too many to be written one by one count in full. */
export async function countLogIns(db: Handle, stretch: Stretch): Promise<LogInCount[]> {
  const all: LogInCount[] = [];
  for (const { type, outcome, unnamed } of counted) {
    const byFactor = await namedQuery(db, type, stretch).executeTakeFirstOrThrow();
    all.push(...named.map((factor) => ({ outcome, factor, count: Number(byFactor[factor]) })));
    all.push({ outcome, factor: unnamed, count: await countUnnamed(db, type, stretch) });
  }
  return sumUp(all);
}

/** Also those of the windows of refusals that are not over, of which no event tells yet. */
export async function countUnwritten(db: Handle): Promise<LogInCount[]> {
  const types = counted.filter(({ outcome }) => outcome === "failed");
  const windows = await db
    .selectFrom("refusal_windows")
    .select((eb) => ["type", eb.fn.sum<number>("counted").as("count")])
    .where(
      "type",
      "in",
      types.map(({ type }) => type),
    )
    .groupBy("type")
    .execute();
  return types.map(({ type, outcome, unnamed: factor }) => {
    return { outcome, factor, count: Number(windows.find((one) => one.type === type)?.count ?? 0) };
  });
}

export function sumUp(counts: readonly LogInCount[]): LogInCount[] {
  const byKind = Map.groupBy(counts, ({ outcome, factor }) => `${outcome} ${factor}`);
  return [...byKind.values()].flatMap((some) => {
    const count = some.reduce((sum, one) => sum + one.count, 0);
    return some[0] && count > 0 ? [{ ...some[0], count }] : [];
  });
}

/** One walk along the index of types, which holds the factors: grouping would sort all that was found. */
export function namedQuery(db: Handle, type: AuditEventType, { fromMs, toMs }: Stretch) {
  return db
    .selectFrom("audit_events")
    .select((eb) => named.map((factor) => eb.fn.countAll<number>().filterWhere("factor", "=", factor).as(factor)))
    .where("type", "=", type)
    .where("id", ">=", firstIdAt(fromMs))
    .where("id", "<", firstIdAt(toMs));
}

async function countUnnamed(db: Handle, type: AuditEventType, { fromMs, toMs }: Stretch): Promise<number> {
  const rows = await db
    .selectFrom("audit_events")
    .select("detail")
    .where("type", "=", type)
    .where("id", ">=", firstIdAt(fromMs))
    .where("id", "<", firstIdAt(toMs))
    .where(sql<boolean>`factor is null`)
    .execute();
  return rows.reduce((sum, { detail }) => sum + refusalsOf(detail), 0);
}

/** Also of an event that somebody else wrote: what is no number is one. */
function refusalsOf(detail: string): number {
  const { count } = readDetail(detail);
  return typeof count === "number" && Number.isSafeInteger(count) && count > 0 ? count : 1;
}
