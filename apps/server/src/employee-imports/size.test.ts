// 100,000 employees in one import, while others read and write: everything is answered, and everybody is there at once.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectStatus, TestServer } from "../testing/harness.ts";
import { found, type Member } from "../testing/people.ts";
import { Importing } from "./testing.ts";

const server = new TestServer();
let boss: Member;

beforeAll(async () => {
  await server.start();
  boss = await found(server);
});
afterAll(() => server.stop());

const count = 100_000;
const given = ["Ada", "Grace", "Edith", "Hedy", "Emmy", "Sofja", "Lise"];
const rows = Array.from({ length: count }, (_, at) => [
  `p${at}`,
  `${given[at % given.length]} Number ${at}`,
  at === 70_000 ? "not an email" : `person${at}@example.org`,
  `+49 ${at}`,
  `Company ${at % 20}`,
  `Department ${at % 400}`,
  `Position ${at % 50}`,
]);

/** Asks again and again, and keeps how long each answer took. */
async function watch(isOver: () => boolean, ask: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  while (!isOver()) {
    const begun = performance.now();
    await ask();
    took.push(performance.now() - begun);
    await sleep(20);
  }
  return took;
}

const figures: Record<string, string> = {};

function note(name: string, took: number[]): void {
  const sorted = took.toSorted((one, other) => one - other);
  const at = (part: number) => `${Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0)} ms`;
  figures[name] = `${sorted.length} answers: half within ${at(0.5)}, 99 of 100 within ${at(0.99)}, all within ${at(1)}`;
}

async function during<T>(name: string, work: () => Promise<T>): Promise<T> {
  let over = false;
  const isOver = () => over;
  const readers = watch(isOver, () => expectStatus(boss.browser.get("/session"), 200));
  let number = 0;
  const writers = watch(isOver, async () => {
    number += 1;
    await expectStatus(boss.browser.send("PATCH", "/profile", { name: `Ada ${number}` }), 200);
  });
  const begun = performance.now();
  const result = await work();
  figures[name] = `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  over = true;
  note(`${name}, reading`, await readers);
  note(`${name}, writing`, await writers);
  return result;
}

it("100,000 rows with a refused one: previewed, carried out, and nobody else is refused meanwhile", async () => {
  const columns = ["externalId", "name", "email", "phone", "company", "department", "position"] as const;
  const one = new Importing(boss.browser, server.hesper, columns);
  await during("sending", () => one.send(rows));
  const preview = await during("preview", async () => {
    await expectStatus(boss.browser.post(`${one.path}/check`, { rows: count }), 200);
    return one.worked();
  });
  expect(preview).toMatchObject({
    state: "checked",
    counts: { created: count - 1, changed: 0, unchanged: 0, refused: 1 },
    added: { companies: 20, departments: 400, positions: 50 },
  });
  expect(Object.keys(await one.reasons())).toEqual(["70001"]);
  const result = await during("applying", () => one.applied({ leaveOutRefused: true }));
  expect(result).toMatchObject({ state: "applied", done: count });
  const { body } = await boss.browser.get("/employees?search=person99999");
  expect(body).toMatchObject({ total: 1, items: [{ phone: "+49 99999", company: { name: "Company 19" } }] });
  const all = server.hesper.db.selectFrom("employees").select((eb) => eb.fn.countAll<number>().as("count"));
  expect(Number((await all.executeTakeFirstOrThrow()).count)).toBe(count);
  if (process.env.HESPER_TEST_FIGURES) console.log(figures);
}, 120_000);
