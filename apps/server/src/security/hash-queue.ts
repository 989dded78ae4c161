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

declare const granted: unique symbol;

/** Leave to hash, good until the work that got it ends. Every slow hash asks for it, so that none runs beside the queue. */
export interface HashTurn {
  readonly [granted]: true;
}

const turn = Object.freeze({}) as HashTurn;

interface Waiter {
  readonly begin: () => void;
  readonly timer: NodeJS.Timeout;
}

export interface HashQueueLimits {
  readonly atOnce: number;
  readonly longestQueue: number;
  readonly longestWaitMs: number;
  /** What a refused person is asked to wait. */
  readonly retryAfterSeconds: number;
}

/** Of what is asked for: what waits, what runs, and what was refused since the start. */
export interface HashQueueState {
  readonly waiting: number;
  readonly running: number;
  readonly refused: number;
}

export class HashQueue {
  readonly limits: HashQueueLimits;
  readonly #waiting: Waiter[] = [];
  #running = 0;
  #refused = 0;

  constructor(limits: HashQueueLimits) {
    this.limits = limits;
  }

  get state(): HashQueueState {
    return { waiting: this.#waiting.length, running: this.#running, refused: this.#refused };
  }

  /**
   * Does the work when its turn comes. Throws `Overloaded`, before any of the work is done, when too many wait or the
   * turn does not come in time: what counts an attempt belongs inside. Work that has a turn must not ask for another.
   */
  async inTurn<T>(work: (turn: HashTurn) => Promise<T>): Promise<T> {
    await this.#wait();
    try {
      return await work(turn);
    } finally {
      this.#pass();
    }
  }

  async #wait(): Promise<void> {
    const { atOnce, longestQueue, longestWaitMs } = this.limits;
    if (this.#running < atOnce) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= longestQueue) throw this.#refusal();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(this.#refusal());
      }, longestWaitMs);
      const waiter = { begin: resolve, timer };
      this.#waiting.push(waiter);
    });
  }

  /** The turn is handed on, so that nobody slips in between. */
  #pass(): void {
    const next = this.#waiting.shift();
    if (!next) {
      this.#running -= 1;
      return;
    }
    clearTimeout(next.timer);
    next.begin();
  }

  #refusal(): Overloaded {
    this.#refused += 1;
    return new Overloaded(this.limits.retryAfterSeconds);
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
  retryAfterSeconds: 5,
});
