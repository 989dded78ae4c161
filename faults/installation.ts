// What the fault scripts stand on: an installation on either engine, nodes as processes, people who live at them, and a
// report of what held.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import pg from "pg";
import { publicKeyOf } from "../apps/server/src/audit/seals.ts";
import { verifyAudit } from "../apps/server/src/audit/verify.ts";
import { readSecrets } from "../apps/server/src/data-keys/open.ts";
import { inSnapshot, openDatabase } from "../apps/server/src/database/database.ts";
import { createIds } from "../apps/server/src/security/ids.ts";
import { systemRandom } from "../apps/server/src/security/random.ts";
import { MovableClock, TestServer } from "../apps/server/src/testing/harness.ts";
import { brokenPromises, makePeople } from "../apps/server/src/testing/promises.ts";
import {
  killProcess,
  type ServerProcess,
  setProcessClock,
  startProcess,
} from "../apps/server/src/testing/server-process.ts";
import { SimulatedPerson, simulatedPassword } from "../apps/server/src/testing/simulated-people.ts";
import { startPostgres, type TestPostgres } from "../scripts/test-postgres.ts";

export const { values: options } = parseArgs({
  options: {
    engine: { type: "string", default: "sqlite" },
    times: { type: "string", default: "50" },
    people: { type: "string", default: "12" },
  },
});
export const onPostgres = options.engine === "postgres";

export class Installation {
  readonly clock = new MovableClock();
  readonly server: TestServer;
  readonly persons: SimulatedPerson[] = [];
  readonly nodes: (ServerProcess | null)[];
  #ticking: NodeJS.Timeout | null = null;
  #living: Promise<void>[] = [];
  #stopped = false;

  constructor(databaseUrl: string | null, nodes: number) {
    this.server = new TestServer(databaseUrl === null ? {} : { HESPER_DATABASE_URL: databaseUrl }, this.clock);
    this.nodes = Array<null>(nodes).fill(null);
  }

  async start(people: number): Promise<void> {
    this.move(0);
    const emails = Array.from({ length: people }, (_, at) => `person${at}@example.org`);
    await makePeople(this.server, emails);
    const world = { clock: this.clock, address: () => this.anyAddress() };
    this.persons.push(...emails.map((email) => new SimulatedPerson(email, world)));
    for (let at = 0; at < this.nodes.length; at += 1) await this.startNode(at);
  }

  move(seconds: number): void {
    this.clock.move(seconds);
    try {
      setProcessClock(this.server.dataDir, this.clock.nowMs());
    } catch {
      // The disk is full: for the nodes time stands still, and so it does here.
      this.clock.move(-seconds);
    }
  }

  anyAddress(): string {
    const alive = this.nodes.filter((node) => node !== null);
    return alive[Math.floor(Math.random() * alive.length)]?.address ?? "http://127.0.0.1:9";
  }

  async startNode(at: number): Promise<void> {
    this.nodes[at] = await startProcess(this.server.dataDir, this.server.environment);
  }

  /** As when its power is cut. */
  async killNode(at: number): Promise<void> {
    const node = this.nodes[at];
    this.nodes[at] = null;
    if (node) await killProcess(node);
  }

  /** Somebody who only reads. @returns asks who is logged in, and gives the status of the answer. */
  async logIn(): Promise<() => Promise<number>> {
    const email = "reader@example.org";
    await makePeople(this.server, [email]);
    const answer = await fetch(`${this.anyAddress()}/api/v1/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password: simulatedPassword }),
    });
    const cookie = answer.headers
      .getSetCookie()
      .map((text) => text.split(";")[0])
      .join("; ");
    return async () => (await fetch(`${this.anyAddress()}/api/v1/session`, { headers: { cookie } })).status;
  }

  /** People begin to do things, and time goes on. */
  live(): void {
    this.#ticking = setInterval(() => this.move(30), 300);
    this.#living = this.persons.map(async (person) => {
      while (!this.#stopped) {
        await person.live();
        if (this.nodes.every((node) => node === null)) await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });
  }

  async stopLiving(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#living);
    if (this.#ticking) clearInterval(this.#ticking);
  }

  /** How many requests were refused with 503: clearly, and to be tried again. */
  get refused(): number {
    return this.persons.reduce((sum, person) => sum + person.refused, 0);
  }

  /** How many requests got no answer at all. */
  get lost(): number {
    return this.persons.reduce((sum, person) => sum + person.lost, 0);
  }

  /** Ends when every node says that it is ready. @returns how long that took, in milliseconds. */
  async untilReady(): Promise<number> {
    const begun = performance.now();
    for (const node of this.nodes) {
      while (node && !(await fetch(`${node.address}/readyz`).then(({ ok }) => ok))) await sleep(50);
    }
    return Math.round(performance.now() - begun);
  }

  get acknowledged(): number {
    return this.persons.reduce((sum, person) => sum + person.acknowledgements, 0);
  }

  /** Everything that must hold. Empty: all is well. */
  async findBroken(): Promise<string[]> {
    this.move(120);
    for (const person of this.persons) await person.check(() => this.move(1000));
    this.move(3600);
    const config = this.server.config();
    const db = await openDatabase(config);
    try {
      const broken = await brokenPromises(db, this.persons);
      const ids = createIds(this.clock, systemRandom);
      const keys = await (await readSecrets(db, config, ids)).read(db);
      const request = {
        publicKeyOf: (keyId: string) => publicKeyOf(keys, keyId),
        heads: [],
        nowMs: this.clock.nowMs(),
        report: (_: string, text: string) => void broken.push(`audit: ${text}`),
        onSeal: () => {},
      };
      const { events, seals } = await inSnapshot(db, (tx) => verifyAudit(tx, request));
      say(`audit: ${events} events in ${seals} seals verified`);
      return broken;
    } finally {
      await db.destroy();
    }
  }

  async stop(): Promise<void> {
    for (let at = 0; at < this.nodes.length; at += 1) await this.killNode(at);
    rmSync(this.server.dataDir, { recursive: true, force: true });
  }
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A PostgreSQL that is as durable as in production, with a database for one installation, and that can be killed. */
export class DurablePostgres {
  readonly #home = mkdtempSync(join(tmpdir(), "hesper-faults-"));
  readonly #password = randomBytes(18).toString("hex");
  #server: TestPostgres | null = null;
  #port = 0;
  database = "";

  async start(): Promise<void> {
    const wanted = { durable: true, home: this.#home, password: this.#password };
    this.#server = await startPostgres(this.#port === 0 ? wanted : { ...wanted, port: this.#port });
    const url = new URL(this.#server.url);
    if (this.#port !== 0) return;
    this.#port = Number(url.port);
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query("create database hesper");
    await client.end();
    url.pathname = "/hesper";
    this.database = url.href;
  }

  /** As when its power is cut, and comes back. */
  async crash(darkMs: number): Promise<void> {
    const child = this.#server?.child;
    if (!child) throw new Error("Only a server of our own can be killed.");
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
    await sleep(darkMs);
    for (;;) {
      try {
        return await this.start();
      } catch {
        // Processes of the dead server still hold its memory.
        await sleep(200);
      }
    }
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** Prints the figures and ends: 0 where nothing is broken. */
export function conclude(name: string, figures: Record<string, unknown>, broken: readonly string[]): never {
  for (const line of broken.slice(0, 20)) say(`BROKEN: ${line}`);
  say(JSON.stringify({ name, engine: options.engine, ...figures, broken: broken.length }));
  process.exit(broken.length === 0 ? 0 : 1);
}
