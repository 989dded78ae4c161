// The database: how it is opened, what a transaction promises, and what it refuses.
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestServer } from "../testing/harness.ts";
import { type Database, inTransaction, openDatabase } from "./database.ts";
import { isUniqueViolation } from "./errors.ts";
import { NodeSqliteDialect, openSqlite, SqliteReader } from "./node-sqlite.ts";

const dataDir = mkdtempSync(join(tmpdir(), "hesper-database-"));
let one: Database;
let other: Database;
beforeAll(async () => {
  // Two servers that start at once on a new database: both migrate, one after the other.
  [one, other] = await Promise.all([
    openDatabase({ dataDir, databaseUrl: null }),
    openDatabase({ dataDir, databaseUrl: null }),
  ]);
});
afterAll(async () => {
  await Promise.all([one.destroy(), other.destroy()]);
  rmSync(dataDir, { recursive: true, force: true });
});

async function pragma(name: string): Promise<unknown> {
  const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(one);
  return Object.values(rows[0] ?? {})[0];
}

describe("SQLite", () => {
  it("writes ahead, waits for the disk, and keeps references whole", async () => {
    expect(await pragma("journal_mode")).toBe("wal");
    expect(await pragma("synchronous")).toBe(2);
    expect(await pragma("foreign_keys")).toBe(1);
    expect(await pragma("busy_timeout")).toBe(0);
  });

  it("has only STRICT tables", async () => {
    const { rows } = await sql<{ name: string; strict: number }>`pragma table_list`.execute(one);
    const loose = rows.filter(
      (row) => row.strict === 0 && !row.name.startsWith("sqlite_") && !row.name.startsWith("kysely_"),
    );
    expect(loose).toEqual([]);
  });

  it("refuses a reference to nobody", async () => {
    const row = { employee_id: "nobody" as never, hash: "x", changed_at: 1 };
    await expect(one.insertInto("passwords").values(row).execute()).rejects.toThrow(/FOREIGN KEY/);
  });

  it("tells that a value is taken", async () => {
    const row = { token_hash: "same", created_at: 1 };
    await one.insertInto("setup_tokens").values(row).execute();
    const error = await one
      .insertInto("setup_tokens")
      .values(row)
      .execute()
      .catch((thrown: unknown) => thrown);
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(new Error("x"))).toBe(false);
  });
});

describe("a transaction", () => {
  it("waits for that of another server and then sees what it wrote: no update is lost", async () => {
    await one.insertInto("settings").values({ name: "count", value: "0", updated_at: 0 }).execute();
    const addOne = (db: Database) =>
      inTransaction(db, async (tx) => {
        const { value } = await tx
          .selectFrom("settings")
          .select("value")
          .where("name", "=", "count")
          .executeTakeFirstOrThrow();
        await tx
          .updateTable("settings")
          .set({ value: String(Number(value) + 1) })
          .where("name", "=", "count")
          .execute();
      });
    await Promise.all(Array.from({ length: 64 }, (_, at) => addOne(at % 2 === 0 ? one : other)));
    const { value } = await one
      .selectFrom("settings")
      .select("value")
      .where("name", "=", "count")
      .executeTakeFirstOrThrow();
    expect(value).toBe("64");
  });

  it("that throws leaves nothing behind", async () => {
    const failing = inTransaction(one, async (tx) => {
      await tx.insertInto("setup_tokens").values({ token_hash: "gone", created_at: 1 }).execute();
      throw new Error("stop");
    });
    await expect(failing).rejects.toThrow("stop");
    expect(
      await one.selectFrom("setup_tokens").select("token_hash").where("token_hash", "=", "gone").execute(),
    ).toEqual([]);
  });
});

describe("a database of before keys were replaced", () => {
  /** With the migrations up to the one that is looked at. */
  async function openOld(folder: string): Promise<Database> {
    const names = readdirSync(join(import.meta.dirname, "migrations")).filter((name) => /^000[1-8]-/.test(name));
    const loaded = names.map(async (name) => [
      name.replace(".ts", ""),
      await import(join(import.meta.dirname, "migrations", name)),
    ]);
    const migrations = Object.fromEntries(await Promise.all(loaded)) as Record<string, Migration>;
    const file = join(folder, "hesper.sqlite");
    const dialect = new NodeSqliteDialect(openSqlite(file), new SqliteReader(file));
    const db: Database = new Kysely({ dialect });
    await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest();
    return db;
  }

  it("is told which key is in use and which key each secret needs", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hesper-old-"));
    const old = await openOld(folder);
    const [first, second] = ["01234567-0000-7000-8000-000000000001", "01234567-0000-7000-8000-000000000002"];
    await sql`insert into data_keys values (${first}, 'values', 'w', 1), (${second}, 'values', 'w', 2)`.execute(old);
    await sql`insert into employees (id, email, email_key, name, role, created_at, updated_at, revision)
      values ('p', 'p', 'p', 'p', 'employee', 1, 1, 1)`.execute(old);
    const secrets = { a: `v1.${first}.x`, b: `v1.${second}.x`, c: "v1.01234567-0000-7000-8000-000000000003.x", d: "?" };
    for (const [id, secret] of Object.entries(secrets)) {
      await sql`insert into authenticators (id, employee_id, name, secret, created_at, last_spent_step)
        values (${id}, 'p', 'n', ${secret}, 1, 0)`.execute(old);
    }
    await old.destroy();
    const db = await openDatabase({ dataDir: folder, databaseUrl: null });
    const keys = await db.selectFrom("data_keys").select(["id", "retired_at"]).orderBy("id").execute();
    expect(keys).toEqual([
      { id: first, retired_at: 2 },
      { id: second, retired_at: null },
    ]);
    const rows = await db.selectFrom("authenticators").select(["id", "secret_key_id"]).orderBy("id").execute();
    expect(rows.map((row) => row.secret_key_id)).toEqual([first, second, null, null]);
    const another = { id: "x", purpose: "values", wrapped_key: "w", created_at: 3, retired_at: null } as const;
    const error = await db
      .insertInto("data_keys")
      .values(another)
      .execute()
      .catch((thrown: unknown) => thrown);
    expect(isUniqueViolation(error), "one key in use for each purpose").toBe(true);
    await db.destroy();
    rmSync(folder, { recursive: true, force: true });
  });
});

describe("the master key", () => {
  it("is not replaced when it is missing, and another one is refused", async () => {
    const server = new TestServer();
    await server.start();
    await server.enrol(await server.setUp());
    await server.hesper.close();
    const masterKeyFile = join(server.dataDir, "master.key");
    expect(statSync(masterKeyFile).mode & 0o777).toBe(0o600);
    rmSync(masterKeyFile);
    await expect(server.start()).rejects.toThrow(/is missing. Restore it/);
    const { createMasterKey } = await import("../security/master-key.ts");
    const { systemRandom } = await import("../security/random.ts");
    createMasterKey(masterKeyFile, systemRandom);
    await expect(server.start()).rejects.toThrow(/not the one this database was made with/);
    rmSync(server.dataDir, { recursive: true, force: true });
  });
});
