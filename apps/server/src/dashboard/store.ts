// The table of log-ins of days that are over. Whole days are added; nothing is changed.
import { logInFactors, logInOutcomes } from "@hesper/contract";
import type { LogInCount } from "../audit/log-in-counts.ts";
import type { Handle, Tx } from "../database/database.ts";

export interface LogInsOfDay extends LogInCount {
  /** `2026-03-01`, UTC. */
  readonly day: string;
}

/** From one day on. A day that was counted has rows, also where nobody logged in. */
export async function listDays(db: Handle, fromDay: string): Promise<LogInsOfDay[]> {
  const rows = await db.selectFrom("log_in_days").selectAll().where("day", ">=", fromDay).orderBy("day").execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** In one statement, so that a day is whole; what another server has added already stays. */
export async function addDay(tx: Tx, day: string, counts: readonly LogInCount[]): Promise<void> {
  const countOf = (outcome: string, factor: string) =>
    counts.find((one) => one.outcome === outcome && one.factor === factor)?.count ?? 0;
  const rows = logInOutcomes.flatMap((outcome) =>
    logInFactors.map((factor) => ({ day, outcome, factor, count: countOf(outcome, factor) })),
  );
  await tx
    .insertInto("log_in_days")
    .values(rows)
    .onConflict((conflict) => conflict.columns(["day", "outcome", "factor"]).doNothing())
    .execute();
}
