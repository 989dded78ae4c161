// Builds the console when its sources have changed since the last build; otherwise it starts nothing.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

const root = join(import.meta.dirname, "..");
const console_ = join(root, "apps/console");
const stamp = join(console_, "dist/.hesper-sources");
const sources = [
  "apps/console",
  "packages/contract/src",
  "packages/otp/src",
  "packages/vault/src",
  "package-lock.json",
];

function* filesOf(path: string): Generator<string> {
  if (!existsSync(path)) return;
  const entries = path.endsWith(".json") ? null : readdirSync(path, { withFileTypes: true });
  if (!entries) return yield path;
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const full = join(path, entry.name);
    if (entry.isDirectory() && entry.name !== "dist" && entry.name !== "node_modules") yield* filesOf(full);
    else if (entry.isFile()) yield full;
  }
}

function fingerprint(): string {
  const hash = createHash("sha256");
  for (const source of sources) {
    for (const file of filesOf(join(root, source)))
      hash.update(file.slice(root.length)).update("\0").update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** @returns whether anything had to be built. */
export async function ensureConsole(force = false): Promise<boolean> {
  const wanted = fingerprint();
  if (!force && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return false;
  console.log("Building the console (only the first time, and when it changes) ...");
  await build({ root: console_, logLevel: "warn", configFile: join(console_, "vite.config.ts") });
  writeFileSync(stamp, wanted);
  return true;
}

if (import.meta.main) await ensureConsole(process.argv.includes("--force"));
