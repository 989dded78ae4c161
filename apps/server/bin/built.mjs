// Which files a program is run from: those that the build put together into a few, which are there in half the time, as
// long as the sources are the ones that were built; else the sources themselves. Plain JavaScript: runs on Node 20.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
/** What the programs of the server are made from, by the root of the repository. */
export const sources = ["apps/server/src", "packages/contract/src", "packages/otp/src", "packages/vault/src"];
const others = ["apps/server/package.json", "package-lock.json"];
export const builtFolder = fileURLToPath(new URL("../dist", import.meta.url));
export const stampFile = join(builtFolder, ".hesper-sources");

/** Name, size and time of each source: read in no time, and never the same after one was changed. */
export function looksOfSources() {
  const files = others.map((name) => join(root, name));
  for (const folder of sources) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true, recursive: true })) {
      if (entry.isFile() && entry.name.endsWith(".ts")) files.push(join(entry.parentPath, entry.name));
    }
  }
  const look = (file) => {
    const { size, mtimeMs } = statSync(file);
    return `${relative(root, file)} ${size} ${mtimeMs}`;
  };
  return files.map(look).sort().join("\n");
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
