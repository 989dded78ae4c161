// Two administrators at one account at once, over two servers on one database: nothing is lost, and nothing half done.
import { openAccount } from "@hesper/vault";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import {
  type KeyHolder,
  mailAccount,
  makeAccount,
  makeOrganisationKey,
  newAccount,
  sealFor,
} from "../testing/accounts.ts";
import { type Answer, edith, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { byTurns, eventsOf, found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let other: Hesper;
let boss: Member;
let second: Member;
let person: Member;
let organisation: KeyHolder;

beforeAll(async () => {
  await server.start();
  other = await server.start();
  boss = await found(server);
  second = await (await join(boss, grace)).enrol();
  person = await join(boss, edith);
  organisation = await makeOrganisationKey(boss.browser);
});
afterAll(() => server.stop());

const pathOf = () => `/employees/${person.id}/accounts`;
const paths = [
  ["a personal account", pathOf],
  ["a shared account", () => "/shared-accounts"],
] as const;

/** One administrator at one server, the other at the other. */
function both(send: (who: Member, at: Hesper, turn: number) => Promise<Answer>): Promise<Answer[]> {
  return byTurns(server, other, 4, (at) => {
    const turn = at === server.hesper ? 0 : 1;
    return send(turn === 0 ? boss : second, at, turn);
  });
}

describe.each(paths)("%s that two edit at once", (_, path) => {
  it("keeps the one edit of each revision: of what can be read, and of what is sealed", async () => {
    const { id } = await makeAccount(boss.browser, path(), [organisation]);
    const { name, urls, apps, loginType } = mailAccount;
    const edits = await both((who, at, turn) =>
      who.browser.at(at).send("PATCH", `/accounts/${id}`, {
        ...{ revision: 1, name, urls, apps, loginType },
        login: `edit-${turn}@example.org`,
      }),
    );
    expect(tally(edits)).toEqual({ "200": 1, "409 conflict": 3 });
    const parts = await Promise.all(
      [0, 1].map((turn) => sealFor([organisation], { account: id, revision: 3, password: `of turn ${turn}` })),
    );
    const puts = await both((who, at, turn) =>
      who.browser.at(at).send("PUT", `/accounts/${id}/sealed`, { revision: 2, ...parts[turn], changed: ["password"] }),
    );
    expect(tally(puts)).toEqual({ "200": 1, "409 conflict": 3 });
    const now = await expectStatus(boss.browser.get(`/accounts/${id}`), 200);
    expect(now.body).toMatchObject({ revision: 3, sealedRevision: 3 });
    expect(edits.find(({ status }) => status === 200)?.body.login).toBe(now.body.login);
    // The sealed part is that of the one who was told that it was kept.
    const { body } = await expectStatus(boss.browser.get(`/accounts/${id}/sealed?purpose=password`), 200);
    const kept = puts.findIndex(({ status }) => status === 200);
    expect(body.sealed).toBe(parts[kept % 2]?.sealed);
    const events = await eventsOf(server, "account.edited", "account.password_changed");
    expect(events.filter(({ detail }) => detail.account === id)).toHaveLength(2);
  });

  it("is edited or deleted, and is never half there", async () => {
    for (let round = 0; round < 3; round += 1) {
      const { id } = await makeAccount(boss.browser, path(), [organisation]);
      const part = await sealFor([organisation], { account: id, revision: 2, password: "new" });
      const answers = await both((who, at, turn) =>
        turn === 0
          ? who.browser.at(at).send("DELETE", `/accounts/${id}`)
          : who.browser.at(at).send("PUT", `/accounts/${id}/sealed`, { revision: 1, ...part, changed: ["password"] }),
      );
      const { "200": edited = 0, "204": deleted = 0, ...refused } = tally(answers);
      expect([deleted, edited <= 1]).toEqual([1, true]);
      expect(Object.keys(refused).every((code) => ["404 not_found", "409 conflict"].includes(code))).toBe(true);
      for (const table of ["account_sealed_parts", "account_sealed_to", "account_terms"] as const) {
        const rows = server.hesper.db
          .selectFrom(table)
          .select("account_id")
          .where("account_id", "=", id as never);
        expect(await rows.execute(), table).toEqual([]);
      }
    }
  });
});

it("an account that is sent twice at once, as after a lost answer, is made once", async () => {
  const made = await newAccount([organisation]);
  expect(tally(await both((who, at) => who.browser.at(at).post(pathOf(), made)))).toEqual({
    "201": 1,
    "409 conflict": 3,
  });
});

it("a shared account that is given and taken at once ends in one of the two, with an event for each that was done", async () => {
  const { id } = await makeAccount(boss.browser, "/shared-accounts", [organisation]);
  const path = `/shared-accounts/${id}/employees/${person.id}`;
  expect(tally(await both((who, at) => who.browser.at(at).send("PUT", path)))).toEqual({ "204": 4 });
  expect((await eventsOf(server, "account.given")).filter(({ detail }) => detail.account === id)).toHaveLength(1);
  expect(tally(await both((who, at) => who.browser.at(at).send("DELETE", path)))).toEqual({
    "204": 1,
    "404 not_found": 3,
  });
  expect((await eventsOf(server, "account.taken")).filter(({ detail }) => detail.account === id)).toHaveLength(1);
});

it("an employee who is deleted while accounts are made leaves none behind", async () => {
  const leaver = await join(boss, { ...edith, email: "leaver@example.org" });
  const all = await Promise.all([1, 2].map(() => newAccount([organisation])));
  const answers = await both((who, at, turn) =>
    turn === 0
      ? who.browser.at(at).send("DELETE", `/employees/${leaver.id}`)
      : who.browser.at(at).post(`/employees/${leaver.id}/accounts`, all.pop()),
  );
  expect(tally(answers)["204"]).toBe(1);
  const rows = server.hesper.db
    .selectFrom("accounts")
    .select("id")
    .where("employee_id", "=", leaver.id as never);
  expect(await rows.execute()).toEqual([]);
});

// An account that was made while the last ones were sealed again stayed sealed to a key that nobody had any more.
describe("replacing the organisation key", () => {
  interface Part {
    readonly id: string;
    readonly sealed: string;
    readonly sealedRevision: number;
  }
  async function reseal(old: KeyHolder, next: KeyHolder): Promise<number> {
    let count = 0;
    for (let cursor: unknown = ""; cursor !== null; ) {
      const path = `/organisation-key/${old.keyId}/accounts?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const { body } = await expectStatus(boss.browser.get(path), 200);
      for (const { id, sealed, sealedRevision } of body.items as Part[]) {
        const expected = { account: id, revisionAtLeast: sealedRevision };
        const { account, ...payload } = await openAccount(Buffer.from(sealed, "base64"), old.identity, expected);
        const part = await sealFor([next], { account, ...payload, otp: null });
        const answer = await boss.browser.send("PUT", `/accounts/${id}/resealed`, { sealedRevision, ...part });
        if (answer.status === 200) count += 1;
        else expect([404, 409]).toContain(answer.status);
      }
      cursor = body.nextCursor;
    }
    return count;
  }

  it("overlooks no account that is made or changed meanwhile, in any order", async () => {
    let current = organisation;
    await makeAccount(boss.browser, pathOf(), [current]);
    for (let round = 0; round < 3; round += 1) {
      const before = current;
      const racing = await newAccount([before]);
      const changed = await makeAccount(boss.browser, pathOf(), [before]);
      const change = await sealFor([before], { account: changed.id, revision: 2, password: "late" });
      // Begun while two store what is sealed to the key before: each is in time, or is told that the keys have changed.
      const [next, ...stored] = await Promise.all([
        makeOrganisationKey(boss.browser, { replaces: before.keyId }),
        second.browser.at(other).post(pathOf(), racing),
        second.browser
          .at(other)
          .send("PUT", `/accounts/${changed.id}/sealed`, { revision: 1, ...change, changed: ["password"] }),
      ]);
      for (const answer of stored) expect([200, 201, 409]).toContain(answer.status);
      current = next;
      const finish = () => boss.browser.post("/organisation-key/replacement/finish", { replaced: before.keyId });
      expect((await finish()).body.detail).toContain("still sealed to the old key");
      // Somebody still has the page from before open.
      const stale = await second.browser.post(pathOf(), await newAccount([before]));
      expect(stale.body.detail).toContain("The keys have changed meanwhile");
      expect(await reseal(before, current)).toBeGreaterThanOrEqual(2);
      const [finished, late] = await Promise.all([
        finish(),
        second.browser.at(other).post(pathOf(), await newAccount([current])),
      ]);
      expect([finished.status, late.status]).toEqual([200, 201]);
      const left = server.hesper.db.selectFrom("account_sealed_to").select("account_id");
      expect(await left.where("key_id", "<>", current.keyId as never).execute()).toEqual([]);
    }
    organisation = current;
  });

  it("raises no revision, refuses what was opened before a change, and is on record", async () => {
    const made = await makeAccount(boss.browser, pathOf(), [organisation]);
    const again = await sealFor([organisation], { account: made.id, password: "correct horse" });
    const path = `/accounts/${made.id}/resealed`;
    const { body } = await expectStatus(boss.browser.send("PUT", path, { sealedRevision: 1, ...again }), 200);
    expect(body).toMatchObject({ revision: 1, sealedRevision: 1, passwordChangedAt: null, updatedAt: made.updatedAt });
    const change = {
      revision: 1,
      ...(await sealFor([organisation], { account: made.id, revision: 2 })),
      changed: ["otp"],
    };
    await expectStatus(second.browser.send("PUT", `/accounts/${made.id}/sealed`, change), 200);
    expect((await boss.browser.send("PUT", path, { sealedRevision: 1, ...again })).status).toBe(409);
    const events = await eventsOf(server, "account.resealed", "accounts.opened_for_resealing");
    expect(events.some(({ type, detail }) => type === "accounts.opened_for_resealing" && detail.accounts === 2)).toBe(
      true,
    );
    expect(events.at(-1)?.detail).toMatchObject({ account: made.id, keys: 1 });
  });
});
