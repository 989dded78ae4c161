// Jobs that are done from time to time, on any number of servers, started and stopped at any time.
import type { FastifyBaseLogger } from "fastify";
import { type Database, inTransaction } from "../database/database.ts";
import type { IdSource } from "../security/ids.ts";

export interface Job {
  readonly name: string;
  /** Of all servers together, one does it each so many seconds. Null: every server, at every turn. */
  readonly everySeconds: number | null;
  readonly run: (turn: Turn) => Promise<unknown>;
}

export interface Turn {
  /** Asked between two pieces of work: true when the server is about to stop, and what is left can wait. */
  isOver(): boolean;
}

export interface JobDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly logger: FastifyBaseLogger;
}

export interface Jobs {
  /** Begins to look, every few seconds, for what is due. */
  start(): void;
  /** Does what is due now. */
  runDue(): Promise<void>;
  /** Ends when what is under way has ended, and begins nothing more. */
  stop(): Promise<void>;
}

const pauseMs = 2000;

export function createJobs(deps: JobDeps, jobs: readonly Job[]): Jobs {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const turn = { isOver: () => stopped };
  const runDue = () => {
    // One turn after the other: a slow mail server does not pile up turns.
    running = running.then(async () => {
      for (const job of jobs) if (!stopped) await runIfDue(deps, job, turn);
    });
    return running;
  };
  const wait = () => {
    if (stopped) return;
    timer = setTimeout(() => runDue().then(wait), pauseMs);
    timer.unref();
  };
  return {
    start: wait,
    runDue,
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}

async function runIfDue({ db, ids, logger }: JobDeps, { name, everySeconds, run }: Job, turn: Turn): Promise<void> {
  try {
    if (everySeconds === null || (await claim(db, ids, { name, everySeconds }))) await run(turn);
  } catch (error) {
    logger.error({ err: error, job: name }, "A job failed; it will be tried again");
  }
}

/** True for one of the servers that ask. It is not given back: if the job fails, it is due again after its time. */
async function claim(
  db: Database,
  ids: IdSource,
  { name, everySeconds }: { name: string; everySeconds: number },
): Promise<boolean> {
  const nowMs = ids.clock.nowMs();
  const next_run_at = nowMs + everySeconds * 1000;
  // Looked at before: writing at every turn would keep the disk busy for nothing.
  const known = await db.selectFrom("jobs").select("next_run_at").where("name", "=", name).executeTakeFirst();
  if (known && known.next_run_at > nowMs) return false;
  return inTransaction(db, async (tx) => {
    const moved = await tx
      .updateTable("jobs")
      .set({ next_run_at })
      .where("name", "=", name)
      .where("next_run_at", "<=", nowMs)
      .executeTakeFirst();
    if (moved.numUpdatedRows === 1n) return true;
    const made = await tx
      .insertInto("jobs")
      .values({ name, next_run_at })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .executeTakeFirst();
    return made.numInsertedOrUpdatedRows === 1n;
  });
}
