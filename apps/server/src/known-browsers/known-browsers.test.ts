// Browsers that people have used before: told of when they are new, and the fifty latest of a person are remembered.
import { afterAll, beforeAll, expect, it } from "vitest";
import { TestServer } from "../testing/harness.ts";
import { eventsOf, found, type Member } from "../testing/people.ts";

const server = new TestServer();
let boss: Member;

beforeAll(async () => {
  await server.start();
  boss = await found(server);
});
afterAll(() => server.stop());

const newBrowsers = async () =>
  (await eventsOf(server, "login.succeeded")).map(({ detail }) => (detail as { newBrowser: boolean }).newBrowser);

it("a browser is new to a person once; of more than fifty the one that was not used for longest is forgotten", async () => {
  const first = await boss.logIn();
  const second = await boss.logIn();
  await boss.logIn(first);
  expect((await newBrowsers()).slice(-3)).toEqual([true, true, false]);
  for (let at = 0; at < 49; at += 1) await boss.logIn();
  const { db } = server.hesper;
  expect(await db.selectFrom("known_browsers").select("token_hash").execute()).toHaveLength(50);
  // The second has gone: the first was used after it.
  await boss.logIn(first);
  await boss.logIn(second);
  expect((await newBrowsers()).slice(-2)).toEqual([false, true]);
  expect(await db.selectFrom("known_browsers").select("token_hash").execute()).toHaveLength(50);
});
