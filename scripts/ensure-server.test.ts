// The server and its commands as they are built: that is what is run, and it does what the sources do.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { builtFolder, programOf } from "../apps/server/bin/built.mjs";
import { ensureServer } from "./ensure-server.ts";
import { root } from "./run.ts";

beforeAll(async () => {
  // `npm test` has built it already.
  await ensureServer();
});

const helpOf = (program: string) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "--help"], { encoding: "utf8" });
  return { status, stdout, stderr: stderr.replaceAll(/.*(ExperimentalWarning|--trace-warnings).*\n/g, "") };
};

it("is run, and is not built twice", async () => {
  expect(fileURLToPath(programOf("main"))).toBe(join(builtFolder, "main.js"));
  expect(fileURLToPath(programOf("cli/main"))).toBe(join(builtFolder, "cli-main.js"));
  expect(await ensureServer()).toBe(false);
});

it("says what the sources say", () => {
  const built = helpOf(join(builtFolder, "cli-main.js"));
  expect(built.status).toBe(0);
  expect(built.stdout).toContain("master-key");
  expect(built).toEqual(helpOf(join(root, "apps/server/src/cli/main.ts")));
});
