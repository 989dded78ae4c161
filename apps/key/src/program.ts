// What this program starts beside itself.
import { fileURLToPath } from "node:url";

/**
 * The file of a program of the key: as it is written, or, where this one runs from what the build has put together, as
 * that has it.
 *
 * @param name below this folder, such as `agent/process`.
 */
export function programFile(name: string): string {
  const isSource = import.meta.url.endsWith(".ts");
  return fileURLToPath(new URL(isSource ? `./${name}.ts` : `./${name.replaceAll("/", "-")}.js`, import.meta.url));
}
