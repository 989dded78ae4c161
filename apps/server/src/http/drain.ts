// Stopping without cutting anybody off: says first that nothing more should come, then refuses what comes, and ends each
// connection when nothing is under way on it.
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
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
  /** Each connection, with how many requests are under way on it. */
  const connections = new Map<Socket, number>();
  let announced = false;
  let closing = false;
  const count = (socket: Socket, change: 1 | -1) => {
    const before = connections.get(socket);
    if (before === undefined) return;
    connections.set(socket, before + change);
    if (closing && before + change === 0) socket.destroySoon();
  };
  app.server.on("connection", (socket) => {
    connections.set(socket, 0);
    socket.once("close", () => connections.delete(socket));
  });
  // Before any hook: what was begun is counted, whatever becomes of it.
  app.server.prependListener("request", ({ socket }, response: ServerResponse) => {
    count(socket, 1);
    response.once("close", () => count(socket, -1));
  });
  app.addHook("onRequest", async (_request, reply) => {
    if (!closing) return;
    const detail = "The server is stopping. Try again in a few seconds.";
    return sendRefusal(reply, refuse("overloaded", detail, { retryAfterSeconds }));
  });
  // Whoever is told does not send the next request into a connection that is about to end.
  app.addHook("onSend", async (_request, reply) => {
    if (announced) reply.header("connection", "close");
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
      const closed = app.close();
      // A connection on which nothing is asked must not hold up the stop, not even one that never asked anything.
      for (const [socket, busy] of connections) if (busy === 0) socket.destroySoon();
      const cut = setTimeout(() => {
        for (const socket of connections.keys()) socket.destroy();
      }, graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}
