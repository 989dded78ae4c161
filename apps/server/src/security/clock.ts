// Time comes in through this interface, so that tests move it and nothing else reads the machine's clock.

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number;
}

export const systemClock: Clock = { nowMs: () => Date.now() };
