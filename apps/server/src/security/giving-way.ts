// Threads that hash give way to the one that answers. There are as many slow hashes at once as cores, and each time the
// answering thread would wait for its slice of one, which takes ten times as long as what it has to do.
import { readdirSync, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { setPriority } from "node:os";

const threads = "/proc/self/task";
const lower = 10;

/** Of the threads of libuv, which hash. Linux has a priority for each thread; elsewhere nothing happens. */
export async function letHashesGiveWay(): Promise<void> {
  try {
    // They are there as soon as one of them was needed.
    await stat(threads);
    for (const thread of readdirSync(threads)) {
      const name = readFileSync(`${threads}/${thread}/comm`, "utf8").trim();
      if (name === "libuv-worker") setPriority(Number(thread), lower);
    }
  } catch {
    // It works without.
  }
}
