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
/** A new object at each change, as React wants it. */
let shown: { readonly leftMs: number; readonly identities: readonly Identity[] } = { leftMs: 0, identities: [] };

function now(): Moment {
  return { wallMs: Date.now(), steadyMs: performance.now() };
}

/** Drops what is over, and tells those who show it. */
function look(): void {
  const at = now();
  for (const [id, { since }] of keys) if (leftMs(since, at) === 0) keys.delete(id);
  const left = [...keys.values()].map(({ since }) => leftMs(since, at));
  shown = { leftMs: Math.max(0, ...left), identities: [...keys.values()].map(({ identity }) => identity) };
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

export function lockAll(): void {
  if (keys.size === 0) return;
  keys.clear();
  look();
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Of all unlocked keys; `leftMs` is that of the one that stays longest. */
export function snapshot(): typeof shown {
  return shown;
}

// A page that is left may be kept by the browser as it was, to come back to.
globalThis.addEventListener?.("pagehide", lockAll);
globalThis.document?.addEventListener("visibilitychange", () => keys.size > 0 && look());
