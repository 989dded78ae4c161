// Long work of the command line: shows how far it has come, and can be interrupted between two steps.
import { setImmediate as rest } from "node:timers/promises";
import { BackupProblem } from "../backup/problem.ts";
import { type Progress, showProgress } from "./progress.ts";

export interface Work {
  /** Says how much there is to do. */
  begin(total: number): void;
  /** Told how much more is done. Throws when it was interrupted. */
  advance(rows: number): void;
}

/**
 * Ctrl-C, or the end that a system asks for, takes effect at the next step, so that what was begun is taken back.
 * @param words what is counted. @param nothing what is left behind after an interruption.
 */
export async function withProgress<T>(words: string, nothing: string, run: (work: Work) => Promise<T>): Promise<T> {
  const stopped = `Stopped. ${nothing}`.trim();
  let isStopped = false;
  let done = 0;
  const shown: { progress: Progress | null } = { progress: null };
  const stop = () => {
    isStopped = true;
  };
  // Ctrl-C at the progress bar ends the process at once; files that were begun are removed as it ends.
  const atExit = () => {
    process.exitCode = 1;
    process.stderr.write(`hesper: ${stopped}\n`);
  };
  process.once("exit", atExit);
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    const result = await run({
      begin(total) {
        shown.progress = showProgress(words, total, stop);
      },
      advance(rows) {
        if (isStopped) throw new BackupProblem(stopped);
        done += rows;
        shown.progress?.report(done);
      },
    });
    // What came in meanwhile is too late: it is done.
    await rest();
    return result;
  } finally {
    process.off("exit", atExit);
    process.off("SIGINT", stop).off("SIGTERM", stop);
    shown.progress?.end();
  }
}
