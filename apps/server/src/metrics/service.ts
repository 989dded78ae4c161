// The figures of one server: counted as things happen, read from the database when somebody asks.
import type { FastifyBaseLogger } from "fastify";
import { type Heard, listenToEvents } from "../audit/listening.ts";
import { measureUnsealed } from "../audit/seals.ts";
import { type Database, poolUse } from "../database/database.ts";
import { measureOutbox } from "../mail/status.ts";
import type { Clock } from "../security/clock.ts";
import { hashQueue } from "../security/hash-queue.ts";
import { createFigures, type Figures, processFigures } from "./figures.ts";
import type { Answered } from "./request-times.ts";

export interface MetricsDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
}

/** The text format of Prometheus. */
export const metricsType = "text/plain; version=0.0.4; charset=utf-8";

export interface Metrics {
  countRequest(request: Answered): void;
  /** The text for Prometheus. Who asks while it is being made gets the same. */
  read(): Promise<string>;
}

export function createMetrics(deps: MetricsDeps): Metrics {
  const figures = createFigures();
  listenToEvents(deps.db, (event) => countEvent(figures, event));
  let reading: Promise<string> | null = null;
  return {
    countRequest: (request) => figures.requests.count(request),
    read() {
      reading ??= readAll(deps, figures).finally(() => {
        reading = null;
      });
      return reading;
    },
  };
}

function countEvent(figures: Figures, { type, factor = "password" }: Heard): void {
  if (type === "login.succeeded") figures.logIns.add(1, { outcome: "succeeded", factor });
  if (type === "login.second_factor_required") figures.logIns.add(1, { outcome: "second_factor_required", factor });
  if (type === "login.password_failed" || type === "login.second_factor_failed")
    figures.logIns.add(1, { outcome: "failed", factor });
  if (type === "login.throttled") figures.throttled.add(1);
}

async function readAll(deps: MetricsDeps, figures: Figures): Promise<string> {
  readQueue(figures);
  readPool(deps, figures);
  await readDatabase(deps, figures);
  const own = Object.values(figures).map(({ text }) => text);
  return `${own.join("\n")}\n${await processFigures()}`;
}

function readQueue(figures: Figures): void {
  const { waiting, running, refused } = hashQueue.state;
  figures.hashes.set(waiting, { state: "waiting" });
  figures.hashes.set(running, { state: "running" });
  figures.hashesRefused.set(refused);
}

function readPool({ db }: MetricsDeps, figures: Figures): void {
  const { used, idle, waiting } = poolUse(db);
  figures.connections.set(used, { state: "used" });
  figures.connections.set(idle, { state: "idle" });
  figures.connections.set(waiting, { state: "waiting" });
}

/** Without the database its figures are missing, rather than as they were; the others are there. */
async function readDatabase({ db, clock, logger }: MetricsDeps, figures: Figures): Promise<void> {
  const ageSeconds = (sinceMs: number | null) => (sinceMs === null ? 0 : Math.max(0, clock.nowMs() - sinceMs) / 1000);
  try {
    const mails = await measureOutbox(db);
    const events = await measureUnsealed(db);
    figures.outbox.set(mails.waiting, { state: "waiting" });
    figures.outbox.set(mails.failed, { state: "failed" });
    figures.outboxAge.set(ageSeconds(mails.oldestWaitingMs));
    figures.unsealed.set(events.count);
    figures.unsealedAge.set(ageSeconds(events.oldestMs));
    figures.databaseUp.set(1);
  } catch (error) {
    logger.warn({ err: error }, "The database does not answer, so that some figures are missing");
    for (const gauge of [figures.outbox, figures.outboxAge, figures.unsealed, figures.unsealedAge]) gauge.clear();
    figures.databaseUp.set(0);
  }
}
