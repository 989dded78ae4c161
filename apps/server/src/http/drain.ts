// Stopping without cutting anybody off: says first that nothing more should come, then refuses what comes, and ends each
// connection when nothing is under way on it.
import type { FastifyInstance } from "fastify";
import { refuse } from "../security/result.ts";
import { sendRefusal } from "./problem.ts";

export interface Drain {
  /** Whether the server is about to stop: not ready for more, but still answering. */
  readonly announced: boolean;
  announce(): void;
  /** Listens no more, and ends when all connections have: those still at work after so long are cut. */
  close(graceMs: number): Promise<void>;
}

const retryAfterSeconds = 2;

export function createDrain(app: FastifyInstance): Drain {
  let announced = false;
  let closing = false;
  app.addHook("onRequest", (_request, reply, done) => {
    if (!closing) return done();
    const detail = "The server is stopping. Try again in a few seconds.";
    sendRefusal(reply, refuse("overloaded", detail, { retryAfterSeconds }));
  });
  // Whoever is told does not send the next request into a connection that is about to end.
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (announced) reply.header("connection", "close");
    done();
  });
  // A file whose head was sent before anybody could be told leaves an idle connection behind.
  app.addHook("onResponse", (_request, _reply, done) => {
    if (closing) setImmediate(() => app.server.closeIdleConnections());
    done();
  });
  return {
    get announced() {
      return announced;
    },
    announce() {
      announced = true;
    },
    async close(graceMs) {
      announced = true;
      closing = true;
      const cut = setTimeout(() => app.server.closeAllConnections(), graceMs);
      // Node ends idle connections by itself when it listens no more.
      await app.close();
      clearTimeout(cut);
    },
  };
}
