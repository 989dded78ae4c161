// Log-ins by day: of days that are over as they were counted once, of the others as they are.
import { setImmediate as rest } from "node:timers/promises";
import { dashboardDays, logInFactors, logInOutcomes } from "@hesper/contract";
import { countLogIns, countUnwritten, type LogInCount, sumUp } from "../audit/log-in-counts.ts";
import { besideRequests, type Database, type Handle, inTransaction } from "../database/database.ts";
import type { Turn } from "../jobs/service.ts";
import type { IdSource } from "../security/ids.ts";
import * as store from "./store.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** After a day so long, nothing of it is written any more: transactions and clocks of servers are nearer than that. */
const settledAfterMs = hourMs;

interface Day {
  readonly day: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The last days, today being the last. */
function lastDays(nowMs: number): Day[] {
  const today = Math.floor(nowMs / dayMs);
  return Array.from({ length: dashboardDays }, (_, at) => {
    const fromMs = (today - dashboardDays + 1 + at) * dayMs;
    return { day: new Date(fromMs).toISOString().slice(0, 10), fromMs, toMs: fromMs + dayMs };
  });
}

export async function countDays(db: Handle, nowMs: number): Promise<store.LogInsOfDay[]> {
  const days = lastDays(nowMs);
  const known = Map.groupBy(await store.listDays(db, days[0]?.day ?? ""), ({ day }) => day);
  const all: store.LogInsOfDay[] = [];
  for (const one of days) {
    const isToday = one.toMs > nowMs;
    const counts = (!isToday && known.get(one.day)) || (await countLive(db, one, isToday));
    const met = counts.filter(({ count }) => count > 0).map((count) => ({ ...count, day: one.day }));
    all.push(...met.toSorted((a, b) => placeOf(a) - placeOf(b)));
  }
  return all;
}

/** Whether it was counted now or kept, a day is told in one order. */
function placeOf({ outcome, factor }: LogInCount): number {
  return logInOutcomes.indexOf(outcome) * logInFactors.length + logInFactors.indexOf(factor);
}

async function countLive(db: Handle, day: Day, isToday: boolean) {
  return sumUp([...(await countLogIns(db, day)), ...(isToday ? await countUnwritten(db) : [])]);
}

export interface DaysDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly dataDir: string;
}

/** Counts the days that are over and were not counted yet, each once for ever. Safe to run anywhere, at any time. */
export async function keepDays({ db, ids, dataDir }: DaysDeps, turn: Turn): Promise<void> {
  const nowMs = ids.clock.nowMs();
  const days = lastDays(nowMs);
  const known = new Set((await store.listDays(db, days[0]?.day ?? "")).map(({ day }) => day));
  const missing = days.filter(({ day, toMs }) => toMs + settledAfterMs <= nowMs && !known.has(day));
  if (missing.length === 0) return;
  await besideRequests(db, { dataDir }, async (beside) => {
    for (const one of missing) {
      if (turn.isOver()) return;
      const counts = await countLogIns(beside, one);
      await inTransaction(db, (tx) => store.addDay(tx, one.day, counts));
      await rest();
    }
  });
}
