// The check of the imports finds what it is there for.
import { expect, it } from "vitest";
import { findRing, findUpwardImports, readGraph } from "./imports.ts";

it("finds a ring, however long", () => {
  const graph = new Map([
    ["apps/server/src/a.ts", ["apps/server/src/b.ts"]],
    ["apps/server/src/b.ts", ["apps/server/src/c.ts"]],
    ["apps/server/src/c.ts", ["apps/server/src/b.ts"]],
  ]);
  expect(findRing(graph)).toEqual(["apps/server/src/b.ts", "apps/server/src/c.ts", "apps/server/src/b.ts"]);
});

it("finds an import that points upwards or sideways", () => {
  const graph = new Map([
    ["packages/otp/src/a.ts", ["packages/contract/src/index.ts"]],
    ["apps/console/src/a.ts", ["apps/server/src/app.ts"]],
    ["apps/server/src/security/a.ts", ["apps/server/src/login/service.ts"]],
    ["packages/vault/src/a.ts", ["packages/otp/src/index.ts"]],
    ["apps/server/src/accounts/a.ts", ["packages/vault/src/index.ts"]],
    ["apps/server/src/accounts/b.ts", ["packages/vault/src/header.ts"]],
    ["apps/console/src/b.ts", ["packages/vault/src/index.ts"]],
    ["apps/server/src/login/a.ts", ["apps/server/src/security/a.ts", "packages/otp/src/index.ts"]],
  ]);
  expect(findUpwardImports(graph)).toHaveLength(5);
});

it("reads the project's own imports, types included", () => {
  const graph = readGraph();
  expect(graph.size).toBeGreaterThan(60);
  expect(graph.get("apps/server/src/totp/service.ts")).toContain("packages/otp/src/index.ts");
  expect(graph.get("apps/server/src/http/api.ts")).toContain("apps/server/src/audit/service.ts");
});
