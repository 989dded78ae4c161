// What Ctrl-C means to a command that first finishes what it has begun.
import { exitStatuses } from "./failure.ts";

/** A terminal, npx and the program that starts this one may each pass on the same Ctrl-C. */
const sameMs = 500;

/** @param act what is done at the first Ctrl-C. Another one, a moment later, ends the command as it stands. */
export function onInterrupt(act: () => void): void {
  let firstMs: number | null = null;
  process.on("SIGINT", () => {
    if (firstMs === null) {
      firstMs = performance.now();
      act();
    } else if (performance.now() - firstMs > sameMs) {
      process.exit(exitStatuses.interrupted);
    }
  });
}
