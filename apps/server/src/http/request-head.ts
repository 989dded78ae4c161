// Heads of requests that no browser and no proxy sends: two hosts, or hundreds of headers.
import type { FastifyInstance } from "fastify";
import { refuse } from "../security/result.ts";
import { sendRefusal } from "./problem.ts";

const mostHeaders = 200;

export function refuseOddHeads(app: FastifyInstance): void {
  app.addHook("onRequest", async (request, reply) => {
    // Names and values by turns; what Node has merged or dropped is still here.
    const names = request.raw.rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
    if (names.length > mostHeaders)
      return sendRefusal(reply, refuse("invalid_request", "The request has too many headers."));
    if (names.filter((name) => name === "host").length > 1) {
      return sendRefusal(reply, refuse("invalid_request", "The request names more than one host."));
    }
  });
}
