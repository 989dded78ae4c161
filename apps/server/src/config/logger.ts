// The log: JSON lines on the error output. Nothing secret: values that are secret redact themselves, the rest by name.

import type { FastifyBaseLogger } from "fastify";
import { pino } from "pino";
import { systemClock } from "../security/clock.ts";
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
  const output = destination ?? new Lines();
  const logger = pino(options, output);
  outputs.set(logger, output);
  return logger;
}

interface Output {
  /** Of the next line, where it is asked for. */
  lastLevel?: number;
  write(line: string): void;
}

const outputs = new WeakMap<FastifyBaseLogger, Output>();

/**
 * Writes lines as `logger.info` does, of fields that are JSON already and hold nothing secret: to compose the line of each
 * request from an object would cost more than to check a session. Null: such lines are not wanted.
 */
export function infoLines(logger: FastifyBaseLogger): ((fields: string) => void) | null {
  const output = outputs.get(logger);
  if (output === undefined) throw new Error("The logger was made somewhere else.");
  if (!(logger as pino.Logger).isLevelEnabled("info")) return null;
  return (fields) => {
    output.lastLevel = info;
    output.write(`{"level":${info},"time":"${isoTime()}",${fields}}\n`);
  };
}

let second = -1;
let untilSecond = "";

/** Now, as pino writes it. The part that is the same for a second is kept. */
function isoTime(): string {
  const nowMs = systemClock.nowMs();
  const ms = nowMs % 1000;
  if (nowMs - ms !== second) {
    second = nowMs - ms;
    untilSecond = new Date(second).toISOString().slice(0, -4);
  }
  return `${untilSecond}${String(ms).padStart(3, "0")}Z`;
}

/**
 * A logger that is its own child: Fastify asks for one at each request, which would cost more than the line that is
 * written. Lines name their request themselves.
 */
export function withoutChildren(logger: FastifyBaseLogger): FastifyBaseLogger {
  const child: FastifyBaseLogger["child"] = (bindings, options) => {
    const one = logger.child(bindings, options);
    one.child = () => one;
    return one;
  };
  return Object.create(logger, { child: { value: child } });
}

const longestWaitMs = 50;
const mostBytes = 8192;
const warning = pino.levels.values.warn ?? 40;
const info = pino.levels.values.info ?? 30;

/**
 * Lines that only say what was done are written some at a time, after a moment: a line for each request would cost more
 * than many an answer. What warns is written at once, with all that came before it; nothing is left behind at an exit.
 */
class Lines implements Output {
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
