// Which files a program is run from: those that the build put together into a few, which are there in half the time, as
// long as the sources are the ones that were built; else the sources themselves. Plain JavaScript: runs on Node 20.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folders = ["apps/server/src", "packages/contract/src", "packages/otp/src", "packages/vault/src"];
const files = ["apps/server/package.json", "package-lock.json"];
/** What the programs of the server are made from, by the root of the repository. */
export const sources = [...folders, ...files];
export const builtFolder = fileURLToPath(new URL("../dist", import.meta.url));
export const stampFile = join(builtFolder, ".hesper-sources");

/** Whether it is in the programs: a test may be changed without them. */
const isSource = (name) => name.endsWith(".ts") && !name.endsWith(".test.ts");

/** Name, size and time of each source: soon read, and never the same after one was changed. */
export function looksOfSources() {
  const inside = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && isSource(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const look = (file) => {
    const { size, mtimeMs } = statSync(file);
    return `${relative(root, file)} ${size} ${mtimeMs}`;
  };
  return [...inside, ...files.map((name) => join(root, name))].map(look).sort().join("\n");
}

function isBuilt() {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8")).looks === looksOfSources();
  } catch {
    return false;
  }
}

/** @param {"main" | "cli/main"} name below the folder of the sources. @returns its address. */
export function programOf(name) {
  const built = join(builtFolder, `${name.replace("/", "-")}.js`);
  return pathToFileURL(isBuilt() ? built : join(root, "apps/server/src", `${name}.ts`)).href;
}
