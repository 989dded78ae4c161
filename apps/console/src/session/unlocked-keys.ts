// Identities that are unlocked: in the memory of this tab, for ten minutes, and nowhere else. The organisation key and a
// person's security key each have a set of their own.
import type { Identity } from "@hesper/vault";
import { leftMs, type Moment } from "../brand/countdown.ts";

interface Unlocked {
  readonly identity: Identity;
  readonly since: Moment;
}

/** Each of its functions stands alone: none needs `this`. */
export interface UnlockedKeys {
  /** Begins the ten minutes. @param since when they began, where that is not now. */
  readonly keep: (keyId: string, identity: Identity, since?: Moment) => void;
  /** Null: locked. The time is looked at anew: timers stand still while a computer sleeps. */
  readonly find: (keyId: string) => Identity | null;
  /** One that is not used any more. */
  readonly lockOne: (keyId: string) => void;
  readonly lockAll: () => void;
  /** Called each second while one is unlocked, and at each change. @returns what ends it. */
  readonly subscribe: (listener: () => void) => () => void;
  /** All that are unlocked. The same list until one is unlocked or locked. */
  readonly identities: () => readonly Identity[];
  /** Of the key that stays unlocked longest. 0: all are locked. */
  readonly timeLeftMs: () => number;
}

export function thisMoment(): Moment {
  return { wallMs: Date.now(), steadyMs: performance.now() };
}

export function createUnlockedKeys(): UnlockedKeys {
  const keys = new Map<string, Unlocked>();
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  /** A new list when a key is unlocked or locked, and only then: pages that use keys are not drawn again each second. */
  let identities: readonly Identity[] = [];
  let longestLeftMs = 0;

  /** Drops what is over, and tells those who show it. */
  const look = () => {
    const at = thisMoment();
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
  };
  const lockAll = () => {
    if (keys.size === 0) return;
    keys.clear();
    look();
  };
  // A page that is left may be kept by the browser as it was, to come back to.
  globalThis.addEventListener?.("pagehide", lockAll);
  globalThis.document?.addEventListener("visibilitychange", () => keys.size > 0 && look());

  return {
    keep: (keyId, identity, since = thisMoment()) => {
      keys.set(keyId, { identity, since });
      timer ??= setInterval(look, 1000);
      look();
    },
    find: (keyId) => {
      const key = keys.get(keyId);
      if (!key || leftMs(key.since, thisMoment()) === 0) return null;
      return key.identity;
    },
    lockOne: (keyId) => {
      if (keys.delete(keyId)) look();
    },
    lockAll,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    identities: () => identities,
    timeLeftMs: () => longestLeftMs,
  };
}
