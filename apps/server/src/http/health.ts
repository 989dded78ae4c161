// Whether the process and the database answer, for load balancers and supervisors.
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
      await sql`select 1`.execute(db);
      return reply.send({ status: "ok" });
    } catch (error) {
      request.log.error({ err: error }, "The database does not answer");
      return reply.code(503).send({ status: "unavailable" });
    }
  });
}
