// Before the tests on PostgreSQL: starts one, and makes the database that all others are copies of.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startPostgres } from "../../../../scripts/test-postgres.ts";
import { openDatabase } from "../database/database.ts";
import { serverVariable, templateDatabase } from "./engine.ts";

export default async function setUp(): Promise<() => Promise<void>> {
  const server = await startPostgres({ trusts: true });
  process.stdout.write(`PostgreSQL ${server.version}\n`);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`drop database if exists ${templateDatabase}`);
  await client.query(`create database ${templateDatabase}`);
  await client.end();
  const template = new URL(server.url);
  template.pathname = `/${templateDatabase}`;
  const dataDir = mkdtempSync(join(tmpdir(), "hesper-template-"));
  const db = await openDatabase({ dataDir, databaseUrl: template.href });
  await db.destroy();
  rmSync(dataDir, { recursive: true, force: true });
  process.env[serverVariable] = server.url;
  return server.stop;
}
