// Where the server is reached, for whoever gets a link from it and no browser stands between.
import type { FastifyInstance } from "fastify";
import type { Config } from "../config/config.ts";

/** Addresses that say "any", or that browsers trust by their name only. */
const local = ["127.0.0.1", "::1", "0.0.0.0", "::", "localhost"];

/** The public address; where none is set, that on which the server listens. An origin, such as `http://localhost:8080`. */
export function addressOf(app: FastifyInstance, { publicUrl, host, port }: Config): string {
  if (publicUrl !== null) return publicUrl;
  const listening = app.server.address();
  const actual = listening !== null && typeof listening === "object" ? listening.port : port;
  const name = local.includes(host) ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return new URL(`http://${name}:${actual}`).origin;
}
