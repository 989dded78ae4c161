// Puts the programs of the server and of the key on the command line together into a few files each, when their sources
// have changed since the last time.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandLineKey, type Programs, server } from "./built.mjs";
import { fingerprintOf } from "./sources.ts";

interface Stamp {
  /** Of what is in the sources. */
  readonly fingerprint: string;
  /** Of names, sizes and times, which is what a start looks at. */
  readonly looks: string;
  readonly files: readonly string[];
}

interface Making {
  readonly title: string;
  readonly programs: Programs;
  /** Each program that is started by itself, below the folder of the sources. */
  readonly names: readonly string[];
  /** Libraries of many small files. The others stay where they are. */
  readonly together: (string | RegExp)[];
  /** Files of them that stay where they are. */
  readonly apart?: readonly string[];
}

const ofHesper = /^@hesper\//;

function readStamp({ stampFile }: Programs): Stamp | null {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8")) as Stamp;
  } catch {
    return null;
  }
}

/** @returns whether anything had to be built. */
async function ensureBuilt({ title, programs, names, together, apart = [] }: Making, force: boolean): Promise<boolean> {
  const { sources, folder, builtFolder, stampFile } = programs;
  const before = readStamp(programs);
  const looks = programs.looksOfSources();
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
  console.log(`Building ${title} (only the first time, and when it changes) ...`);
  const input = names.map((name) => [name.replaceAll("/", "-"), join(folder, "src", `${name}.ts`)] as const);
  const built = await build({
    root: folder,
    configFile: false,
    logLevel: "warn",
    ssr: { noExternal: together },
    build: {
      ssr: true,
      target: "node26",
      minify: false,
      outDir: builtFolder,
      // A program that runs may still ask for files of the build before.
      emptyOutDir: false,
      rolldownOptions: {
        input: Object.fromEntries(input),
        external: [...apart],
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

/** @returns whether anything had to be built. */
export function ensureServer(force = false): Promise<boolean> {
  return ensureBuilt(
    {
      title: "the server",
      programs: server,
      names: ["main", "cli/main", "database/sqlite-thread"],
      together: [ofHesper, "kysely", "zod", "uuid"],
    },
    force,
  );
}

/** @returns whether anything had to be built. */
export function ensureCommandLineKey(force = false): Promise<boolean> {
  return ensureBuilt(
    {
      title: "the key on the command line",
      programs: commandLineKey,
      names: ["main", "agent/process", "clipboard/clear-process"],
      together: [ofHesper, "zod", "uuid", "commander", "age-encryption", /^@(clack|noble|scure)\//],
      // Tests put a quick one in its place.
      apart: ["@noble/hashes/scrypt.js"],
    },
    force,
  );
}

if (import.meta.main) {
  const force = process.argv.includes("--force");
  await ensureServer(force);
  await ensureCommandLineKey(force);
}
