// The database: how it is opened, what a transaction promises, and what it refuses.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestServer } from "../testing/harness.ts";
import { type Database, inTransaction, openDatabase } from "./database.ts";
import { isUniqueViolation } from "./errors.ts";

const dataDir = mkdtempSync(join(tmpdir(), "hesper-database-"));
let one: Database;
let other: Database;
beforeAll(async () => {
  // Two servers that start at once on a new database: both migrate, one after the other.
  [one, other] = await Promise.all([openDatabase(dataDir), openDatabase(dataDir)]);
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
