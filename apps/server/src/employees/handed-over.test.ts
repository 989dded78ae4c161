// While nodes are replaced one by one, a node of the version before adds, renames and deletes people in its own way.
import { join as joinPath } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect, inTransaction, openFile } from "../database/database.ts";
import { migrateTo, migrateToLatest } from "../database/migrate.ts";
import { TestDatabase } from "../testing/engine.ts";
import { edith, expectStatus, grace, TestServer } from "../testing/harness.ts";
import { found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let boss: Member;
beforeAll(async () => {
  await server.start();
  boss = await found(server);
});
afterAll(() => server.stop());

async function search(text: string): Promise<string[]> {
  const { body } = await expectStatus(boss.browser.get(`/employees?search=${text}`), 200);
  return (body.items as { name: string }[]).map(({ name }) => name);
}

/** As the version before: the row, and each word in a row of its own. */
async function renamedBefore({ id }: Member, name: string): Promise<void> {
  const { db } = server.hesper;
  const words = name.toLowerCase().split(" ");
  await sql`update employees set name = ${name}, name_key = ${words.join(" ")} where id = ${id}`.execute(db);
  await sql`delete from employee_words where employee_id = ${id}`.execute(db);
  for (const word of words) {
    await sql`insert into employee_words (employee_id, word) values (${id}, ${word})`.execute(db);
  }
}

it("whom it has renamed is found by the new name within a minute, and no more by the old one", async () => {
  const person = await join(boss, edith);
  expect(await search("clarke")).toEqual([edith.name]);
  await renamedBefore(person, "Edith Wordsmith");
  server.clock.move(61);
  await server.hesper.background.runDue();
  expect(await search("wordsm")).toEqual(["Edith Wordsmith"]);
  expect(await search("clarke")).toEqual([]);
  const { rows } = await sql`select employee_id from employee_words`.execute(server.hesper.db);
  expect(rows).toEqual([]);
});

it("whom it has deleted is found by nobody, and what is left of them is in nobody's way", async () => {
  const person = await join(boss, grace);
  // It knows nothing of terms, which refer to nobody.
  await sql`delete from employees where id = ${person.id}`.execute(server.hesper.db);
  for (const text of ["h", "hop", "hopper", "grace hopper"]) expect(await search(text)).toEqual([]);
  const again = await join(boss, grace);
  expect(await search("hopper")).toEqual([grace.name]);
  expect(again.id).not.toBe(person.id);
});

it("whoever was there before is found after the migration by all that they were found by", async () => {
  const database = new TestDatabase();
  await database.make();
  const db = database.url === null ? openFile(joinPath(server.dataDir, "before.sqlite")) : await connect(database.url);
  try {
    if (database.url !== null) await sql`drop schema public cascade; create schema public`.execute(db);
    await inTransaction(db, async (tx) => {
      await migrateTo(tx, "0019-dashboard");
      for (const [id, name, words] of [
        ["a", "Edith Clarke", ["edith", "clarke", "e1"]],
        ["b", "Ed Clark", ["ed", "clark"]],
        ["c", "Nobody", []],
      ] as const) {
        await sql`insert into employees (id, email, email_key, name, name_key, role, status, created_at, updated_at, revision, last_login_key, department_key)
          values (${id}, ${id}, ${id}, ${name}, ${name.toLowerCase()}, 'employee', 'active', 1, 1, 1, 0, '')`.execute(
          tx,
        );
        for (const word of words)
          await sql`insert into employee_words (employee_id, word) values (${id}, ${word})`.execute(tx);
      }
    });
    await migrateToLatest(db);
    const { rows } = await sql<{ found: string }>`
      select term || ' ' || employee_id as found from employee_terms order by term, name_key, employee_id`.execute(db);
    // A term of two has them in the order of their names: Ed before Edith.
    expect(rows.map(({ found }) => found)).toEqual(
      [
        "c b",
        "c a",
        "cl b",
        "cl a",
        "cla b",
        "cla a",
        "clark b",
        "clarke a",
        "e b",
        "e a",
        "e1 a",
        "ed b",
        "ed a",
        "edi a",
      ].concat(["edith a"]),
    );
    const kept = await sql<{ words: string }>`select words from employee_found_by order by employee_id`.execute(db);
    expect(
      kept.rows.map(({ words }) =>
        words
          .split(" ")
          .filter((word) => word !== "")
          .sort(),
      ),
    ).toEqual([["clarke", "e1", "edith"], ["clark", "ed"], []]);
  } finally {
    await db.destroy();
    await database.remove();
  }
});
