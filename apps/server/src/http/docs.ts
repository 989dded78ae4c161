// Readable documentation of the API at /api/docs, from files of this server only.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";

const files: Record<string, string> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
};

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Hesper API</title>
    <link rel="icon" href="/favicon.svg">
    <link rel="stylesheet" href="/api/docs/swagger-ui.css">
  </head>
  <body>
    <div id="documentation"></div>
    <noscript>The documentation needs JavaScript. The same is at /api/v1/openapi.json.</noscript>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

const start = `"use strict";
window.SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#documentation",
  deepLinking: true,
  validatorUrl: null,
  requestSnippetsEnabled: false,
});
`;

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** @param describe composes the document: when it is asked for the first time, since that takes as long as half a start. */
export function registerDocs(app: FastifyInstance, describe: () => object): void {
  const folder = join(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"), "..");
  let text: string | null = null;
  app.get("/api/v1/openapi.json", (_request, reply) => {
    text ??= JSON.stringify(describe());
    return reply.type("application/json; charset=utf-8").send(text);
  });
  app.get("/api/docs", (_request, reply) =>
    reply.header("content-security-policy", policy).type("text/html; charset=utf-8").send(page),
  );
  app.get("/api/docs/start.js", (_request, reply) => reply.type("text/javascript; charset=utf-8").send(start));
  for (const [name, type] of Object.entries(files)) {
    app.get(`/api/docs/${name}`, (_request, reply) => reply.type(type).send(readFileSync(join(folder, name))));
  }
}
