// Shows a one-time password and how long it still holds, until Ctrl-C.
import { setTimeout as wait } from "node:timers/promises";
import type { ListedAccount } from "@hesper/keyring";
import { nameOf } from "./choose.ts";
import type { Context } from "./context.ts";
import { onInterrupt } from "./interrupt.ts";
import { counted, say } from "./output.ts";
import { withKey } from "./unlock.ts";
import type { Code } from "./unlocked.ts";

const longestBar = 30;
/** Of what stands beside the bar: a line that is too long could not be drawn over. */
const besideBar = 20;

export function codeWords({ code, secondsLeft }: Pick<Code, "code" | "secondsLeft">): string {
  return `${code}  ${counted(secondsLeft, "second")} left`;
}

/** Ends with Ctrl-C, or when the key would have locked itself if nobody had used it. */
export async function watchCode(context: Context, account: ListedAccount, first: Code): Promise<void> {
  const stop = new AbortController();
  onInterrupt(() => stop.abort());
  const endMs = performance.now() + (await lockAfterMs(context));
  const show = process.stdout.isTTY ? drawOver : sayEachOnce();
  if (process.stdout.isTTY) say(nameOf(account));
  let code = first;
  let holdsUntilMs = performance.now() + code.millisecondsLeft;
  while (!stop.signal.aborted && performance.now() < endMs) {
    const leftMs = holdsUntilMs - performance.now();
    if (leftMs > 0) {
      show(code.code, Math.ceil(leftMs / 1000));
      // To the next full second.
      await wait(leftMs % 1000 || 1000, undefined, { signal: stop.signal }).catch(() => {});
    } else {
      code = await withKey(context, (key) => key.code(account.id));
      holdsUntilMs = performance.now() + code.millisecondsLeft;
    }
  }
  if (process.stdout.isTTY) say("");
}

function drawOver(code: string, secondsLeft: number): void {
  const barLength = Math.max(0, Math.min(longestBar, process.stdout.columns - besideBar));
  const full = Math.min(barLength, secondsLeft);
  const bar = "█".repeat(full) + "░".repeat(barLength - full);
  process.stdout.write(`\r${code}  ${bar}  ${String(secondsLeft).padStart(3)} s `);
}

/** Where nothing can be drawn over: a line for each code. */
function sayEachOnce() {
  let last = "";
  return (code: string, secondsLeft: number) => {
    if (code !== last) say(codeWords({ code, secondsLeft }));
    last = code;
  };
}

async function lockAfterMs(context: Context): Promise<number> {
  const storage = await context.storage();
  return ((await storage.read((tx) => tx.getRecord()))?.policy.lockAfterMinutes ?? 0) * 60_000;
}
