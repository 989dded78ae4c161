// `npm run growing`: how the cost of what people look at grows with people and events, and with accounts and keys. Prints
// tables for docs/performance.md: medians of one request at a time, in milliseconds, from the request to the whole answer.
//   --keep folder   installations stay there for another time (those that `npm run bench` keeps are found too)
//   --people 1000,10000    --things 1000,10000    sizes
//   --engines sqlite,postgres
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ensureConsole } from "../scripts/ensure-console.ts";
import { median } from "./measure.ts";
import type { Bench } from "./scenario.ts";
import { Databases } from "./tools/databases.ts";
import { addAdministrator, fillWithPeople, fillWithThings, settle } from "./tools/demo.ts";
import { Hesper } from "./tools/hesper.ts";
import { stopEverything, stopForGood } from "./tools/processes.ts";

const { values: options } = parseArgs({
  options: {
    keep: { type: "string" },
    people: { type: "string", default: "1000,10000,100000,1000000" },
    things: { type: "string", default: "1000,10000,100000" },
    engines: { type: "string", default: "sqlite,postgres" },
  },
});

type Engine = "sqlite" | "postgres";
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

interface Filled {
  readonly name: string;
  readonly fill: (hesper: Hesper) => Promise<void>;
  readonly asks: Asks;
}

const asAdministrator =
  (paths: Record<string, string>): Asks =>
  async (hesper) => {
    const { cookie } = await hesper.inside(addAdministrator);
    return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, { path, headers: { cookie } }]));
  };

async function timesOf(bench: Bench, engine: Engine, { name, fill, asks }: Filled): Promise<Record<string, number>> {
  const kept = `${engine}_${name}`;
  const hesper = new Hesper(bench, engine === "sqlite" ? null : await bench.makeDatabase(kept), kept);
  const filled = join(hesper.dataDir, "filled");
  if (!existsSync(filled)) {
    bench.say(`${engineNames[engine]}: making ${name}`);
    await fill(hesper);
    await hesper.inside(settle);
    writeFileSync(filled, "");
  }
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

async function table(bench: Bench, heading: string, all: readonly (Filled & { size: number })[]): Promise<string> {
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

await ensureConsole();
const folder = mkdtempSync(join(tmpdir(), "hesper-growing-"));
const kept = options.keep === undefined ? null : resolve(options.keep);
if (kept !== null) mkdirSync(kept, { recursive: true, mode: 0o711 });
const databases = new Databases(kept);
const bench: Bench = {
  isQuick: false,
  seconds: 0,
  folder,
  kept,
  makeDatabase: (name) => databases.make(kept === null ? undefined : name),
  say: (text) => void process.stderr.write(`${text}\n`),
};
try {
  const people = sizes(options.people).map((size) => ({
    size,
    name: String(size),
    fill: (hesper: Hesper) => fillWithPeople(hesper, size),
    asks: asAdministrator(peoplePaths),
  }));
  const things = sizes(options.things).map((size) => ({
    size,
    name: `things_${size}`,
    fill: (hesper: Hesper) => fillWithThings(hesper, size),
    asks: asAdministrator(thingsPaths),
  }));
  const tables = [await table(bench, "people and events", people), await table(bench, "accounts", things)];
  process.stdout.write(`${tables.join("\n\n")}\n`);
} finally {
  await stopForGood();
  await databases.stop();
  rmSync(folder, { recursive: true, force: true });
}
