// The dashboard of one server: counted beside the requests, once in a minute at most, however many look at it.
import type { Dashboard } from "@hesper/contract";
import type { FastifyBaseLogger } from "fastify";
import { countPasswordAges } from "../accounts/figures-store.ts";
import { besideRequests, type Handle } from "../database/database.ts";
import { countOpen } from "../deliveries/figures-store.ts";
import { countKeys } from "../keys/figures-store.ts";
import { timeAnswer } from "../sessions/answers.ts";
import { countAdoption } from "../two-factor/adoption.ts";
import { countDays, type DaysDeps } from "./days.ts";

export interface DashboardDeps extends DaysDeps {
  readonly logger: FastifyBaseLogger;
}

export interface DashboardOfServer {
  /** What was counted last, at once; where that is old, newer figures are being counted. Waits only where there is nothing. */
  read(): Promise<Dashboard>;
  /** Ends when what is being counted has been. */
  stop(): Promise<void>;
}

type Figures = Omit<Dashboard, "recounting">;

/** Figures that are younger are not counted again. */
const freshMs = 60_000;

export function createDashboard(deps: DashboardDeps): DashboardOfServer {
  const { db, ids, dataDir, logger } = deps;
  let last: { readonly figures: Figures; readonly atMs: number } | null = null;
  let counting: Promise<Figures> | null = null;
  const recount = (): Promise<Figures> => {
    const atMs = ids.clock.nowMs();
    counting ??= besideRequests(db, { dataDir }, (beside) => countAll(beside, atMs))
      .then((figures) => {
        last = { figures, atMs };
        return figures;
      })
      .finally(() => {
        counting = null;
      });
    return counting;
  };
  return {
    async read() {
      if (last === null) return { ...(await recount()), recounting: false };
      const { figures, atMs } = last;
      // Also when the clock was put back.
      const isFresh = Math.abs(ids.clock.nowMs() - atMs) < freshMs;
      // The old ones are there to be shown; whoever asks next is the next to try.
      if (!isFresh) recount().catch((err) => logger.error({ err }, "The figures of the dashboard were not counted"));
      return { ...figures, recounting: !isFresh };
    },
    async stop() {
      await counting?.catch(() => {});
    },
  };
}

/** One after the other: of PostgreSQL one connection is taken, and the others are left to the requests. */
async function countAll(db: Handle, nowMs: number): Promise<Figures> {
  const logIns = await countDays(db, nowMs);
  const adoption = await countAdoption(db);
  const keys = await countKeys(db);
  const deliveries = await countOpen(db);
  const accounts = await countPasswordAges(db, nowMs);
  return { asOf: timeAnswer(nowMs), logIns, adoption, keys, deliveries, accounts };
}
