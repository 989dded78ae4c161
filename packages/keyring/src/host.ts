// What the program that a key runs in hands in.
import type { KeyStorage } from "./storage.ts";

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number;
}

export interface KeyHost {
  readonly storage: KeyStorage;
  readonly clock: Clock;
  /** Whatever it throws is taken for a server that does not answer: give it a time limit. */
  readonly fetch: typeof fetch;
}
