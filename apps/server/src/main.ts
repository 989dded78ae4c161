// Starts the server: reads the environment, opens the database, listens, prints the set-up link while one is needed.
import { createHesper } from "./app.ts";
import { ConfigProblem, readConfig } from "./config/config.ts";
import { createLogger } from "./config/logger.ts";
import { DatabaseProblem } from "./database/errors.ts";
import { systemClock } from "./security/clock.ts";
import { letHashesGiveWay } from "./security/giving-way.ts";
import { MasterKeyProblem } from "./security/master-key.ts";
import { systemRandom } from "./security/random.ts";
import { stopOnSignal } from "./stop.ts";

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(lines: readonly string[]): never {
  process.stderr.write(`${lines.map((line) => `hesper: ${line}`).join("\n")}\n`);
  process.exit(1);
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  const hesper = await createHesper(config, { clock: systemClock, random: systemRandom, logger });
  const listening = await hesper.app.listen({ host: config.host, port: config.port });
  const address = config.publicUrl ?? listening.replace("127.0.0.1", "localhost");
  if (config.publicUrl === null && !["127.0.0.1", "localhost", "::1"].includes(config.host)) {
    logger.warn("Hesper is reached without TLS. Put it behind a proxy with TLS and set HESPER_PUBLIC_URL.");
  }
  print(`Hesper is running at ${address}`);
  const token = await hesper.issueSetupToken();
  // After the number sign: browsers do not send it, so that it is in no proxy's log.
  if (token) print(`\nSet up Hesper with this one-time link:\n\n  ${address}/set-up#${token.reveal()}\n`);
  hesper.background.start();
  stopOnSignal(hesper);
  await letHashesGiveWay();
}

// What is written here is for this user only.
process.umask(0o077);

try {
  await start();
} catch (error) {
  if (error instanceof ConfigProblem) fail(error.lines);
  if (error instanceof MasterKeyProblem || error instanceof DatabaseProblem) fail([error.message]);
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") fail(["The port is in use. Stop the other program, or choose another with HESPER_PORT."]);
  fail([message]);
}
