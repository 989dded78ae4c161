// What the HTTP tests stand on: whole servers on a database of their own, a clock to move, and browsers with cookies.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeBase32, totp } from "@hesper/otp";
import type { Response } from "light-my-request";
import { createHesper, type Hesper } from "../app.ts";
import { type Config, readConfig } from "../config/config.ts";
import { createLogger } from "../config/logger.ts";
import { inTransaction } from "../database/database.ts";
import type { Clock } from "../security/clock.ts";
import { systemRandom } from "../security/random.ts";
import { changeSetting, type Settings } from "../settings/service.ts";
import { TestDatabase } from "./engine.ts";

/** 2026-03-01T12:00:05Z: five seconds into a time step. */
const startMs = Date.UTC(2026, 2, 1, 12, 0, 5);

export class MovableClock implements Clock {
  #nowMs: number;

  constructor(nowMs = startMs) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** Negative: back. */
  move(seconds: number): void {
    this.#nowMs += seconds * 1000;
  }
}

export interface Answer {
  readonly status: number;
  // Whatever the server says: the tests look at it.
  readonly body: { readonly [key: string]: unknown };
  readonly text: string;
  readonly headers: Response["headers"];
}

/** A server in this process, or one like it. */
export type Reachable = { readonly app: Pick<Hesper["app"], "inject"> };

/** One browser: it keeps cookies and sends them to any of the servers. */
export class Browser {
  readonly cookies: Map<string, string>;
  readonly #server: () => Reachable;

  readonly #headers: Record<string, string>;

  /** @param headers sent with each request. */
  constructor(server: () => Reachable, cookies = new Map<string, string>(), headers: Record<string, string> = {}) {
    this.#server = server;
    this.cookies = cookies;
    this.#headers = headers;
  }

  /** The same cookies at another server. */
  at(server: Reachable): Browser {
    return new Browser(() => server, new Map(this.cookies));
  }

  async send(
    method: "GET" | "POST" | "PATCH" | "DELETE" | "PUT",
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await this.#server().app.inject({
      method,
      url: path.startsWith("/api") ? path : `/api/v1${path}`,
      cookies: Object.fromEntries(this.cookies),
      headers: { "user-agent": "test", ...this.#headers, ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    for (const cookie of response.cookies) {
      if (cookie.value === "") this.cookies.delete(cookie.name);
      else this.cookies.set(cookie.name, cookie.value);
    }
    const json = String(response.headers["content-type"] ?? "").includes("json");
    const parsed = json ? response.json() : {};
    return { status: response.statusCode, body: parsed, text: response.body, headers: response.headers };
  }

  get(path: string): Promise<Answer> {
    return this.send("GET", path);
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.send("POST", path, body);
  }
}

export const ada = { email: "ada@example.org", name: "Ada Lovelace", password: "correct horse battery staple" };

export interface Invited {
  readonly email: string;
  readonly name: string;
  readonly role: "administrator" | "auditor" | "employee";
  readonly password: string;
}
export const grace: Invited = {
  email: "grace@example.org",
  name: "Grace Hopper",
  role: "administrator",
  password: "nanoseconds in a coil of wire",
};
export const alan: Invited = {
  email: "alan@example.org",
  name: "Alan Turing",
  role: "auditor",
  password: "a tape of endless paper squares",
};
export const edith: Invited = {
  email: "edith@example.org",
  name: "Edith Clarke",
  role: "employee",
  password: "graphs upon a hanging chart 1921",
};

export interface Authenticator {
  readonly id: string;
  readonly secret: string;
}

export class TestServer {
  readonly clock: MovableClock;
  /** Every line that was logged. */
  readonly logs: string[] = [];
  readonly dataDir = mkdtempSync(join(tmpdir(), "hesper-test-"));
  readonly database = new TestDatabase();
  readonly #environment: Record<string, string>;
  readonly #running: Hesper[] = [];

  constructor(environment: Record<string, string> = {}, clock = new MovableClock()) {
    this.#environment = environment;
    this.clock = clock;
  }

  get hesper(): Hesper {
    const first = this.#running[0];
    if (!first) throw new Error("The server was not started.");
    return first;
  }

