// Serves the built console: its files, and its one page with a fresh nonce in each answer.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Random } from "../security/random.ts";
import { refuse } from "../security/result.ts";
import { pagePolicy } from "./headers.ts";
import { sendRefusal } from "./problem.ts";

const noncePlaceholder = "__CSP_NONCE__";
const oneYearSeconds = 31_536_000;

/** @param folder where the console was built to; the page says what to do when it was not. */
export async function registerConsole(app: FastifyInstance, folder: string, random: Random): Promise<void> {
  const pageFile = join(folder, "index.html");
  const built = existsSync(pageFile);
  const page = built ? readFileSync(pageFile, "utf8") : "The console is not built. Run: npm run build\n";
  if (built) {
    await app.register(fastifyStatic, {
      root: folder,
      index: false,
      wildcard: false,
      // Files under assets/ carry a hash of their content in their name.
      setHeaders: (reply, path) => {
        const hashed = path.includes(`${join(folder, "assets")}`);
        reply.header("cache-control", hashed ? `public, max-age=${oneYearSeconds}, immutable` : "no-cache");
      },
    });
  }
  const sendPage = (reply: FastifyReply) => {
    const nonce = Buffer.from(random.bytes(18)).toString("base64url");
    reply.header("content-security-policy", pagePolicy(nonce)).header("cache-control", "no-store");
    if (!built) return reply.code(503).type("text/plain; charset=utf-8").send(page);
    return reply.type("text/html; charset=utf-8").send(page.replaceAll(noncePlaceholder, nonce));
  };
  app.get("/", (_request, reply) => sendPage(reply));
  app.setNotFoundHandler((request, reply) =>
    isPage(request) ? sendPage(reply) : sendRefusal(reply, refuse("not_found")),
  );
}

/** Addresses of the console are its router's; anything that looks like a file or belongs to the API is not a page. */
function isPage(request: FastifyRequest): boolean {
  const path = request.url.split("?")[0] ?? "";
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  return path !== "/api" && !path.startsWith("/api/") && !/\.[a-z0-9]+$/i.test(path);
}
