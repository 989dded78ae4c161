// A server for tests that need a process of its own: as in production, but its clock is moved by way of a file.
import { readFileSync } from "node:fs";
import { createHesper } from "../app.ts";
import { readConfig } from "../config/config.ts";
import { createLogger } from "../config/logger.ts";
import { systemRandom } from "../security/random.ts";
import { stopOnSignal } from "../stop.ts";

const clockFile = process.env.HESPER_TEST_CLOCK_FILE ?? "";
const clock = { nowMs: () => Number(readFileSync(clockFile, "utf8")) };
const hesper = await createHesper(readConfig(process.env), {
  clock,
  random: systemRandom,
  logger: createLogger("error"),
});
const address = await hesper.app.listen({ host: "127.0.0.1", port: 0 });
hesper.background.start();
stopOnSignal(hesper);
const token = await hesper.issueSetupToken();
process.stdout.write(`${JSON.stringify({ address, token: token?.reveal() ?? null })}\n`);