  /** For a process of its own, or a command, on the same installation. */
  get environment(): Record<string, string> {
    return { HESPER_DATA_DIR: this.dataDir, ...this.database.environment, ...this.#environment };
  }

  get masterKeyFile(): string {
    const { masterKey } = this.config();
    if (masterKey.kind !== "file") throw new Error("The master key of this server is in the environment.");
    return masterKey.file;
  }

  config(): Config {
    return readConfig({ HESPER_LOG_LEVEL: "trace", ...this.environment });
  }

  /** Starts a server on the database; called again, another one beside it. */
  async start(): Promise<Hesper> {
    await this.database.make();
    const logger = createLogger("trace", { write: (line) => this.logs.push(line) });
    const hesper = await createHesper(this.config(), { clock: this.clock, random: systemRandom, logger });
    this.#running.push(hesper);
    return hesper;
  }

  async stop(): Promise<void> {
    for (const hesper of this.#running.splice(0)) await hesper.close();
    await this.database.remove();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  browser(): Browser {
    return new Browser(() => this.hesper);
  }

  async change<N extends keyof Settings>(name: N, value: Settings[N]): Promise<void> {
    await inTransaction(this.hesper.db, (tx) => changeSetting(tx, { name, value, nowMs: this.clock.nowMs() }));
  }

  /** Makes the first administrator. @returns the browser that is logged in with the password. */
  async setUp(person = ada): Promise<Browser> {
    const browser = this.browser();
    const setupToken = (await this.hesper.issueSetupToken())?.reveal() ?? "";
    await expectStatus(browser.post("/setup", { setupToken, ...person }), 201);
    return browser;
  }

  async enrol(browser: Browser, name?: string): Promise<Authenticator & { recoveryCodes: string[] }> {
    const begun = await expectStatus(browser.post("/profile/two-factor/authenticators", name ? { name } : {}), 201);
    const authenticator = { id: String(begun.body.id), secret: String(begun.body.secret) };
    const path = `/profile/two-factor/authenticators/${authenticator.id}/verify`;
    const done = await expectStatus(browser.post(path, { code: await this.code(authenticator) }), 200);
    return { ...authenticator, recoveryCodes: (done.body.recoveryCodes ?? []) as string[] };
  }

  /** The code that the authenticator app shows, `steps` time steps from now. */
  async code({ secret }: { secret: string }, steps = 0): Promise<string> {
    const bytes = decodeBase32(secret);
    if (!bytes) throw new Error("The secret is not Base32.");
    return totp({ secret: bytes, nowMs: this.clock.nowMs() + steps * 30_000 });
  }

  /** Proves again that it is the person, who has a second factor. */
  async prove(browser: Browser, authenticator: { secret: string }, person = ada): Promise<void> {
    const proof = { password: person.password, code: await this.code(authenticator) };
    await expectStatus(browser.post("/session/reauthenticate", proof), 204);
  }

  /**
   * Adds a person as an administrator would: invited without mail, or with one whose link `readLink` finds.
   * @returns the browser of the person, who has just chosen the password.
   */
  async invite(administrator: Browser, person: Invited, readLink?: () => Promise<string>): Promise<Browser> {
    const { email, name, role } = person;
    const { body } = await expectStatus(administrator.post("/invitations", { email, name, role }), 201);
    const link = readLink ? await readLink() : String(body.link);
    const browser = this.browser();
    const token = link.slice(link.indexOf("#") + 1);
    await expectStatus(browser.post("/invitations/accept", { token, password: person.password }), 201);
    return browser;
  }

  /** Gives the password; the browser then owes the second factor. */
  async givePassword(person = ada): Promise<Browser> {
    const browser = this.browser();
    await expectStatus(browser.post("/login", { email: person.email, password: person.password }), 200);
    return browser;
  }
}

export async function expectStatus(answer: Promise<Answer>, status: number): Promise<Answer> {
  const got = await answer;
  if (got.status !== status) throw new Error(`Expected ${status}, got ${got.status}: ${got.text}`);
  return got;
}

/** How many of the answers have each status, and which codes. */
export function tally(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const key = status < 400 ? String(status) : `${status} ${String(body.code)}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
