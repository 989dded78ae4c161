// Contact with the server that nobody asked for: in the background when the last one is a while ago, and at once, for two
// seconds at most, when it may help.
import { spawn } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import type { SyncOptions, SyncReport } from "@hesper/keyring";
import { stopAgent } from "./agent/client.ts";
import type { Context } from "./context.ts";
import { type FailureCode, failureOf } from "./failure.ts";
import { shortPatienceMs, systemClock } from "./host.ts";
import { newKeyLines } from "./new-keys.ts";
import { note } from "./output.ts";
import { programFile } from "./program.ts";
import { identityIfUnlocked, withKey } from "./unlock.ts";
import type { UnlockedKey } from "./unlocked.ts";

/** What the key knows is new enough for so long. */
const freshMs = 5 * 60_000;

/** A server that did not answer is not asked again at once. */
const pauseMs = 30_000;
/** What the server may have changed meanwhile. */
const curable: readonly FailureCode[] = [
  "not_found",
  "pin_locked",
  "locked",
  "suspended",
  "offline_too_long",
  "clock_turned_back",
];

/**
 * Does something with the key. Where the server may know better, it is asked, and the work is done once more; otherwise it
 * is asked afterwards in the background, when the last contact is a while ago.
 */
export async function withContact<T>(context: Context, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    await syncLater(context);
    return result;
  } catch (error) {
    const failure = failureOf(error);
    if (!failure || !curable.includes(failure.code) || !(await syncShortly(context))) throw error;
    return await work();
  }
}

/** The same with the key unlocked. */
export async function withFreshKey<T>(context: Context, work: (key: UnlockedKey) => Promise<T>): Promise<T> {
  return await withContact(context, () => withKey(context, work));
}

/** Also without the PIN. Whoever finds that the key opens nothing any more ends its agent. */
export async function syncWith(
  context: Context,
  { requestMs, ...options }: Omit<SyncOptions, "identity"> & { readonly requestMs?: number } = {},
): Promise<SyncReport> {
  const { sync } = await import("@hesper/keyring");
  const identity = (await identityIfUnlocked(context)) ?? undefined;
  try {
    const report = await sync(await context.host(requestMs), { ...options, identity });
    if (report.status !== "active") await stopAgent(context.place);
    return report;
  } catch (error) {
    if (failureOf(error)?.code === "wiped") await stopAgent(context.place);
    throw error;
  }
}

/** @returns whether the server answered. */
async function syncShortly(context: Context): Promise<boolean> {
  const contactMs = await lastContactMs(context);
  if (context.isOffline || !mayTry(context, contactMs)) return false;
  try {
    const isUnseen = context.options.json ?? false;
    const { newKeys } = await syncWith(context, { requestMs: shortPatienceMs, isUnseen });
    for (const line of newKeyLines(newKeys)) note(line);
    return true;
  } catch (error) {
    if (!failureOf(error)) throw error;
    return false;
  }
}

/** Begins a sync that goes on after this command. */
async function syncLater(context: Context): Promise<void> {
  if (context.isOffline) return;
  const contactMs = await lastContactMs(context);
  if (systemClock.nowMs() - contactMs < freshMs || !mayTry(context, contactMs)) return;
  const program = programFile("main");
  const args = ["--disable-warning=ExperimentalWarning", program, "--key", context.options.key];
  const child = spawn(process.execPath, [...args, "sync", "--in-background"], {
    detached: true,
    windowsHide: true,
    stdio: "ignore",
  });
  // The next command tries again.
  child.on("error", () => {});
  child.unref();
}

async function lastContactMs(context: Context): Promise<number> {
  const storage = await context.storage();
  return (await storage.read((tx) => tx.getRecord()))?.lastContactMs ?? 0;
}

/** A server that did not answer the last attempt of any command is left alone for a while. */
function mayTry({ place }: Context, contactMs: number): boolean {
  const last = statSync(place.attemptFile, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const agoMs = systemClock.nowMs() - last;
  if (last > contactMs && agoMs >= 0 && agoMs < pauseMs) return false;
  try {
    writeFileSync(place.attemptFile, "", { mode: 0o600 });
  } catch {
    // Such as a disk that is full: the command was for something else.
    return false;
  }
  return true;
}
