// `npm run plans`: asks a server with 100,000 people what its pages ask, and writes down how each database goes about it.
// It runs in this process, so that every statement is seen; nothing is timed.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { StatementSync } from "node:sqlite";
import { CompiledQuery, sql } from "kysely";
import type { Engine } from "./scenario.ts";

const people = 100_000;
const page = join(import.meta.dirname, "../docs/query-plans.md");

interface Asked {
  readonly text: string;
  readonly plan: readonly string[];
}
type Found = Record<string, readonly Asked[]>;

const engines: Record<Engine, string> = { sqlite: "SQLite", postgres: "PostgreSQL" };

/** In a process of its own: which database the tests' servers have is decided when they are loaded. */
async function findPlans(): Promise<Found> {
  const { default: startPostgres } = await import("../apps/server/src/testing/postgres-setup.ts");
  const { onPostgres } = await import("../apps/server/src/testing/engine.ts");
  const stop = onPostgres ? await startPostgres() : async () => {};
  try {
    return await findAll();
  } finally {
    await stop();
  }
}

async function findAll(): Promise<Found> {
  const { TestServer, MovableClock, edith, expectStatus } = await import("../apps/server/src/testing/harness.ts");
  const { found, join: invite } = await import("../apps/server/src/testing/people.ts");
  const { makeKey } = await import("../apps/server/src/testing/keys.ts");
  const { makeOrganisationKey, newAccount } = await import("../apps/server/src/testing/accounts.ts");
  const { isSqlite } = await import("../apps/server/src/database/engine.ts");
  const { queriesOf } = await import("../apps/server/src/testing/queries.ts");
  const server = new TestServer({}, new MovableClock(Date.now()));
  await server.start();
  try {
    const boss = await found(server);
    const { db } = server.hesper;
    // Of the kind that the keys below are of.
    const organisation = await makeOrganisationKey(boss.browser);
    await fill(server);
    if (!isSqlite(db)) await sql`analyze`.execute(db);
    const person = await (await invite(boss, edith)).enrol();
    const key = await makeKey(server, boss.browser, person.id);
    for (let at = 0; at < 3; at += 1) {
      const account = await newAccount([organisation, key]);
      await expectStatus(boss.browser.post(`/employees/${person.id}/accounts`, account), 201);
    }
    const seen = async (path: string) => expectStatus(boss.browser.get(path), 200);
    const codeOf = async () => {
      server.clock.move(30);
      const browser = await server.givePassword(edith);
      const code = await server.code(person.authenticator ?? { secret: "" });
      return { browser, code };
    };
    const next = await codeOf();
    const actions: Record<string, () => Promise<unknown>> = {
      "A session is checked": () => seen("/session"),
      "A password is given": () => server.givePassword(edith),
      "A code of an authenticator app is given": () =>
        expectStatus(next.browser.post("/login/totp", { code: next.code }), 200),
      "A key asks for what is new, and there is nothing": () => expectStatus(key.get("/key/changes?since=3"), 200),
      "A key asks for what is new, and there is something": () => expectStatus(key.get("/key/changes?since=0"), 200),
      "Employees by name": () => seen("/employees?limit=50"),
      "Employees by the last log-in": () => seen("/employees?limit=50&sort=lastLoginAt&direction=desc"),
      "Employees: a beginning that many have (`a`)": () => seen("/employees?limit=50&search=a"),
      "Employees: two words (`anna schmidt`)": () => seen("/employees?limit=50&search=anna%20schmidt"),
      "Employees: a number (`d0000123`)": () => seen("/employees?limit=50&search=d0000123"),
      "The latest events": () => seen("/audit-events?limit=50"),
      "The latest events of one type": () => seen("/audit-events?limit=50&type=login.succeeded"),
      "The latest events of one person": () => seen(`/audit-events?limit=50&person=${person.id}`),
    };
    const plans: Record<string, Asked[]> = {};
    for (const [name, act] of Object.entries(actions)) {
      const asked = isSqlite(db) ? await textsOf(act) : await queriesOf(db, act);
      plans[name] = [];
      const texts = new Set<string>();
      for (const query of asked) {
        if (texts.has(query.sql) || !/^\s*(?:select|with|update|delete|insert)/i.test(query.sql)) continue;
        texts.add(query.sql);
        plans[name].push({ text: query.sql, plan: await planOf(db, query) });
      }
    }
    return plans;
  } finally {
    await server.stop();
  }

  async function planOf(db: typeof server.hesper.db, query: CompiledQuery): Promise<string[]> {
    const how = isSqlite(db) ? "explain query plan" : "explain (costs off)";
    const { rows } = await db.executeQuery(CompiledQuery.raw(`${how} ${query.sql}`, [...query.parameters]));
    return (rows as Record<string, string>[]).map((row) => String(row.detail ?? row["QUERY PLAN"]));
  }

  async function fill(at: typeof server): Promise<void> {
    const { openSecrets } = await import("../apps/server/src/data-keys/open.ts");
    const { openDatabase } = await import("../apps/server/src/database/database.ts");
    const { fill: fillInside } = await import("./tools/demo.ts");
    const { createIds } = await import("../apps/server/src/security/ids.ts");
    const { systemRandom } = await import("../apps/server/src/security/random.ts");
    const db = await openDatabase(at.config(), { isPatient: true });
    const ids = createIds(at.clock, systemRandom);
    const keyring = await openSecrets(db, at.config(), ids);
    await fillInside(
      { db, ids, keyring },
      { employees: people, events: people, accounts: 2000, keys: 200, seed: "plans" },
    );
    await db.destroy();
  }
}

