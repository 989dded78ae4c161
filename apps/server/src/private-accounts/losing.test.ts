// What was on a last key: gone with it, on record, and waited for by no key that comes after.
import { afterAll, beforeAll, expect, it } from "vitest";
import { newAccountId } from "../testing/accounts.ts";
import { setStatus } from "../testing/activated-keys.ts";
import { edith, expectStatus, TestServer } from "../testing/harness.ts";
import { makeKey, privateAccount, statesOf } from "../testing/keys.ts";
import { eventsOf, found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let boss: Member;
let person: Member;

beforeAll(async () => {
  await server.start();
  boss = await found(server);
  person = await join(boss, edith);
});
afterAll(() => server.stop());

const lost = async () => (await eventsOf(server, "private_accounts.lost")).map(({ detail }) => detail);

it("a private account lives as long as a key that can open it, and no key waits for one that is lost", async () => {
  const laptop = await makeKey(server, boss.browser, person.id, { name: "Laptop", kind: "hybrid" });
  const phone = await makeKey(server, boss.browser, person.id, { name: "Phone", kind: "hybrid" });
  const [onBoth, onLaptop] = [newAccountId(), newAccountId()];
  for (const [account, keys] of [
    [onBoth, [laptop, phone]],
    [onLaptop, [laptop]],
  ] as const) {
    const written = await privateAccount(keys, { account });
    await expectStatus(laptop.send("PUT", `/key/accounts/${account}`, written), 200);
  }
  expect(await statesOf(server, phone)).toEqual({ [onBoth]: "queued", [onLaptop]: "waiting" });

  // Suspended, it comes back: nothing is lost.
  await expectStatus(setStatus(boss.browser, laptop.keyId, "suspended", "lost"), 200);
  expect(await lost()).toEqual([]);
  await expectStatus(setStatus(boss.browser, laptop.keyId, "deactivated", "lost"), 200);
  expect(await lost()).toEqual([{ key: laptop.keyId, accounts: 1 }]);
  expect(await statesOf(server, phone)).toEqual({ [onBoth]: "queued" });
  expect(await statesOf(server, laptop)).toEqual({ [onBoth]: "removing", [onLaptop]: "removing" });
  expect((await phone.sync()).accounts.map(({ id }) => id)).toEqual([onBoth]);

  await expectStatus(setStatus(boss.browser, phone.keyId, "deactivated", "broken"), 200);
  expect(await lost()).toEqual([
    { key: laptop.keyId, accounts: 1 },
    { key: phone.keyId, accounts: 1 },
  ]);
  const tablet = await makeKey(server, boss.browser, person.id, { name: "Tablet", kind: "hybrid" });
  expect(await statesOf(server, tablet)).toEqual({});
  expect((await expectStatus(boss.browser.get(`/keys/${tablet.keyId}`), 200)).body.accounts).toMatchObject({
    waiting: 0,
  });
});
