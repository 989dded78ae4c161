// One line per request: what was asked, the answer, the time. Neither query, nor body, nor cookies, nor headers.
import type { FastifyInstance } from "fastify";
import type { Clock } from "../security/clock.ts";

export function logRequests(app: FastifyInstance, clock: Clock): void {
  const beganMs = new WeakMap<object, number>();
  // Nothing in such a line is to be redacted; to look for it would cost more than the rest of the line.
  const log = app.log.child({}, { redact: [] });
  app.addHook("onRequest", (request, _reply, done) => {
    beganMs.set(request, clock.nowMs());
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    const tookMs = clock.nowMs() - (beganMs.get(request) ?? clock.nowMs());
    const { method } = request;
    // The pattern, not the address: an address may hold what a person pasted.
    const route = request.routeOptions.url ?? "(no route)";
    log.info(
      { requestId: request.id, method, route, status: reply.statusCode, tookMs, address: request.ip },
      "request",
    );
    done();
  });
}
