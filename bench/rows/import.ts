// An import of employees from a table, through the API as the console sends it, against the same rows inserted by hand.
import { importLimits } from "@hesper/contract";
import { inTransaction } from "../../apps/server/src/database/database.ts";
import { type Person, personOf } from "../../apps/server/src/demo/people.ts";
import { employeeRow } from "../../apps/server/src/demo/rows.ts";
import { addRows } from "../../apps/server/src/demo/store.ts";
import { type World, worldOf } from "../../apps/server/src/demo/world.ts";
import { insertWords } from "../../apps/server/src/employees/found-by.ts";
import { type Figures, ratio, type Scenario, scenario } from "../scenario.ts";
import { addAdministrator } from "../tools/demo.ts";
import { Hesper } from "../tools/hesper.ts";
import { peakMibOf, stop } from "../tools/processes.ts";

type Side = "hesper" | "few" | "byHand";

const rows = 100_000;
const fewRows = 10_000;

function importOn(engine: "sqlite" | "postgres"): Scenario {
  const words = engine === "sqlite" ? "SQLite" : "PostgreSQL";
  return scenario<Side>({
    name: `import-${engine}`,
    warmUp: false,
    lines: [
      {
        name: `import-${engine}`,
        what: `CSV import of 100,000 employees, from the first row sent to the end, ${words}`,
        against: "the same rows and their words inserted by hand, in bulk",
        bar: { atMost: 3 },
        unit: "times",
        read: ratio("hesper", "byHand", "seconds"),
      },
      {
        name: `import-memory-${engine}`,
        what: `most memory while 100,000 employees are imported, ${words}`,
        against: "while 10,000 are",
        // A heap grows a little before it is swept; what grew with the rows would be ten times as much.
        bar: { atMost: 1.5 },
        unit: "times",
        read: ratio("hesper", "few", "peakMib"),
      },
    ],
    async prepare(bench) {
      const place = async () => new Hesper(bench, engine === "sqlite" ? null : await bench.makeDatabase());
      const many = bench.isQuick ? rows / 100 : rows;
      const few = bench.isQuick ? fewRows / 100 : fewRows;
      return {
        sides: {
          hesper: async () => imported(await place(), many),
          few: async () => imported(await place(), few),
          byHand: async () => insertedByHand(await place(), many),
        },
        stop: async () => {},
      };
    },
  });
}

function worldFor(count: number): World {
  return worldOf({ employees: count, events: 0, accounts: 0, keys: 0, seed: "import" }, Date.now());
}

function people(world: World, from: number, upTo: number): Person[] {
  const count = Math.min(upTo, world.employees) - from;
  return Array.from({ length: count }, (_, at) => personOf(world, from + at));
}

const columns = ["externalId", "name", "email", "phone"] as const;
const json = { "content-type": "application/json" };

/** A server of its own, so that its memory is that of one import. */
async function imported(hesper: Hesper, count: number): Promise<Figures> {
  const { cookie } = await hesper.inside(addAdministrator);
  const { child, url } = await hesper.start("any");
  const send = async (method: string, path: string, body?: object) => {
    const headers = { ...json, cookie };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${url}/api/v1/employee-imports${path}`, { method, headers, ...text });
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as { id: string; state: string; counts: { created: number } };
  };
  const world = worldFor(count);
  const began = performance.now();
  const { id } = await send("POST", "", { fileName: "people.csv", columns });
  const rowsAtOnce = importLimits.rowsAtOnce;
  for (let from = 0; from < count; from += rowsAtOnce) {
    const some = people(world, from, from + rowsAtOnce);
    const cells = some.map(({ externalId, name, email, phone }) => [externalId, name, email, phone ?? ""]);
    await send("PUT", `/${id}/rows`, { from: from + 1, rows: cells });
  }
  const until = async (state: string) => {
    for (;;) {
      const now = await send("GET", `/${id}`);
      if (now.state === state) return now;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const sentMs = performance.now();
  await send("POST", `/${id}/check`, { rows: count });
  await until("checked");
  const checkedMs = performance.now();
  await send("POST", `/${id}/apply`, { preview: 1 });
  const { counts } = await until("applied");
  const endMs = performance.now();
  if (counts.created !== count) throw new Error(`${counts.created} of ${count} employees were made.`);
  const peakMib = peakMibOf(child);
  await stop(child);
  const parts = { sendingSeconds: (sentMs - began) / 1000, checkingSeconds: (checkedMs - sentMs) / 1000 };
  return { seconds: (endMs - began) / 1000, ...parts, applyingSeconds: (endMs - checkedMs) / 1000, peakMib };
}

const insertedAtOnce = 1000;

/** What an import leaves of each row, in one transaction. */
async function insertedByHand(hesper: Hesper, count: number): Promise<Figures> {
  const world = worldFor(count);
  const nowhere = { company_id: null, department_id: null, department_key: "", position_id: null };
  const nobody = { lastLogInAtMs: null, asked: false };
  return hesper.inside(async ({ db }) => {
    const began = performance.now();
    await inTransaction(db, async (tx) => {
      for (let from = 0; from < count; from += insertedAtOnce) {
        const some = people(world, from, from + insertedAtOnce);
        const made = some.map((person) => ({ ...employeeRow(world, person, nobody), ...nowhere }));
        await addRows(tx, "employees", made);
        await insertWords(tx, made);
      }
    });
    return { seconds: (performance.now() - began) / 1000 };
  });
}

export const importOnSqlite = importOn("sqlite");
export const importOnPostgres = importOn("postgres");
