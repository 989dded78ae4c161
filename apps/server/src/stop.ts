// Stopping on a signal: load balancers are told first, then what is under way is finished.
import { setTimeout as sleep } from "node:timers/promises";
import type { Hesper } from "./app.ts";

/** How long `/readyz` says that the server stops before it listens no more, so that load balancers have seen it. */
const noticeMs = 1000;

/** Ends the process with 0 when all is done. A second signal ends it at once: what was acknowledged is on disk. */
export function stopOnSignal(hesper: Hesper): void {
  let stopping = false;
  const onSignal = () => {
    if (stopping) process.exit(1);
    stopping = true;
    stop(hesper).then(
      () => process.exit(0),
      (error: unknown) => {
        hesper.app.log.error({ err: error }, "The server did not stop as it should");
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, onSignal);
}

async function stop(hesper: Hesper): Promise<void> {
  hesper.app.log.info("The server is stopping");
  hesper.announceStop();
  await sleep(noticeMs);
  await hesper.close();
}
