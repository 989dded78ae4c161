// Takes one file out of a zip archive, without unpacking anything else.
import { unzipSync } from "fflate";
import { ExportProblem } from "./export.ts";

export function isZip(bytes: Uint8Array): boolean {
  return [0x50, 0x4b, 0x03, 0x04].every((byte, at) => bytes[at] === byte);
}

/**
 * @param names of which the first one found is taken, at the top of the archive.
 * @param longest bytes of the file unpacked. What the archive says of it is where unpacking ends.
 * @returns null where none is there.
 *
 * Throws `ExportProblem`: `too_large`; and whatever the library throws for a damaged archive.
 */
export function readFromZip(bytes: Uint8Array, names: readonly string[], longest: number): Uint8Array | null {
  let taken = "";
  const files = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (taken !== "" || !names.includes(name)) return false;
      if (originalSize > longest) throw new ExportProblem("too_large");
      taken = name;
      return true;
    },
  });
  return files[taken] ?? null;
}
