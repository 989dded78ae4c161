// The version of the program, as its package says.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export function programVersion(): string {
  const packageFile = join(import.meta.dirname, "../../package.json");
  return (JSON.parse(readFileSync(packageFile, "utf8")) as { version: string }).version;
}
