// Finds the programs that the tests use and, on Debian as root, installs those that are missing.
import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Chromium without the windows that nobody sees: the pages are the same, and they cost half as much. */
const headlessShell = "chromium-headless-shell";
const chromiumNames = [headlessShell, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function find(names: readonly string[]): string | null {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not there: the next one.
      }
    }
  }
  return null;
}

/** The browser of the tests; null when there is none. */
export function findChromium(): string | null {
  const given = process.env.CHROMIUM_PATH;
  return given && existsSync(given) ? given : find(chromiumNames);
}

/** The one with windows, which alone loads extensions; null: where playwright keeps its own. */
export function findWholeChromium(): string | null {
  const given = process.env.CHROMIUM_PATH;
  if (given && existsSync(given) && !given.includes("headless-shell")) return given;
  return find(chromiumNames.filter((name) => name !== headlessShell));
}

export function hasProgram(name: string): boolean {
  return find([name]) !== null;
}

function isDebianRoot(): boolean {
  return existsSync("/etc/debian_version") && process.getuid?.() === 0;
}

function install(packages: readonly string[]): void {
  console.log(`Setting up: installing ${packages.join(", ")} ...`);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options: SpawnSyncOptions = { stdio: ["ignore", "ignore", "inherit"], env: environment };
  spawnSync("apt-get", ["update", "-qq"], options);
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], options);
}

/** Makes sure of a browser, and of the programs that check ours from outside where they can be had. */
export function ensureTestTools(): void {
  const missing = [
    ...(process.env.CHROMIUM_PATH || hasProgram(headlessShell) ? [] : [headlessShell, "fonts-liberation"]),
    // For the tests of the browser extension.
    ...(findWholeChromium() ? [] : ["chromium"]),
    ...(hasProgram("oathtool") ? [] : ["oathtool"]),
    ...(hasProgram("zbarimg") ? [] : ["zbar-tools"]),
    ...(hasProgram("age") ? [] : ["age"]),
  ];
  if (missing.length > 0 && isDebianRoot()) install(missing);
  if (!findChromium()) {
    console.log("Setting up: fetching a browser for the tests ...");
    spawnSync(process.execPath, ["node_modules/playwright-core/cli.js", "install", "chromium"], { stdio: "inherit" });
  }
  for (const name of ["oathtool", "zbarimg", "age"]) {
    if (!hasProgram(name)) console.log(`${name} is not installed: the tests that compare with it are skipped.`);
  }
}
