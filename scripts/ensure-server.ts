// Puts the programs of the server together into a few files, when their sources have changed since the last time.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtFolder, looksOfSources, sources, stampFile } from "../apps/server/bin/built.mjs";
import { root } from "./run.ts";
import { fingerprintOf } from "./sources.ts";

interface Stamp {
  /** Of what is in the sources. */
  readonly fingerprint: string;
  /** Of names, sizes and times, which is what a start looks at. */
  readonly looks: string;
  readonly files: readonly string[];
}

const source = join(root, "apps/server/src");
const programs = {
  main: join(source, "main.ts"),
  "cli-main": join(source, "cli/main.ts"),
  "sqlite-thread": join(source, "database/sqlite-thread.ts"),
};
/** Libraries of many small files. The others stay where they are. */
const together = ["kysely", "zod", "uuid", /^@hesper\//];

function readStamp(): Stamp | null {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8")) as Stamp;
  } catch {
    return null;
  }
}

/** @returns whether anything had to be built. */
export async function ensureServer(force = false): Promise<boolean> {
  const before = readStamp();
  const looks = looksOfSources();
  if (!force && before?.looks === looks) return false;
  const fingerprint = fingerprintOf(sources);
  if (!force && before?.fingerprint === fingerprint) {
    // As after a clone of the folder: the same files at another time.
    writeFileSync(stampFile, JSON.stringify({ ...before, looks }));
    return false;
  }
  // Until it is whole, nobody runs it.
  rmSync(stampFile, { force: true });
  // Most starts build nothing, and need nothing of it.
  const { build } = await import("vite");
  console.log("Building the server (only the first time, and when it changes) ...");
  const built = await build({
    root: join(root, "apps/server"),
    configFile: false,
    logLevel: "warn",
    ssr: { noExternal: together },
    build: {
      ssr: true,
      target: "node26",
      minify: false,
      outDir: builtFolder,
      // A server that runs may still ask for files of the build before.
      emptyOutDir: false,
      rolldownOptions: {
        input: programs,
        output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
      },
    },
  });
  const files = [built].flat().flatMap((one) => ("output" in one ? one.output.map(({ fileName }) => fileName) : []));
  const kept = new Set([...files, ...(before?.files ?? [])]);
  for (const name of readdirSync(builtFolder)) if (!kept.has(name)) rmSync(join(builtFolder, name));
  writeFileSync(stampFile, JSON.stringify({ fingerprint, looks, files } satisfies Stamp));
  return true;
}

if (import.meta.main) await ensureServer(process.argv.includes("--force"));
