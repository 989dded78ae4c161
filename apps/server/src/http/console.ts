// Serves the built console: its files, and its two pages with a fresh nonce in each answer.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip as gzipWithCallback } from "node:zlib";
import { negotiate } from "@fastify/accept-negotiator";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Random } from "../security/random.ts";
import { refuse } from "../security/result.ts";
import { type KnownInstallation, writeDrawn } from "./drawn-page.ts";
import { pagePolicy } from "./headers.ts";
import { sendRefusal } from "./problem.ts";

const noncePlaceholder = "__CSP_NONCE__";
/** Where a page has what it would ask for first: a text that no browser runs. */
const installationPlaceholder = /(?<=<script [^>]*id="installation"[^>]*>)null(?=<)/;
const oneYearSeconds = 31_536_000;
const gzip = promisify(gzipWithCallback);

export interface ConsoleDeps {
  /** Where the console was built to; the page says what to do when it was not. */
  readonly folder: string;
  readonly random: Random;
  /** What the server says of itself before anybody is logged in. */
  readonly installation: () => Promise<KnownInstallation>;
}

export async function registerConsole(
  app: FastifyInstance,
  { folder, random, installation }: ConsoleDeps,
): Promise<void> {
  const built = existsSync(join(folder, "index.html"));
  const read = (name: string) => (built ? readFileSync(join(folder, name), "utf8") : "");
  const pages = { console: read("index.html"), logIn: read("log-in.html") };
  if (built) {
    await app.register(fastifyStatic, {
      root: folder,
      index: false,
      wildcard: false,
      globIgnore: ["*.html", "**/*.br", "**/*.gz"],
      preCompressed: true,
      // Files under assets/ carry a hash of their content in their name.
      setHeaders: (reply, path) => {
        const hashed = path.includes(`${join(folder, "assets")}`);
        reply.header("cache-control", hashed ? `public, max-age=${oneYearSeconds}, immutable` : "no-cache");
      },
    });
  }
  const sendPage = async (request: FastifyRequest, reply: FastifyReply, page: keyof typeof pages) => {
    const nonce = Buffer.from(random.bytes(18)).toString("base64url");
    reply.header("content-security-policy", pagePolicy(nonce)).header("cache-control", "no-store");
    if (!built) {
      reply.code(503).type("text/plain; charset=utf-8");
      return "The console is not built. Run: npm run build\n";
    }
    // A page is there also while the database is not: then it asks, and says what it is told.
    const known = await installation().catch(() => null);
    reply.type("text/html; charset=utf-8");
    const text = writeDrawn(pages[page].replaceAll(noncePlaceholder, nonce), known)
      // Last: a name that reads as a place to write into is text by now.
      .replace(installationPlaceholder, () => written(known));
    // Nothing of what a stranger sends is in it, so that its length says nothing of the nonce.
    reply.header("vary", "accept-encoding");
    if (negotiate(request.headers["accept-encoding"] ?? "", ["gzip"]) === null) return text;
    reply.header("content-encoding", "gzip");
    return gzip(text);
  };
  app.get("/", (request, reply) => sendPage(request, reply, "console"));
  // Whoever is not logged in loads nothing of what is behind the log-in.
  app.get("/log-in", (request, reply) => sendPage(request, reply, "logIn"));
  app.setNotFoundHandler((request, reply) =>
    isPage(request) ? sendPage(request, reply, "console") : sendRefusal(reply, refuse("not_found")),
  );
}

/** No text can end the element that it stands in. */
function written(known: unknown): string {
  return JSON.stringify(known).replaceAll("<", "\\u003c");
}

/** Addresses of the console are its router's; anything that looks like a file or belongs to the API is not a page. */
function isPage(request: FastifyRequest): boolean {
  const path = request.url.split("?")[0] ?? "";
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  return path !== "/api" && !path.startsWith("/api/") && !/\.[a-z0-9]+$/i.test(path);
}
