// How long the server takes to start, and what it holds of memory, at rest and after many requests.
import { type Bench, type Figures, figureOf, ratio, scenario } from "../scenario.ts";
import { bareSessions, startBare } from "../tools/bare.ts";
import { Hesper } from "../tools/hesper.ts";
import { type LoadRequest, load } from "../tools/load.ts";
import { sessionChecks } from "../tools/people.ts";
import { rssMibOf, stop as stopProcess, untilIdle } from "../tools/processes.ts";

type Started = Awaited<ReturnType<typeof startBare>>;

/** A process from its start: the seconds to its first answer, and its memory as it works. */
async function live(bench: Bench, start: () => Promise<Started>, requests: readonly LoadRequest[]): Promise<Figures> {
  const beganMs = performance.now();
  const { child, url } = await start();
  const startSeconds = (performance.now() - beganMs) / 1000;
  const times = bench.isQuick ? 2_000 : 100_000;
  const work = async () => {
    await load({ url, connections: 10, seconds: { times }, requests, status: 200 }, child);
    await untilIdle(child);
    return rssMibOf(child);
  };
  await untilIdle(child);
  const restMib = rssMibOf(child);
  // The first requests fill caches and let the heap find its size: what comes after them must not grow.
  const figures = { startSeconds, restMib, warmMib: await work(), workedMib: await work() };
  await stopProcess(child);
  return figures;
}

export const startAndMemory = scenario<"hesper" | "bare">({
  name: "start-and-memory",
  warmUp: false,
  lines: [
    {
      name: "start",
      what: "start to the first answer, SQLite",
      against: "bare Fastify, subtracted",
      bar: { atMost: 0.5 },
      unit: "s",
      read: (round) => figureOf(round, "hesper", "startSeconds") - figureOf(round, "bare", "startSeconds"),
    },
    {
      name: "memory-at-rest",
      what: "memory at rest",
      against: "bare Fastify",
      bar: { atMost: 2.5 },
      read: ratio("hesper", "bare", "restMib"),
    },
    {
      name: "memory-growth",
      what: "memory after 200,000 requests",
      against: "the same after 100,000",
      // What the garbage collector leaves behind differs from time to time by a few hundredths.
      bar: { atMost: 1.1 },
      read: (round) => figureOf(round, "hesper", "workedMib") / figureOf(round, "hesper", "warmMib"),
    },
  ],
  async prepare(bench) {
    const hesper = new Hesper(bench);
    const requests = await hesper.inside((inside) => sessionChecks(inside, 100));
    const [{ path, headers } = { path: "/" }] = requests;
    const sides = {
      hesper: () => live(bench, () => hesper.start("server", { path, headers }), requests),
      bare: () => live(bench, () => startBare(bench, "server"), bareSessions),
    };
    return { sides, stop: async () => {} };
  },
});
