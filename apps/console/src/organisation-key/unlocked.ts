// Organisation keys that are unlocked: in the memory of this tab, for ten minutes, and nowhere else.
import type { Identity } from "@hesper/vault";
import { leftMs, type Moment } from "./countdown.ts";

interface Unlocked {
  readonly identity: Identity;
  readonly since: Moment;
}

const keys = new Map<string, Unlocked>();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
/** A new list when a key is unlocked or locked, and only then: pages that use keys are not drawn again each second. */
let identities: readonly Identity[] = [];
let longestLeftMs = 0;

function now(): Moment {
  return { wallMs: Date.now(), steadyMs: performance.now() };
}

/** Drops what is over, and tells those who show it. */
function look(): void {
  const at = now();
  for (const [id, { since }] of keys) if (leftMs(since, at) === 0) keys.delete(id);
  const unlocked = [...keys.values()];
  longestLeftMs = Math.max(0, ...unlocked.map(({ since }) => leftMs(since, at)));
  const isNew =
    unlocked.length !== identities.length || unlocked.some((key, place) => key.identity !== identities[place]);
  if (isNew) identities = unlocked.map(({ identity }) => identity);
  if (keys.size === 0) {
    clearInterval(timer);
    timer = undefined;
  }
  for (const listener of listeners) listener();
}

/** Begins the ten minutes. */
export function keepUnlocked(keyId: string, identity: Identity): void {
  keys.set(keyId, { identity, since: now() });
  timer ??= setInterval(look, 1000);
  look();
}

/** Null: locked. The time is looked at anew: timers stand still while a computer sleeps. */
export function findUnlocked(keyId: string): Identity | null {
  const key = keys.get(keyId);
  if (!key || leftMs(key.since, now()) === 0) return null;
  return key.identity;
}

/** One that is not used any more. */
export function lockOne(keyId: string): void {
  if (keys.delete(keyId)) look();
}

export function lockAll(): void {
  if (keys.size === 0) return;
  keys.clear();
  look();
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** All that are unlocked. The same list until one is unlocked or locked. */
export function unlockedIdentities(): readonly Identity[] {
  return identities;
}

/** Of the key that stays unlocked longest. 0: all are locked. */
export function timeLeftMs(): number {
  return longestLeftMs;
}

// A page that is left may be kept by the browser as it was, to come back to.
globalThis.addEventListener?.("pagehide", lockAll);
globalThis.document?.addEventListener("visibilitychange", () => keys.size > 0 && look());
