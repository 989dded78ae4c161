// How far a long piece of work has come: a bar on a terminal, a line now and then elsewhere.
import { progress } from "@clack/prompts";

export interface Progress {
  /** @param done of all that there is to do, how much is done; it may turn out to be more. */
  report(done: number): void;
  end(): void;
}

const linesInAll = 10;

/** @param words what is counted, such as "secrets encrypted". @param onCancel Ctrl-C, which ends the process. */
export function showProgress(words: string, max: number, onCancel: () => void): Progress {
  return process.stdout.isTTY ? bar(words, max, onCancel) : lines(words, max);
}

function textOf(words: string, done: number, max: number): string {
  return `${done} of ${Math.max(done, max)} ${words}`;
}

function bar(words: string, max: number, onCancel: () => void): Progress {
  const shown = progress({ max: Math.max(1, max), onCancel, cancelMessage: "Stopped." });
  let last = 0;
  shown.start(textOf(words, 0, max));
  return {
    report(done) {
      shown.advance(done - last, textOf(words, done, max));
      last = done;
    },
    end: () => shown.stop(textOf(words, last, max)),
  };
}

function lines(words: string, max: number): Progress {
  let next = 0;
  return {
    report(done) {
      if (done < next) return;
      process.stdout.write(`${textOf(words, done, max)}\n`);
      next = done + Math.max(1, Math.ceil(max / linesInAll));
    },
    end: () => {},
  };
}
