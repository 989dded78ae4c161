// What happens to each request before it gets to its route. In one hook: one of its own for each of these would cost every
// answer more than what it does.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Origin } from "../audit/service.ts";
import type { Refusal } from "../security/result.ts";
import { sendRefusal } from "./problem.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The pattern of the route that it reached; null: there is none. Asked of Fastify once, which makes an object for it. */
    pattern: string | null;
    /** Worked out once: behind a proxy it takes reading a list of addresses. */
    origin: Origin;
  }
}

/** Looks at the head of a request. Null: it may go on. */
export type HeadCheck = (request: FastifyRequest) => Refusal | null;

/**
 * @param addHeaders what every answer gets, refusals too.
 * @param checks in this order; the first that refuses is the answer.
 */
export function receiveRequests(
  app: FastifyInstance,
  {
    addHeaders,
    checks,
  }: {
    addHeaders: readonly ((request: FastifyRequest, reply: FastifyReply) => void)[];
    checks: readonly HeadCheck[];
  },
): void {
  app.decorateRequest("pattern", null);
  app.decorateRequest("origin");
  app.addHook("onRequest", (request, reply, done) => {
    request.pattern = request.routeOptions.url ?? null;
    request.origin = { address: request.ip, userAgent: request.headers["user-agent"] ?? "" };
    for (const add of addHeaders) add(request, reply);
    for (const check of checks) {
      const refusal = check(request);
      if (refusal === null) continue;
      sendRefusal(reply, refusal);
      return;
    }
    done();
  });
}
