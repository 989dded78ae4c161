// What the console takes of the HTTP contract: where each route is, and no schema of what goes there and comes back. The
// server looks at all of that, and the schemas of all routes are half of what a first visit would have to load.
import { join } from "node:path";
import type { Plugin } from "vite";
import { routes } from "../../../packages/contract/src/routes.ts";

const contract = join(import.meta.dirname, "../../../packages/contract/src");
const table = "\0hesper-routes";

/** In place of the routes of the client: method, address, and what success looks like. */
export function routesWithoutSchemas(): Plugin {
  return {
    name: "hesper-routes-without-schemas",
    enforce: "pre",
    resolveId: (source, importer) =>
      source === "./routes.ts" && importer === join(contract, "client.ts") ? table : undefined,
    load(id) {
      if (id !== table) return undefined;
      const short = Object.entries(routes).map(([name, { method, path, success }]) => [
        name,
        { method, path, success: { status: success.status, body: success.body !== null } },
      ]);
      return `export const routes = ${JSON.stringify(Object.fromEntries(short))};`;
    },
  };
}

const without = join(contract, "without-eval.ts");

/** Pages forbid code made from text: whoever makes schemas gets a zod that does not try. */
export function zodWithoutEval(): Plugin {
  return {
    name: "hesper-zod-without-eval",
    enforce: "pre",
    async resolveId(source, importer) {
      return source === "zod" && importer !== without ? this.resolve(without, importer) : undefined;
    },
  };
}
