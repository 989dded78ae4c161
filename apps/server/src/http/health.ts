// Whether the process and the database answer, for load balancers and supervisors.
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import type { Drain } from "./drain.ts";

export function registerHealth(app: FastifyInstance, db: Database, drain: Pick<Drain, "announced">): void {
  app.get("/healthz", async (_request, reply) => {
    return reply.header("cache-control", "no-store").send({ status: "ok" });
  });
  app.get("/readyz", async (request, reply) => {
    reply.header("cache-control", "no-store");
    if (drain.announced) return reply.code(503).send({ status: "stopping" });
    try {
      await inTime(sql`select 1`.execute(db));
      return reply.send({ status: "ok" });
    } catch (error) {
      request.log.error({ err: error, requestId: request.id }, "The database does not answer");
      return reply.code(503).send({ status: "unavailable" });
    }
  });
}

/** A load balancer asks every few seconds: a database that answers later than that does not answer. */
const longestWaitMs = 3000;

async function inTime(answer: Promise<unknown>): Promise<void> {
  const tooLate = new AbortController();
  const late = sleep(longestWaitMs, undefined, { signal: tooLate.signal }).then(() => {
    throw new Error(`The database did not answer within ${longestWaitMs} ms.`);
  });
  // Whichever comes second is nobody's business any more.
  late.catch(() => {});
  answer.catch(() => {});
  try {
    await Promise.race([answer, late]);
  } finally {
    tooLate.abort();
  }
}
