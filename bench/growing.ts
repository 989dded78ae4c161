// `npm run growing`: how the cost of what people look at grows with people and events, and with accounts and keys. Prints
// tables for docs/performance.md: medians of one request at a time, in milliseconds, from the request to the whole answer.
//   --keep folder   installations stay there for another time (those that `npm run bench` keeps are found too)
//   --people 1000,10000    --things 1000,10000    sizes
//   --engines sqlite,postgres
import { parseArgs } from "node:util";
import { median } from "./measure.ts";
import type { Bench, Engine } from "./scenario.ts";
import { addAdministrator, type Installation, installed, peopleOf, thingsOf } from "./tools/demo.ts";
import type { Hesper } from "./tools/hesper.ts";
import { withBench } from "./tools/opening.ts";
import { stopEverything } from "./tools/processes.ts";

const { values: options } = parseArgs({
  options: {
    keep: { type: "string" },
    people: { type: "string", default: "1000,10000,100000,1000000" },
    things: { type: "string", default: "1000,10000,100000" },
    engines: { type: "string", default: "sqlite,postgres" },
  },
});

const engineNames: Record<Engine, string> = { sqlite: "SQLite", postgres: "PostgreSQL" };
const times = 60;

const peoplePaths = {
  "by name": "/employees?limit=50",
  "by last log-in": "/employees?limit=50&sort=lastLoginAt&direction=desc",
  "search `a`": "/employees?limit=50&search=a",
  "search `ferrari`": "/employees?limit=50&search=ferrari",
  "search `anna schmidt`": "/employees?limit=50&search=anna%20schmidt",
  "a number": "/employees?limit=50&search=d0000123",
  "latest events": "/audit-events?limit=50",
  "of one type": "/audit-events?limit=50&type=login.succeeded",
  dashboard: "/dashboard",
} as const;
const thingsPaths = {
  "all accounts": "/accounts?limit=50",
  "search `mail`": "/accounts?limit=50&search=mail",
  keys: "/keys?limit=50",
} as const;

type Ask = { readonly path: string; readonly headers: Record<string, string> };

async function timeOf(url: string, { path, headers }: Ask): Promise<number> {
  const found: number[] = [];
  for (let at = 0; at < times; at += 1) {
    const began = performance.now();
    const answer = await fetch(`${url}/api/v1${path}`, { headers });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}.`);
    if (at >= times / 3) found.push(performance.now() - began);
  }
  return median(found);
}

/** The names, and what is asked; made in an installation that is filled already. */
type Asks = (hesper: Hesper) => Promise<Record<string, Ask>>;

interface Asked extends Installation {
  readonly asks: Asks;
}

const asAdministrator =
  (paths: Record<string, string>): Asks =>
  async (hesper) => {
    const { cookie } = await hesper.inside(addAdministrator);
    return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, { path, headers: { cookie } }]));
  };

async function timesOf(
  bench: Bench,
  engine: Engine,
  { asks, ...installation }: Asked,
): Promise<Record<string, number>> {
  const hesper = await installed(bench, engine, installation);
  const wanted = await asks(hesper);
  const { url } = await hesper.start("server");
  const found: Record<string, number> = {};
  for (const [what, ask] of Object.entries(wanted)) found[what] = await timeOf(url, ask);
  await stopEverything();
  return found;
}

const sizes = (text: string) =>
  text
    .split(",")
    .filter((one) => one !== "")
    .map(Number);

async function table(bench: Bench, heading: string, all: readonly (Asked & { size: number })[]): Promise<string> {
  const lines: string[] = [];
  for (const engine of options.engines.split(",") as Engine[]) {
    for (const one of all) {
      const found = await timesOf(bench, engine, one);
      if (lines.length === 0) {
        lines.push(`| ${heading} | ${Object.keys(found).join(" | ")} |`);
        lines.push(
          `| --- | ${Object.keys(found)
            .map(() => "---")
            .join(" | ")} |`,
        );
      }
      const cells = Object.values(found).map((ms) => ms.toFixed(1));
      lines.push(`| ${engineNames[engine]}, ${one.size.toLocaleString("en")} | ${cells.join(" | ")} |`);
      bench.say(lines.at(-1) ?? "");
    }
  }
  return lines.join("\n");
}

await withBench({ isQuick: false, seconds: 0, keep: options.keep }, async (bench) => {
  const people = sizes(options.people).map((size) => ({
    ...peopleOf(size),
    size,
    asks: asAdministrator(peoplePaths),
  }));
  const things = sizes(options.things).map((size) => ({
    ...thingsOf(size),
    size,
    asks: asAdministrator(thingsPaths),
  }));
  const tables = [await table(bench, "people and events", people), await table(bench, "accounts", things)];
  process.stdout.write(`${tables.join("\n\n")}\n`);
});
