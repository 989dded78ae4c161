// What people who are logged in notice of a flood of log-ins, each of which costs the server a slow hash.
import type { ChildProcess } from "node:child_process";
import { ratio, scenario } from "../scenario.ts";
import { Hesper } from "../tools/hesper.ts";
import { load, sendLoad } from "../tools/load.ts";
import { flood, sessionChecks } from "../tools/people.ts";
import { cpuMsOf, stop as stopProcess, untilIdle } from "../tools/processes.ts";

/** What a busy office does; far from what the server could do, so that only the flood makes the difference. */
const pacePerSecond = 200;

export const sessionsInFlood = scenario<"quiet" | "flooded">({
  name: "flood",
  warmUp: true,
  lines: [
    {
      name: "flood",
      what: "p99 of session checks while 50 clients flood the log-in, none refused",
      against: "p99 without the flood",
      bar: { atMost: 5 },
      read: ratio("flooded", "quiet", "p99Ms"),
    },
  ],
  async prepare(bench) {
    const hesper = new Hesper(bench);
    const requests = await hesper.inside((inside) => sessionChecks(inside, 100));
    const { child, url } = await hesper.start("any");
    const seconds = Math.max(1.5, bench.seconds);
    const check = () => load({ url, connections: 10, seconds, requests, status: 200, pacePerSecond }, child, "any");
    const flooded = async () => {
      const plan = { url, connections: 50, seconds: 600, requests: flood(10_000) };
      const attack = sendLoad(plan, "any");
      // It is ended before its time, and has no answer to give.
      attack.done.catch(() => {});
      await untilBusy(child);
      const figures = await check();
      await stopProcess(attack.child);
      await untilIdle(child);
      return figures;
    };
    return { sides: { quiet: check, flooded }, stop: async () => {} };
  },
});

/** The flood has arrived when the server has worked for a tenth of a second. */
async function untilBusy(child: ChildProcess): Promise<void> {
  const before = cpuMsOf(child);
  while (cpuMsOf(child) - before < 100) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("The server ended.");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
