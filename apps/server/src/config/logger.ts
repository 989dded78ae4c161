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
  return pino(options, destination ?? pino.destination({ dest: 2, sync: true }));
}
