// Beside each text that is built lies what is sent of it: nothing is compressed while somebody waits.
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Less is sent as it is: it fits into one packet. */
const leastBytes = 1000;
/** The best but one or two: the best takes ten times as long for two parts of a hundred. */
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

export function compressed(): Plugin {
  let folder = "";
  return {
    name: "hesper-compressed",
    apply: "build",
    configResolved: ({ root, build }) => {
      folder = join(root, build.outDir);
    },
    closeBundle() {
      for (const name of globSync("**/*.{js,css,svg}", { cwd: folder })) {
        const text = readFileSync(join(folder, name));
        if (text.length < leastBytes || existsSync(join(folder, `${name}.br`))) continue;
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(text, brotli));
        writeFileSync(join(folder, `${name}.gz`), gzipSync(text, { level: 9 }));
      }
    },
  };
}
