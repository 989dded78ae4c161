// Security headers of every answer.
import type { FastifyReply, FastifyRequest } from "fastify";

const common: Record<string, string> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(self), display-capture=(), geolocation=(), gyroscope=(), " +
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)",
};

/** For answers that are no pages: nothing may be loaded or framed. */
const nothing = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** For the pages of the console. Scripts and styles run from files of this host or with the nonce of this answer. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}

const oneYearSeconds = 31_536_000;

export function securityHeaders({ https }: { https: boolean }): (request: FastifyRequest, reply: FastifyReply) => void {
  const always = {
    ...common,
    "content-security-policy": nothing,
    ...(https ? { "strict-transport-security": `max-age=${oneYearSeconds}; includeSubDomains` } : {}),
  };
  const ofApi = { ...always, "cache-control": "no-store" };
  return (request, reply) => {
    reply.headers(request.url.startsWith("/api/") ? ofApi : always);
  };
}
