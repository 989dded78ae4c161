// The queue in front of the processor: slow hashes run as many at once as there are cores, some wait, more are refused.
import { availableParallelism } from "node:os";

/** The server has more to hash than it can in time. The edge answers 503. */
export class Overloaded extends Error {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super("Too many slow hashes are waiting.");
    this.name = "Overloaded";
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A place in the queue. Every slow hash asks for one, so that none runs beside the queue. */
export interface HashPlace {
  /** Hashes when a core is free. One after the other, as often as needed. */
  inTurn<T>(hash: () => Promise<T>): Promise<T>;
}

export interface HashQueueLimits {
  readonly atOnce: number;
  /** Places beside those of the hashes that run. */
  readonly longestQueue: number;
  /** No place is given when those before it are expected to take longer. */
  readonly longestWaitMs: number;
}

/** Of what is asked for: what waits for a core, what runs, and what was refused since the start. */
export interface HashQueueState {
  readonly waiting: number;
  readonly running: number;
  readonly refused: number;
}

const longestRetryAfterSeconds = 30;
/** Of the last turn in the average of how long one takes. */
const weight = 0.1;

export class HashQueue {
  readonly limits: HashQueueLimits;
  readonly #waiting: (() => void)[] = [];
  #places = 0;
  #running = 0;
  #refused = 0;
  /** How long a turn takes, on average; 0: there was none yet. */
  #averageMs = 0;

  constructor(limits: HashQueueLimits) {
    this.limits = limits;
  }

  get state(): HashQueueState {
    return { waiting: this.#waiting.length, running: this.#running, refused: this.#refused };
  }

  /**
   * Does the work with a place in the queue, which is given back however the work ends. Throws `Overloaded`, before any
   * of the work is done, when there is none: what counts an attempt belongs inside. Work that has a place asks for no other.
   */
  async withPlace<T>(work: (place: HashPlace) => Promise<T>): Promise<T> {
    const { atOnce, longestQueue, longestWaitMs } = this.limits;
    const waitMs = (this.#places * this.#averageMs) / atOnce;
    if (this.#places >= atOnce + longestQueue || waitMs > longestWaitMs) {
      this.#refused += 1;
      throw new Overloaded(Math.min(longestRetryAfterSeconds, Math.ceil(waitMs / 1000) + 1));
    }
    this.#places += 1;
    try {
      return await work({ inTurn: (hash) => this.#inTurn(hash) });
    } finally {
      this.#places -= 1;
    }
  }

  async #inTurn<T>(hash: () => Promise<T>): Promise<T> {
    if (this.#running >= this.limits.atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    const beganMs = performance.now();
    try {
      return await hash();
    } finally {
      const tookMs = performance.now() - beganMs;
      this.#averageMs = this.#averageMs === 0 ? tookMs : this.#averageMs + weight * (tookMs - this.#averageMs);
      // The core is handed on, so that nobody slips in between.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}

const cores = availableParallelism();

/**
 * The queue of this process, since the cores are the process's: as many at once as there are, so that memory stays
 * bounded and other work is not starved. With the usual parameters the queue holds work for a second or two.
 */
export const hashQueue = new HashQueue({
  atOnce: cores,
  longestQueue: Math.max(64, 32 * cores),
  longestWaitMs: 10_000,
});
