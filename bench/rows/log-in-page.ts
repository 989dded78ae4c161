// The log-in page as somebody sees it who was never here.
import { join } from "node:path";
import { figureOf, scenario } from "../scenario.ts";
import { Hesper } from "../tools/hesper.ts";
import { sessionChecks } from "../tools/people.ts";
import { runProgram } from "../tools/processes.ts";

const program = join(import.meta.dirname, "../programs/page.ts");
const what = "log-in page, first visit";
const against = "nothing";

export const logInPage = scenario<"page">({
  name: "log-in-page",
  warmUp: false,
  lines: [
    {
      name: "page-scripts",
      what: `${what}: scripts, gzipped`,
      against,
      bar: { atMost: 120 },
      unit: "kB",
      read: (round) => figureOf(round, "page", "scriptKb"),
    },
    {
      name: "page-rounds",
      what: `${what}: rounds of requests after the page`,
      against,
      bar: { atMost: 1 },
      unit: "rounds",
      read: (round) => figureOf(round, "page", "rounds"),
    },
    {
      name: "page-lighthouse",
      what: `${what}: worst of Lighthouse's four categories`,
      against,
      bar: { atLeast: 100 },
      unit: "points",
      read: (round) => figureOf(round, "page", "worstScore"),
    },
  ],
  async prepare(bench) {
    const hesper = new Hesper(bench);
    await hesper.inside((inside) => sessionChecks(inside, 1));
    const { url } = await hesper.start("any");
    const page = () => runProgram(program, { cores: "any", environment: { BENCH_URL: `${url}/log-in` } });
    return { sides: { page }, stop: async () => {} };
  },
});
