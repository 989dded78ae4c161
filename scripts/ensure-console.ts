// Builds the console when its sources have changed since the last build; otherwise it starts nothing.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run.ts";
import { fingerprintOf, isBuilt } from "./sources.ts";

const console_ = join(root, "apps/console");
const stamp = join(console_, "dist/.hesper-sources");
const sources = [
  "apps/console",
  "packages/contract/src",
  "packages/otp/src",
  "packages/vault/src",
  "package-lock.json",
];

/** @returns whether anything had to be built. */
export async function ensureConsole(force = false): Promise<boolean> {
  const wanted = fingerprintOf(sources);
  if (!force && isBuilt(stamp, wanted)) return false;
  // Most starts build nothing, and need nothing of it.
  const { build } = await import("vite");
  console.log("Building the console (only the first time, and when it changes) ...");
  const usual = { root: console_, logLevel: "warn", configFile: join(console_, "vite.config.ts") } as const;
  await build(usual);
  // The page of the log-in is one script: it would else share some twenty with the console, and ask for each.
  const rolldownOptions = { input: join(console_, "log-in.html"), output: { codeSplitting: false } };
  await build({ ...usual, build: { emptyOutDir: false, copyPublicDir: false, rolldownOptions } });
  writeFileSync(stamp, wanted);
  return true;
}

if (import.meta.main) await ensureConsole(process.argv.includes("--force"));
