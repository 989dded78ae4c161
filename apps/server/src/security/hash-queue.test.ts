// The queue in front of the processor: how many run, how many wait, and that no place is lost.
import { describe, expect, it } from "vitest";
import { HashQueue, Overloaded } from "./hash-queue.ts";

const limits = { atOnce: 2, longestQueue: 3, longestWaitMs: 10_000 };

/** Work that ends when it is told to. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { work: () => promise, end: resolve };
}

describe("the queue of slow hashes", () => {
  it("runs as many as there are cores, lets some wait, and refuses the others before they begin (V2.4.1)", async () => {
    const queue = new HashQueue(limits);
    const { work, end } = held();
    let begun = 0;
    const all = Array.from({ length: 9 }, () =>
      queue.withPlace((place) => {
        begun += 1;
        return place.inTurn(work);
      }),
    );
    const settled = Promise.allSettled(all);
    expect([begun, queue.state]).toEqual([5, { running: 2, waiting: 3, refused: 4 }]);
    end();
    const refusals = (await settled).filter((one) => one.status === "rejected").map((one) => one.reason as unknown);
    expect(refusals).toHaveLength(4);
    expect(refusals.every((one) => one instanceof Overloaded && one.retryAfterSeconds >= 1)).toBe(true);
    expect(queue.state).toEqual({ running: 0, waiting: 0, refused: 4 });
  });

  it("counts a place from before the first hash to after the last, and gives it back when the work fails", async () => {
    const queue = new HashQueue({ ...limits, atOnce: 1, longestQueue: 0 });
    const { work, end } = held();
    const first = queue.withPlace(work);
    await expect(queue.withPlace(work)).rejects.toThrow(Overloaded);
    end();
    await first;
    const failing = (place: { inTurn: <T>(hash: () => Promise<T>) => Promise<T> }) =>
      place.inTurn(() => Promise.reject(new Error("broken")));
    for (let at = 0; at < 3; at += 1) await expect(queue.withPlace(failing)).rejects.toThrow("broken");
    expect(await queue.withPlace(async () => "free")).toBe("free");
    expect(queue.state).toMatchObject({ running: 0, waiting: 0 });
  });

  it("gives no place when those before it would take too long, and says how long that is", async () => {
    const queue = new HashQueue({ ...limits, atOnce: 1, longestWaitMs: 1 });
    const { work, end } = held();
    const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 20));
    await queue.withPlace((place) => place.inTurn(slow));
    const first = queue.withPlace(work);
    const refusal = await queue.withPlace(work).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Overloaded);
    expect((refusal as Overloaded).retryAfterSeconds).toBeGreaterThanOrEqual(1);
    end();
    await first;
    expect(await queue.withPlace(async () => "free")).toBe("free");
  });
});
