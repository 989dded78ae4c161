// A server that has as much to hash as it takes on: every place of the queue is taken, until it is given back.
import { hashQueue, Overloaded } from "../security/hash-queue.ts";

export interface FullQueue {
  release(): Promise<void>;
}

export function fillQueue(): FullQueue {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { atOnce, longestQueue } = hashQueue.limits;
  const places = Array.from({ length: atOnce + longestQueue }, () =>
    hashQueue
      .withPlace(() => promise)
      .catch((error: unknown) => {
        // Where the machine is so slow that the queue is full by time before it is by number.
        if (!(error instanceof Overloaded)) throw error;
      }),
  );
  return {
    async release() {
      resolve();
      await Promise.all(places);
    },
  };
}

export async function whileFull<T>(work: () => Promise<T>): Promise<T> {
  const queue = fillQueue();
  try {
    return await work();
  } finally {
    await queue.release();
  }
}
