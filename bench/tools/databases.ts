// A PostgreSQL that is as durable as in production, for as long as the bench runs.
import { randomBytes } from "node:crypto";
import pg from "pg";
import { startPostgres, type TestPostgres } from "../../scripts/test-postgres.ts";

export class Databases {
  #server: Promise<TestPostgres> | null = null;

  /** Makes an empty database. @returns its address. */
  async make(): Promise<string> {
    this.#server ??= startPostgres({ durable: true });
    const url = new URL((await this.#server).url);
    const name = `hesper_bench_${randomBytes(6).toString("hex")}`;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      await client.query(`create database ${name}`);
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
