// Refuses writes that another site made the browser send. There is no CSRF token to forget. What keys call is left out: it
// looks at no cookie, and a browser extension has another origin.
import type { FastifyRequest } from "fastify";
import { refuse } from "../security/result.ts";
import type { HeadCheck } from "./arrival.ts";
import { isOpenToOrigins } from "./cors.ts";

const safeMethods = ["GET", "HEAD", "OPTIONS"];

/** Browsers say where a request comes from; programs that are no browsers say nothing and hold no foreign cookies. */
function isForeign(request: FastifyRequest, publicUrl: string | null): boolean {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  const { origin, host } = request.headers;
  if (origin === undefined) return false;
  if (publicUrl !== null) return origin !== publicUrl;
  return origin !== `http://${host}` && origin !== `https://${host}`;
}

export function refuseCrossSiteWrites(publicUrl: string | null): HeadCheck {
  return (request) => {
    const isFine = safeMethods.includes(request.method) || isOpenToOrigins(request) || !isForeign(request, publicUrl);
    return isFine ? null : refuse("cross_site_request");
  };
}
