// Installs the dependencies when the lock file has changed since the last time: those of the project, or of a folder that
// is named and has its own. Plain JavaScript: it runs on Node 20.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(dirname(fileURLToPath(import.meta.url))), process.argv[2] ?? "");
const stamp = join(root, "node_modules", ".hesper-lock");
const wanted = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  console.log("Setting up: installing the dependencies (only the first time, and when they change) ...");
  const npm = process.env.npm_execpath;
  const args = ["ci", "--ignore-scripts", "--loglevel=error"];
  // npm sets npm_execpath to its own script; started by hand, the npm on the path is used.
  const done = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: "inherit" })
    : spawnSync("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (done.status !== 0) {
    console.error(
      "The dependencies could not be installed. Check that the npm registry can be reached, and try again.",
    );
    process.exit(done.status ?? 1);
  }
  writeFileSync(stamp, wanted);
}
