// Which files a program is run from: those that the build put together into a few, which are there in half the time, as
// long as the sources are the ones that were built; else the sources themselves. Plain JavaScript: runs on Node 20.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Whether it is in the programs: a test, and what tests stand on, may be changed without them.
 * @param path by the root of the repository, whatever folder that lies in.
 */
const isSource = (path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !/[\\/]testing[\\/]/.test(path);

class Programs {
  #app;
  #folders;
  #files;

  /** @param app its folder. @param packages that it is made from too. */
  constructor(app, packages) {
    this.#app = app;
    this.#folders = [`${app}/src`, ...packages.map((name) => `packages/${name}/src`)];
    this.#files = [`${app}/package.json`, "package-lock.json"];
    /** What they are made from, by the root of the repository. */
    this.sources = [...this.#folders, ...this.#files];
    this.folder = join(root, app);
    this.builtFolder = join(this.folder, "dist");
    this.stampFile = join(this.builtFolder, ".hesper-sources");
  }

  /** Name, size and time of each source: soon read, and never the same after one was changed. */
  looksOfSources() {
    const inside = this.#folders.flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
        .filter(isSource),
    );
    const look = (path) => {
      const { size, mtimeMs } = statSync(join(root, path));
      return `${path} ${size} ${mtimeMs}`;
    };
    return [...inside, ...this.#files].map(look).sort().join("\n");
  }

  #isBuilt() {
    try {
      return JSON.parse(readFileSync(this.stampFile, "utf8")).looks === this.looksOfSources();
    } catch {
      return false;
    }
  }

  /** @param name below the folder of the sources, such as `cli/main`. @returns its address. */
  programOf(name) {
    const built = join(this.builtFolder, `${name.replaceAll("/", "-")}.js`);
    return pathToFileURL(this.#isBuilt() ? built : join(root, this.#app, "src", `${name}.ts`)).href;
  }
}

export const server = new Programs("apps/server", ["contract", "otp", "vault"]);
export const commandLineKey = new Programs("apps/key", ["contract", "keyring", "otp", "vault"]);
