// What something is built from, as one fingerprint: where it is as it was, nothing is built anew.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run.ts";

function* filesOf(path: string): Generator<string> {
  if (!existsSync(path)) return;
  const entries = /\.(json|tsx?)$/.test(path) ? null : readdirSync(path, { withFileTypes: true });
  if (!entries) return yield path;
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const full = join(path, entry.name);
    if (entry.isDirectory() && entry.name !== "dist" && entry.name !== "node_modules") yield* filesOf(full);
    else if (entry.isFile()) yield full;
  }
}

/** @param sources files and folders, from the root of the repository. */
export function fingerprintOf(sources: readonly string[]): string {
  const hash = createHash("sha256");
  for (const source of sources) {
    for (const file of filesOf(join(root, source)))
      hash.update(file.slice(root.length)).update("\0").update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** @returns whether the file says that this was built. */
export function isBuilt(stamp: string, fingerprint: string): boolean {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint;
}
