// Lets browser extensions call what keys call, from whatever origin they have: these routes look at no cookie, so that no
// site can use somebody else's log-in through them. Every other route stays closed to other origins.
import { type RouteContract, type RouteName, routes } from "@hesper/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** Public, and good for whoever has an activation code. */
const activation: readonly RouteName[] = ["lookAtActivation", "activateKey"];

function isOpen(contract: RouteContract): boolean {
  return contract.access === "key" || activation.some((name) => name === contract.name);
}

/** Methods by the pattern of the path, as Fastify has it. */
const open = new Map<string, string[]>();
for (const contract of Object.values(routes) as RouteContract[]) {
  const pattern = `/api/v1${contract.path.replace(/\{(\w+)\}/g, ":$1")}`;
  if (isOpen(contract)) open.set(pattern, [...(open.get(pattern) ?? []), contract.method]);
}

/** Whether the route that a request reached is one that any origin may call. */
export function isOpenToOrigins({ method, pattern }: FastifyRequest): boolean {
  return open.get(pattern ?? "")?.includes(method) ?? false;
}

/** Browsers ask at most every two hours, whatever is said. */
const preflightSeconds = 7200;

/** Goes before whatever may refuse: an extension can read a refusal only where it is told that it may. */
export function openToOrigins(request: FastifyRequest, reply: FastifyReply): void {
  if (!isOpenToOrigins(request)) return;
  allow(reply);
  reply.header("access-control-expose-headers", "retry-after");
}

export function answerPreflights(app: FastifyInstance): void {
  for (const [url, methods] of open) {
    app.route({ method: "OPTIONS", url, handler: (_, reply) => answerPreflight(reply, methods) });
  }
}

/** Of anybody, and without credentials: `*` is refused by browsers where cookies would go along. */
function allow(reply: FastifyReply): void {
  reply.header("access-control-allow-origin", "*");
}

function answerPreflight(reply: FastifyReply, methods: readonly string[]): FastifyReply {
  allow(reply);
  reply.header("access-control-allow-methods", methods.join(", "));
  reply.header("access-control-allow-headers", "authorization, content-type");
  return reply.header("access-control-max-age", String(preflightSeconds)).code(204).send();
}
