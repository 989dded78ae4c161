// What the keyring stands on here: the store, the clock of the machine, and requests that do not wait for ever.
import type { Clock, KeyHost, KeyStorage } from "@hesper/keyring";

/** A server that is there answers within this, also over a slow line with a large answer. */
const patienceMs = 30_000;
/** Of what nobody has asked for: no command waits longer for a server that does not answer. */
export const shortPatienceMs = 2000;

/** The one place that reads the time of the machine. */
export const systemClock: Clock = { nowMs: () => Date.now() };

/** @param requestMs how long one request may take. */
export function systemHost(storage: KeyStorage, requestMs = patienceMs): KeyHost {
  return {
    storage,
    clock: systemClock,
    fetch: (input, init) => {
      const limit = AbortSignal.timeout(requestMs);
      return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit });
    },
  };
}
