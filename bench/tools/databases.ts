// A PostgreSQL that is as durable as in production, for as long as the bench runs.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { startPostgres, type TestPostgres } from "../../scripts/test-postgres.ts";

export class Databases {
  readonly #kept: string | null;
  #server: Promise<TestPostgres> | null = null;

  /** @param kept a folder where databases that have a name stay for another time; null: nothing stays. */
  constructor(kept: string | null) {
    this.#kept = kept;
  }

  /** Makes an empty database, or finds the one that was kept under this name. @returns its address. */
  async make(kept?: string): Promise<string> {
    this.#server ??= startPostgres({ durable: true, ...(this.#kept === null ? {} : homeIn(this.#kept)) });
    const url = new URL((await this.#server).url);
    const name = `hesper_bench_${kept ?? randomBytes(6).toString("hex")}`;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
      if (rowCount === 0) await client.query(`create database ${name}`);
    } finally {
      await client.end();
    }
    url.pathname = `/${name}`;
    return url.href;
  }

  async stop(): Promise<void> {
    await (await this.#server)?.stop();
  }
}

function homeIn(folder: string) {
  const home = join(folder, "postgres");
  const passwordFile = join(folder, "postgres-password");
  if (!existsSync(passwordFile)) writeFileSync(passwordFile, randomBytes(18).toString("hex"), { mode: 0o600 });
  mkdirSync(home, { recursive: true });
  return { home, password: readFileSync(passwordFile, "utf8") };
}
