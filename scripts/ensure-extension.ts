// Builds the extension for each browser when its sources have changed since the last build, and packs what is handed
// out: the same sources give the same bytes.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { zipSync } from "fflate";
import { build, type InlineConfig } from "vite";
import { manifestFor, type Target, targets } from "../apps/extension/src/manifest/manifest.ts";
import { root } from "./run.ts";
import { fingerprintOf, isBuilt } from "./sources.ts";

const extension = join(root, "apps/extension");
const dist = join(extension, "dist");
/** Of this process: two that build at once take nothing away from each other. */
const building = join(dist, `.building-${process.pid}`);
const code = join(building, "code");
const stamp = join(dist, ".hesper-sources");
const sources = [
  "apps/extension",
  "packages/contract/src",
  "packages/keyring/src",
  "packages/otp/src",
  "packages/vault/src",
  "scripts/ensure-extension.ts",
  "package-lock.json",
];

/** The build of the tests, as a folder to load. */
export const testBuild = join(dist, "test");
/** What is handed out for Chromium, as a folder to load. */
export const chromiumBuild = join(dist, "chromium");

const usual = {
  root: extension,
  configFile: false,
  logLevel: "warn",
  publicDir: false,
  define: { "process.env.NODE_ENV": '"production"' },
} satisfies InlineConfig;
const buildOptions = {
  outDir: code,
  emptyOutDir: false,
  target: "es2025",
  modulePreload: { polyfill: false },
} as const;

/** One file: a service worker loads nothing later, and a script in a page cannot. */
async function buildScript(entry: string, name: string, format: "es" | "iife"): Promise<void> {
  await build({
    ...usual,
    build: {
      ...buildOptions,
      lib: { entry: join(extension, entry), formats: [format], name: "hesper", fileName: () => `${name}.js` },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
}

async function buildPages(): Promise<void> {
  const input = ["popup.html", "page.html", "offscreen.html"].map((name) => join(extension, name));
  await build({
    ...usual,
    base: "/",
    plugins: [react()],
    build: { ...buildOptions, assetsInlineLimit: 0, chunkSizeWarningLimit: 2000, rolldownOptions: { input } },
  });
}

async function buildCode(): Promise<void> {
  rmSync(building, { recursive: true, force: true });
  mkdirSync(code, { recursive: true });
  await buildScript("src/worker/main.ts", "worker", "es");
  await buildScript("src/content/main.ts", "content", "iife");
  await buildPages();
  cpSync(join(extension, "icons"), join(code, "icons"), { recursive: true, filter: (path) => !path.endsWith(".ts") });
}

function assemble(target: Target, version: string): void {
  cpSync(code, join(building, target), { recursive: true });
  writeFileSync(join(building, target, "manifest.json"), `${JSON.stringify(manifestFor(target, version), null, 2)}\n`);
}

/** The earliest time that the format can hold, in whatever zone. */
const zipTime = new Date(1980, 0, 1);

/** Files in order of their names, with one time: who packs it elsewhere gets the same file. */
function pack(target: Target, version: string): void {
  const folder = join(building, target);
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
  const files = Object.fromEntries(names.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
  writeFileSync(
    join(building, `hesper-extension-${target}-${version}.zip`),
    zipSync(files, { mtime: zipTime, level: 9 }),
  );
}

/** In the place of what was built before, packs of other versions included. */
function putInPlace(): void {
  rmSync(code, { recursive: true });
  const old = readdirSync(dist).filter((name) => !name.startsWith("."));
  for (const name of new Set([...old, ...readdirSync(building)]))
    rmSync(join(dist, name), { recursive: true, force: true });
  for (const name of readdirSync(building)) {
    try {
      renameSync(join(building, name), join(dist, name));
    } catch (error) {
      // Another process was faster, with the same: the sources have one fingerprint.
      if (!existsSync(join(dist, name))) throw error;
    }
  }
  rmSync(building, { recursive: true });
}

/** @returns whether anything had to be built. */
export async function ensureExtension(force = false): Promise<boolean> {
  const wanted = fingerprintOf(sources);
  if (!force && isBuilt(stamp, wanted)) return false;
  console.log("Building the browser extension (only the first time, and when it changes) ...");
  const { version } = JSON.parse(readFileSync(join(extension, "package.json"), "utf8"));
  const before = process.env.NODE_ENV;
  // A test that builds it says "test", and React's pages would be made for its development build, which is not in them.
  process.env.NODE_ENV = "production";
  await buildCode();
  if (before === undefined) delete process.env.NODE_ENV;
  else process.env.NODE_ENV = before;
  for (const target of targets) assemble(target, version);
  pack("chromium", version);
  pack("firefox", version);
  putInPlace();
  writeFileSync(stamp, wanted);
  return true;
}

if (import.meta.main) await ensureExtension(process.argv.includes("--force"));
