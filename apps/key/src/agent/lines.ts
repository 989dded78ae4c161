// Reads one line from a stream, and no more of it than is asked for.
import type { Readable } from "node:stream";

/** @param longest in characters. @returns null: the other side ended, or went on for too long without ending the line. */
export function readLine(from: Readable, longest: number): Promise<string | null> {
  return new Promise((resolve) => {
    let text = "";
    from.setEncoding("utf8");
    from.on("data", (chunk: string) => {
      text += chunk;
      const at = text.indexOf("\n");
      if (at >= 0) resolve(text.slice(0, at));
      else if (text.length > longest) resolve(null);
    });
    from.on("error", () => resolve(null));
    from.on("close", () => resolve(null));
    from.on("end", () => resolve(null));
  });
}
