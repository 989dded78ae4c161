// Whether a key may be opened now: its state as the server last said, its PIN lock, and its time without contact.
import type { KeyHost } from "./host.ts";
import { KeyringProblem, type KeyringProblemCode } from "./problem.ts";
import type { KeyRecord } from "./storage.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** Clocks that are set right jump by less, also where two systems of a computer disagree about its time zone. */
const toleratedMs = dayMs;
/** The latest time is not written more often than this. */
const notedEveryMs = 60 * 1000;

export function worksUntilMs({ lastContactMs, policy }: KeyRecord): number {
  return lastContactMs + policy.offlineDays * dayMs;
}

/** @returns null: it may. */
export function obstacleOf(record: KeyRecord, nowMs: number): KeyringProblemCode | null {
  if (isEnded(record)) return "wiped";
  if (record.pinLock !== null) return "pin_locked";
  if (record.status === "suspended") return "suspended";
  if (record.status !== "active") return "locked";
  if (nowMs < record.latestMs - toleratedMs) return "clock_turned_back";
  return Math.max(nowMs, record.latestMs) > worksUntilMs(record) ? "offline_too_long" : null;
}

export function isEnded({ status, token, lockedIdentity }: KeyRecord): boolean {
  return token === null || lockedIdentity === null || status === "deactivated" || status === "compromised";
}

/** Throws `KeyringProblem`: `not_activated`. */
export function activated(record: KeyRecord | null): KeyRecord {
  if (!record) throw new KeyringProblem("not_activated");
  return record;
}

/** Throws `KeyringProblem`: `not_activated` and those of `obstacleOf`. */
export function usable(record: KeyRecord | null, nowMs: number): KeyRecord {
  const there = activated(record);
  const obstacle = obstacleOf(there, nowMs);
  if (obstacle !== null) throw new KeyringProblem(obstacle);
  return there;
}

/** Reads the record of a key that may be opened, and keeps how late it is. Throws as `usable` does. */
export async function readUsable({ storage, clock }: KeyHost): Promise<KeyRecord> {
  const nowMs = clock.nowMs();
  const record = usable(await storage.read((tx) => tx.getRecord()), nowMs);
  if (nowMs < record.latestMs + notedEveryMs) return record;
  return await storage.change(async (tx) => {
    const current = usable(await tx.getRecord(), nowMs);
    const noted = { ...current, latestMs: Math.max(current.latestMs, nowMs) };
    await tx.putRecord(noted);
    return noted;
  });
}
