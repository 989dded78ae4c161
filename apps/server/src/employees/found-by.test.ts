// What people are found by is what they are called, whoever renames them at once and whoever deletes them meanwhile.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { edith, expectStatus, grace, TestServer } from "../testing/harness.ts";
import { byTurns, found, join, type Member } from "../testing/people.ts";
import { foundByRow } from "./found-by.ts";

const server = new TestServer();
let other: Hesper;
let boss: Member;
beforeAll(async () => {
  await server.start();
  other = await server.start();
  boss = await found(server);
});
afterAll(() => server.stop());

const termsOf = async ({ id }: Member) => {
  const rows = server.hesper.db
    .selectFrom("employee_terms")
    .selectAll()
    .where("employee_id", "=", id as never);
  return rows.orderBy("term").execute();
};

/** From the words alone: each, and its first three beginnings. */
function expected(name: string, email: string): string[] {
  const { words } = foundByRow({ id: "" as never, name, email });
  const terms = words.split(" ").flatMap((word) => [word, word.slice(0, 1), word.slice(0, 2), word.slice(0, 3)]);
  return [...new Set(terms)].filter((term) => term !== "").sort();
}

it("sixteen who rename somebody on two servers leave the terms of one name, in its place in the order", async () => {
  const person = await join(boss, edith);
  let at = 0;
  const answers = await byTurns(server, other, 16, async (hesper) => {
    at += 1;
    return person.change(boss.browser, { name: `Édith Number${at} Zed` }, hesper);
  });
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
  const { name } = (await expectStatus(boss.browser.get(`/employees/${person.id}`), 200)).body as { name: string };
  expect(name).toMatch(/^Édith Number\d+ Zed$/);
  const terms = await termsOf(person);
  expect(terms.map(({ term }) => term)).toEqual(expected(name, edith.email));
  expect(new Set(terms.map(({ name_key }) => name_key))).toEqual(new Set([name.replace("É", "e").toLowerCase()]));
});

it("whoever is deleted while they are renamed leaves nothing that anybody is found by", async () => {
  const person = await join(boss, grace);
  const remove = (at: Hesper) => boss.browser.at(at).send("DELETE", `/employees/${person.id}`);
  const rename = (at: number) =>
    person.change(boss.browser, { name: `Grace Again${at}` }, at % 2 === 0 ? server.hesper : other).catch(() => null);
  await Promise.all([...[0, 1, 2, 3, 4, 5].map(rename), remove(other)]);
  expect((await remove(server.hesper)).status).toBe(404);
  expect(await termsOf(person)).toEqual([]);
});
