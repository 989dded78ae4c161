// One line per request: what was asked, the answer, the time. Neither query, nor body, nor cookies, nor headers.
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { infoLines } from "../config/logger.ts";

export function logRequests(app: FastifyInstance, logger: FastifyBaseLogger): void {
  const write = infoLines(logger);
  if (write === null) return;
  app.addHook("onResponse", ({ id, method, pattern, origin }, reply, done) => {
    // The pattern, not the address: an address may hold what a person pasted. What is no text of ours is written as JSON.
    const asked = `"requestId":"${id}","method":"${method}","route":"${pattern ?? "(no route)"}"`;
    const took = `"status":${reply.statusCode},"tookMs":${Math.round(reply.elapsedTime)}`;
    write(`${asked},${took},"address":${JSON.stringify(origin.address)},"msg":"request"`);
    done();
  });
}
