// The list of audit events in the documentation is what the code has, and each event is written somewhere.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { auditEventTypes } from "../packages/contract/src/audit-events.ts";
import { eventsPage, eventsText } from "./audit-events.ts";
import { root } from "./run.ts";

it("docs/audit-events.md is what the catalogue gives; else run: node scripts/audit-events.ts", () => {
  expect(readFileSync(eventsPage, "utf8")).toBe(eventsText());
});

it("every event of the catalogue is written by some service (V16.1.1)", () => {
  const server = join(root, "apps/server/src");
  const sources = readdirSync(server, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes(".test."))
    .map((name) => readFileSync(join(server, name), "utf8"));
  expect(auditEventTypes.filter((type) => !sources.some((source) => source.includes(`"${type}"`)))).toEqual([]);
});
