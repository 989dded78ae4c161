// The log: JSON lines on the error output. Nothing secret: values that are secret redact themselves, the rest by name.

import type { FastifyBaseLogger } from "fastify";
import { pino } from "pino";
import type { Config } from "./config.ts";

const secretNames = ["password", "code", "token", "secret", "cookie", "authorization", "setupToken", "otpauthUri"];

/** An error in the log has its name, its message and where it was thrown; no properties that a library has added. */
function errorForLog(error: Error & { code?: unknown }) {
  return { type: error.name, message: error.message, code: error.code, stack: error.stack };
}

export function createLogger(
  level: Config["logLevel"],
  destination?: { write(line: string): void },
): FastifyBaseLogger {
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[redacted]" },
    serializers: { err: errorForLog },
  };
  return pino(options, destination ?? new Lines());
}

const longestWaitMs = 50;
const mostBytes = 8192;
const warning = pino.levels.values.warn ?? 40;

/**
 * Lines that only say what was done are written some at a time, after a moment: a line for each request would cost more
 * than many an answer. What warns is written at once, with all that came before it; nothing is left behind at an exit.
 */
class Lines {
  /** Asks pino for the level of each line. */
  readonly [pino.symbols.needsMetadataGsym] = true;
  lastLevel = 0;
  readonly #file = pino.destination({ dest: 2, sync: true, minLength: mostBytes });
  #timer: NodeJS.Timeout | null = null;

  constructor() {
    process.on("exit", () => this.#file.flushSync());
  }

  write(line: string): void {
    this.#file.write(line);
    if (this.lastLevel >= warning) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), longestWaitMs).unref();
  }

  /** Writes, and leaves it to the system when it reaches the disk: that may take longer than a hundred answers. */
  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#file.flush();
  }
}
