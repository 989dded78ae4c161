// Two nodes on one PostgreSQL. A node uses one core for this. Where there are not enough cores for two nodes, PostgreSQL
// and the load, each node gets a fifth of a core only, so that it is the nodes that are short of a processor.
import { availableParallelism } from "node:os";
import { type Figures, ratio, scenario } from "../scenario.ts";
import { Hesper, type Node } from "../tools/hesper.ts";
import { type LoadRequest, load } from "../tools/load.ts";
import { sessionChecks } from "../tools/people.ts";
import { rationed } from "../tools/processes.ts";

/** Enough that there is always something to do for a node when its turn comes. */
const connectionsOfNode = 32;
const hasCores = availableParallelism() >= 4;
/** Of a core, where cores are few. */
const share = 0.2;

export const twoNodes = scenario<"one" | "two">({
  name: "two-nodes",
  warmUp: true,
  lines: [
    {
      name: "two-nodes",
      what: "session checks of two nodes on one PostgreSQL",
      against: "one node",
      bar: { atLeast: 1.6 },
      read: ratio("two", "one", "perSecond"),
    },
  ],
  async prepare(bench) {
    const { seconds } = bench;
    const hesper = new Hesper(bench, await bench.makeDatabase());
    const requests = await hesper.inside((inside) => sessionChecks(inside, 100));
    const nodes = [await hesper.start("any"), await hesper.start("any")];
    const use = async (used: readonly Node[]): Promise<Figures> => {
      const release = hasCores
        ? () => {}
        : rationed(
            used.map(({ child }) => child),
            share,
          );
      try {
        const parts = await Promise.all(used.map((node) => useNode(node, { requests, seconds })));
        return { perSecond: parts.reduce((sum, { perSecond = 0 }) => sum + perSecond, 0) };
      } finally {
        release();
      }
    };
    return { sides: { one: () => use(nodes.slice(0, 1)), two: () => use(nodes) }, stop: async () => {} };
  },
});

function useNode({ url, child }: Node, { requests, seconds }: { requests: LoadRequest[]; seconds: number }) {
  return load({ url, connections: connectionsOfNode, seconds, requests, status: 200 }, child, "any");
}
