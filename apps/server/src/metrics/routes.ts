// `GET /metrics` for Prometheus: for programs on this machine, and for others with the token. Everybody else finds nothing.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { sendRefusal } from "../http/problem.ts";
import { refuse } from "../security/result.ts";
import type { Secret } from "../security/secret.ts";
import { equalTokens } from "../security/tokens.ts";
import { type Metrics, metricsType } from "./service.ts";

/** @param token null: only programs on this machine may read. */
export function registerMetrics(app: FastifyInstance, metrics: Metrics, token: Secret<string> | null): void {
  app.addHook("onResponse", (request, reply, done) => {
    const { statusCode: status } = reply;
    const seconds = reply.elapsedTime / 1000;
    metrics.countRequest({ method: methodOf(request), route: routeOf(request, reply), status, seconds });
    done();
  });
  app.get("/metrics", async (request, reply) => {
    if (!isDirectlyFromHere(request) && !showsToken(request, token)) return sendRefusal(reply, refuse("not_found"));
    return reply
      .header("cache-control", "no-store")
      .type(metricsType)
      .send(await metrics.read());
  });
}

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

function methodOf({ method }: FastifyRequest): string {
  return methods.includes(method) ? method : "other";
}

const ownRoutes = ["/healthz", "/readyz", "/metrics"];

/** The pattern, never the address. Files and pages of the console are one. */
function routeOf({ pattern }: FastifyRequest, { statusCode }: FastifyReply): string {
  if (pattern === null) return statusCode < 400 ? "console" : "none";
  return pattern.startsWith("/api/") || ownRoutes.includes(pattern) ? pattern : "console";
}

/** What a proxy adds. Who sets HESPER_TRUSTED_PROXIES does not make the people behind them programs of this machine. */
const proxyHeaders = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"];

function isDirectlyFromHere({ raw }: FastifyRequest): boolean {
  const address = raw.socket.remoteAddress ?? "";
  const isLoopback = address === "::1" || /^(::ffff:)?127\./.test(address);
  return isLoopback && !proxyHeaders.some((name) => name in raw.headers);
}

function showsToken({ headers }: FastifyRequest, token: Secret<string> | null): boolean {
  const [, given] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "") ?? [];
  return token !== null && given !== undefined && equalTokens(given, token.reveal());
}
