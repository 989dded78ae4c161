// Which database the tests run on: SQLite, or the PostgreSQL that the run has started, where each server of a test gets
// a database of its own.
import { randomBytes } from "node:crypto";
import pg from "pg";

/** What `postgres-setup.ts` tells the tests by way of the environment. */
export const serverVariable = "HESPER_TEST_POSTGRES_URL";
export const templateDatabase = "hesper_template";

export const onPostgres = process.env.HESPER_TEST_ENGINE === "postgres";

/** Many servers at once share one PostgreSQL. */
export const connectionsOfServer = 4;

/** A database for one installation. */
export class TestDatabase {
  /** What a server, or a command, is to be started with. */
  readonly environment: Record<string, string>;
  readonly #name: string | null;
  #isMade = false;

  constructor() {
    this.#name = onPostgres ? `hesper_${randomBytes(8).toString("hex")}` : null;
    this.environment = this.#name === null ? {} : { HESPER_DATABASE_URL: urlOf(this.#name) };
  }

  get url(): string | null {
    return this.environment.HESPER_DATABASE_URL ?? null;
  }

  async make(): Promise<void> {
    if (this.#name === null || this.#isMade) return;
    this.#isMade = true;
    await asOwner(`create database ${this.#name} template ${templateDatabase} strategy file_copy`);
  }

  async remove(): Promise<void> {
    if (this.#name !== null && this.#isMade) await asOwner(`drop database if exists ${this.#name} with (force)`);
  }
}

function urlOf(database: string): string {
  const url = new URL(process.env[serverVariable] ?? "");
  url.pathname = `/${database}`;
  url.searchParams.set("pool", String(connectionsOfServer));
  return url.href;
}

let owners: pg.Pool | null = null;

async function asOwner(statement: string): Promise<void> {
  owners ??= poolOfOwner();
  await owners.query(statement);
}

function poolOfOwner(): pg.Pool {
  const pool = new pg.Pool({ connectionString: process.env[serverVariable], max: 2, allowExitOnIdle: true });
  // At the end of the run PostgreSQL is stopped, with connections that nobody uses.
  pool.on("error", () => {});
  return pool;
}