/** Every statement that SQLite runs, by whichever connection of this process. */
async function textsOf(act: () => Promise<unknown>): Promise<CompiledQuery[]> {
  const asked: CompiledQuery[] = [];
  const methods = ["all", "get", "run", "iterate"] as const;
  const own = methods.map((name) => StatementSync.prototype[name]);
  for (const [at, name] of methods.entries()) {
    Object.assign(StatementSync.prototype, {
      [name](this: StatementSync, ...given: never[]) {
        asked.push(CompiledQuery.raw(this.sourceSQL, given));
        return Reflect.apply(own[at] as () => unknown, this, given);
      },
    });
  }
  try {
    await act();
  } finally {
    for (const [at, name] of methods.entries()) Object.assign(StatementSync.prototype, { [name]: own[at] });
  }
  return asked;
}

function inProcess(engine: Engine): Found {
  const environment = { ...process.env, HESPER_TEST_ENGINE: engine };
  const { stdout, status } = spawnSync(process.execPath, [import.meta.filename, engine], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`The plans of ${engines[engine]} could not be found.`);
  const text = stdout.toString();
  return JSON.parse(text.slice(text.indexOf("{"))) as Found;
}

/** Without the columns that are only handed on, and as long as a line may be. */
function short(text: string): string {
  const line = text.replace(/\s+/g, " ").replaceAll('"', "").trim();
  const columns = line.replace(/^(select|insert into \w+) (?!count|exists)[^()]*?(?= from | values )/, "$1 …");
  return columns.length > 240 ? `${columns.slice(0, 239)}…` : columns;
}

/** Values are of this run, and lists of them have no end. */
function shortStep(step: string): string {
  return step
    .replaceAll('"', "")
    .replace(/'\{[^']*\}'/g, "'{…}'")
    .replace(/'[^']{16,}'/g, "'…'");
}

function written(plans: Record<Engine, Found>): string {
  const sections = Object.keys(plans.sqlite).map((name) => {
    const parts = (Object.keys(engines) as Engine[]).map((engine) => {
      const asked = (plans[engine][name] ?? []).map(({ text, plan }) => {
        const steps = plan.length === 0 ? ["one row is written"] : plan;
        return `${short(text)}\n${steps.map((step) => `    ${shortStep(step)}`).join("\n")}`;
      });
      return `${engines[engine]}:\n\n\`\`\`text\n${asked.join("\n")}\n\`\`\``;
    });
    return `## ${name}\n\n${parts.join("\n\n")}`;
  });
  const count = people.toLocaleString("en");
  return `# Query plans

What is asked of the database on the paths that matter, and how it goes about it: with ${count} people and as many events, written by \`npm run plans\`. Each statement
stands once, shortened, with its plan below it. A plan that reads a large table from its beginning to its end, or sorts it, would be a defect; tests look for them too (\`size.test.ts\`, \`cost.test.ts\`).
What SQLite is asked at every request comes by a connection that only reads, and is looked at once until something is written.

${sections.join("\n\n")}
`;
}

const [, , engine] = process.argv;
if (engine === undefined) {
  writeFileSync(page, written({ sqlite: inProcess("sqlite"), postgres: inProcess("postgres") }));
  process.stdout.write(`${page}\n`);
} else {
  const found = await findPlans();
  process.stdout.write(JSON.stringify(found));
  process.exit(0);
}
