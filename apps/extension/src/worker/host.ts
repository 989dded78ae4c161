// What the keyring stands on here: the store, the clock of the machine, and requests that do not wait for ever.
import type { Clock, KeyHost } from "@hesper/keyring";
import { type Changed, IndexedStorage } from "./storage.ts";

/** A server that is there answers within this, also over a slow line with a large answer. */
const patienceMs = 30_000;

/** The one place that reads the time of the machine. */
export const systemClock: Clock = { nowMs: () => Date.now() };

export function createHost(onKept: (changed: Changed) => void): KeyHost {
  return {
    storage: new IndexedStorage(onKept),
    clock: systemClock,
    fetch: (input, init) => {
      const limit = AbortSignal.timeout(patienceMs);
      return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit });
    },
  };
}

/** What this key runs on, for the administrator. */
export function deviceName(version: string, userAgent: string): string {
  const browser = /\b(Firefox|Edg|OPR)\/(\d+)/.exec(userAgent) ?? /\b(Chrom(?:e|ium))\/(\d+)/.exec(userAgent);
  const names: Readonly<Record<string, string>> = { Edg: "Edge", OPR: "Opera", Chrome: "Chromium" };
  const system = ["Windows", "Mac OS", "CrOS", "Android", "Linux"].find((one) => userAgent.includes(one));
  const [, name = "a browser", number = ""] = browser ?? [];
  const place = `${names[name] ?? name} ${number}`.trim();
  return `Hesper extension ${version} in ${place}${system === undefined ? "" : ` (${system})`}`;
}
