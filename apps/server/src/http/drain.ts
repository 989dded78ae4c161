// Stopping without cutting anybody off: says first that nothing more should come, then refuses what comes, and ends each
// connection when nothing is under way on it.
import type { FastifyInstance } from "fastify";
import { refuse } from "../security/result.ts";
import type { HeadCheck } from "./arrival.ts";

export interface Drain {
  /** Whether the server is about to stop: not ready for more, but still answering. */
  readonly announced: boolean;
  announce(): void;
  /** Listens no more, and ends when all connections have: those still at work after so long are cut. */
  close(graceMs: number): Promise<void>;
  /** Refuses what comes when the server is closing. */
  readonly check: HeadCheck;
}

const retryAfterSeconds = 2;
const stopping = "The server is stopping. Try again in a few seconds.";

export function createDrain(app: FastifyInstance): Drain {
  let announced = false;
  let closing = false;
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
    check: () => (closing ? refuse("overloaded", stopping, { retryAfterSeconds }) : null),
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
