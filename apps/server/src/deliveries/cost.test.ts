// What a key costs that asks what is new: in proportion to what changed, not to what there is. Counted in queries and in
// bytes, with 10 accounts and with 10,000, and looked at in the plans of the queries.
import { mostSealedTo } from "@hesper/contract";
import { type CompiledQuery, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isSqlite } from "../database/engine.ts";
import { type KeyHolder, mailAccount, makeOrganisationKey, newAccount, newAccountId } from "../testing/accounts.ts";
import { edith, expectStatus, TestServer } from "../testing/harness.ts";
import { makeKey, statesOf, type TestKey } from "../testing/keys.ts";
import { found, join, type Member } from "../testing/people.ts";
import { queriesOf, scansOf } from "../testing/queries.ts";
import { type AddedSecurityKey, addSecurityKey } from "../testing/security-keys.ts";
import { askForTouch, sendTouch } from "../testing/touches.ts";

const server = new TestServer();
let boss: Member;
let organisation: KeyHolder;

interface Somebody {
  readonly person: Member;
  readonly key: TestKey;
  readonly accounts: number;
  /** Of three accounts. */
  readonly ids: readonly string[];
}
let few: Somebody;
let many: Somebody;

const tables = [
  "keys",
  "key_accounts",
  "accounts",
  "account_sealed_parts",
  "account_sealed_to",
  "private_accounts",
  "security_keys",
];

/** Somebody with so many accounts that their two keys have. */
async function somebody(accounts: number): Promise<Somebody> {
  const { db } = server.hesper;
  const person = await join(boss, { ...edith, email: `edith-${accounts}@example.org` });
  const key = await makeKey(server, boss.browser, person.id);
  const second = await makeKey(server, boss.browser, person.id, { name: "Phone" });
  const ids: string[] = [];
  for (let at = 0; at < 3; at += 1) {
    const made = await newAccount([organisation, key, second]);
    ids.push(made.id);
    await expectStatus(boss.browser.post(`/employees/${person.id}/accounts`, made), 201);
  }
  const more = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${accounts - 3})`;
  const id = `'0189000a-0000-7000-8000-${accounts % 10_000 === 0 ? 1 : 2}' || substr(cast(100000000000 + i as text), 2)`;
  await sql`insert into accounts (id, kind, employee_id, name, sort_key, urls, apps, login_type, login, revision,
      sealed_revision, created_at, updated_at, last_change, changed_by)
    ${sql.raw(more)} select ${sql.raw(id)}, 'personal', ${person.id}, 'Mail', 'mail', '[]', '[]', 'website', 'u', 1, 1, 0, 0, '', ''
    from n`.execute(db);
  await sql`insert into account_sealed_parts ${sql.raw(more)} select ${sql.raw(id)}, 'x' from n`.execute(db);
  for (const { keyId } of [key, second]) {
    await sql`insert into account_sealed_to ${sql.raw(more)} select ${sql.raw(id)}, ${keyId} from n`.execute(db);
    await sql`insert into key_accounts (key_id, account_id, kind, name, status, revision, changed_at)
      ${sql.raw(more)} select ${keyId}, ${sql.raw(id)}, 'personal', '', 'delivered', 3 + i, 0 from n`.execute(db);
    await sql`update keys set change_revision = ${sql.lit(accounts)} where id = ${keyId}`.execute(db);
  }
  const receipt = { applied: ids, removed: [] };
  for (const one of [key, second]) await expectStatus(one.send("POST", "/key/receipts", receipt), 204);
  return { person, key, accounts, ids };
}

/** Many people who have a key each, and a credential, made before those of the tests. One key is suspended. */
async function crowd(): Promise<void> {
  const { db } = server.hesper;
  const numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000)";
  const idOf = (kind: string) => `'${kind}-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2)`;
  const [employee, key] = [idOf("0189000e"), idOf("0189000d")];
  await sql`insert into employees (id, name, name_key, email, email_key, role, status, created_at, updated_at, revision, department_key, last_login_key)
    ${sql.raw(numbers)} select ${sql.raw(employee)}, 'P', 'p', 'p' || i, 'p' || i, 'employee', 'active', 0, 0, 1, '', 0 from n`.execute(
    db,
  );
  await sql`insert into keys (id, employee_id, employee_name, kind, name, status, policy_id, recipient, revision, change_revision, lock_number, created_at, created_by, status_changed_at, last_change)
    ${sql.raw(numbers)} select ${sql.raw(key)}, ${sql.raw(employee)}, 'P', 'security_key', 'Key', case when i = 3 then 'suspended' else 'active' end,
      (select id from key_policies where is_default = 1), 'age1-' || i, 1, 0, 0, 0, '', 0, '' from n`.execute(db);
  await sql`insert into security_keys (key_id, credential_id, public_key, sign_count, transports, backup_eligible, backed_up, aaguid, rp_id, prf_salt)
    ${sql.raw(numbers)} select ${sql.raw(key)}, 'credential-' || i, 'x', 0, '', 0, 0, '', 'localhost', 'x' from n`.execute(
    db,
  );
  await sql`insert into private_accounts (id, employee_id, revision, sealed, details, created_at, updated_at, changed_by)
    ${sql.raw(numbers)} select ${sql.raw(idOf("0189000c"))}, ${sql.raw(employee)}, 1, 'x', 'x', 0, 0, '' from n`.execute(
    db,
  );
}

beforeAll(async () => {
  await server.start();
  await crowd();
  boss = await found(server);
  organisation = await makeOrganisationKey(boss.browser);
  few = await somebody(10);
  many = await somebody(10_000);
  if (!isSqlite(server.hesper.db)) await sql`analyze`.execute(server.hesper.db);
}, 60_000);
afterAll(() => server.stop());

interface Cost {
  readonly queries: readonly CompiledQuery[];
  readonly bytes: number;
  readonly items: number;
  readonly revision: number;
}

async function costOfChanges({ key }: Somebody, since: number): Promise<Cost> {
  let cost = { bytes: 0, items: 0, revision: 0 };
  const queries = await queriesOf(server.hesper.db, async () => {
    const { body, text } = await expectStatus(key.get(`/key/changes?since=${since}`), 200);
    cost = { bytes: text.length, items: (body.accounts as unknown[]).length, revision: Number(body.revision) };
  });
  return { queries, ...cost };
}

async function expectIndexes(queries: readonly CompiledQuery[]): Promise<void> {
  for (const query of queries.filter((one) => /^(select|update|delete)/i.test(one.sql))) {
    expect(await scansOf(server.hesper.db, query, tables), query.sql).toEqual([]);
  }
}

/** Digits of revisions differ. */
const aFewBytes = 64;

describe("what a key asks for costs the same with 10 accounts and with 10,000", () => {
  it("when nothing is new", async () => {
    const [small, large] = [await costOfChanges(few, few.accounts), await costOfChanges(many, many.accounts)];
    expect([small.items, large.items]).toEqual([0, 0]);
    expect(large.queries.length).toBe(small.queries.length);
    expect(large.queries.length).toBeLessThanOrEqual(3);
    expect(large.bytes).toBeLessThan(100);
    expect(Math.abs(large.bytes - small.bytes)).toBeLessThan(aFewBytes);
    await expectIndexes(large.queries);
  });

  it("when three accounts are new, and when it says that it has them", async () => {
    const costs: Cost[] = [];
    const receipts: (readonly CompiledQuery[])[] = [];
    for (const one of [few, many]) {
      for (const id of one.ids) {
        const change = { revision: 1, ...mailAccount, login: "new" };
        await expectStatus(boss.browser.send("PATCH", `/accounts/${id}`, change), 200);
      }
      const cost = await costOfChanges(one, one.accounts);
      const receipt = { applied: one.ids, revision: cost.revision };
      receipts.push(
        await queriesOf(server.hesper.db, () => expectStatus(one.key.send("POST", "/key/receipts", receipt), 204)),
      );
      costs.push(cost);
    }
    const [small, large] = costs as [Cost, Cost];
    expect([small.items, large.items]).toEqual([3, 3]);
    expect(large.queries.length).toBe(small.queries.length);
    expect(large.queries.length).toBeLessThanOrEqual(5);
    expect(Math.abs(large.bytes - small.bytes)).toBeLessThan(aFewBytes);
    expect(receipts[1]?.length).toBe(receipts[0]?.length);
    await expectIndexes([...large.queries, ...(receipts[1] ?? [])]);
  });

  it("and what an administrator changes is as much work with both", async () => {
    const counts: number[] = [];
    for (const one of [few, many]) {
      const change = { revision: 2, ...mailAccount, login: "newer" };
      const edit = () => expectStatus(boss.browser.send("PATCH", `/accounts/${one.ids[0]}`, change), 200);
      const queries = await queriesOf(server.hesper.db, edit);
      counts.push(queries.length);
      if (one === many) await expectIndexes(queries);
    }
    expect(counts[1]).toBe(counts[0]);
  });
});

it("what is asked of one employee or one key is looked up, however much the others have", async () => {
  const { person, key } = few;
  const lists = [`/employees/${person.id}/accounts`, ...["", "/count"].map((end) => `/deliveries/waiting${end}`)];
  const paths = lists.map((path) => (path.startsWith("/deliveries") ? `${path}?employeeId=${person.id}` : path));
  for (const path of paths) await expectIndexes(await queriesOf(server.hesper.db, () => boss.browser.get(path)));
  await expectIndexes(await queriesOf(server.hesper.db, () => key.get("/key/waiting")));
});

describe("what a security key opens costs the same with 10 accounts and with 10,000", () => {
  /** A security key of somebody that has all that they have, some of it since it was last open. */
  async function withSecurityKey({ person, ids }: Somebody): Promise<AddedSecurityKey> {
    const { db } = server.hesper;
    const added = await addSecurityKey(person.browser);
    const { keyId } = added;
    await sql`insert into account_sealed_to select account_id, ${keyId} from key_accounts where key_id = ${keyId}`.execute(
      db,
    );
    await sql`update key_accounts set status = 'delivered', revision = 1 where key_id = ${keyId}`.execute(db);
    await sql`update key_accounts set status = 'queued' where key_id = ${keyId} and account_id in (${sql.join(ids)})`.execute(
      db,
    );
    return added;
  }

  it("when it is opened, and when one account is fetched, or the private ones", async () => {
    const costs: (readonly CompiledQuery[])[] = [];
    for (const one of [few, many]) {
      const { browser } = one.person;
      const added = await withSecurityKey(one);
      if (!isSqlite(server.hesper.db)) await sql`analyze`.execute(server.hesper.db);
      const { options } = await askForTouch(browser);
      const response = added.authenticator.get(options);
      const opening = await queriesOf(server.hesper.db, () => expectStatus(sendTouch(browser, response), 200));
      const states = Object.values(await statesOf(server, added));
      expect(states.filter((state) => state === "delivered")).toHaveLength(one.accounts);
      const paths = [`accounts/${one.ids[0]}`, "private-accounts", "waiting"].map(
        (end) => `/profile/opened-key/${end}`,
      );
      const fetching: CompiledQuery[] = [];
      for (const path of paths) {
        fetching.push(...(await queriesOf(server.hesper.db, () => expectStatus(browser.get(path), 200))));
      }
      costs.push([...opening, ...fetching]);
    }
    expect(costs[1]?.length).toBe(costs[0]?.length);
    expect(costs[1]?.length).toBeLessThan(60);
    await expectIndexes(costs[1] ?? []);
  });
});

describe("a shared account of very many keys", () => {
  it("is sealed to those that were made first; the others are counted, and wait", async () => {
    const { db } = server.hesper;
    const { body } = await expectStatus(boss.browser.post("/groups", { name: "Everybody" }), 201);
    const id = newAccountId();
    const made = { ...(await newAccount([organisation])), id };
    await expectStatus(boss.browser.post("/shared-accounts", made), 201);
    const people = 300;
    const list = Array.from(
      { length: people },
      (_, at) => `0189000e-0000-7000-8000-${String(at + 1).padStart(12, "0")}`,
    );
    for (let at = 0; at < people; at += 200) {
      const members = { add: list.slice(at, at + 200) };
      await expectStatus(boss.browser.send("PATCH", `/groups/${body.id}/members`, members), 200);
    }
    const path = `/shared-accounts/${id}/groups/${body.id}`;
    const queries = await queriesOf(db, () => expectStatus(boss.browser.send("PUT", path), 204));
    // However many they are.
    expect(queries.length).toBeLessThan(25);
    const rows = db
      .selectFrom("key_accounts")
      .select("key_id")
      .where("account_id", "=", id as never);
    expect(await rows.execute()).toHaveLength(people);

    const recipients = (await expectStatus(boss.browser.get(`/accounts/${id}/recipients`), 200)).body;
    const keys = (recipients.keys as { keyId: string }[]).map(({ keyId }) => keyId);
    expect(keys).toHaveLength(mostSealedTo - 1);
    const numberOf = (keyId: string | undefined) => Number(keyId?.slice(-12));
    expect([numberOf(keys[0]), numberOf(keys[2]), numberOf(keys.at(-1))]).toEqual([1, 4, 256]);
    const waiting = await expectStatus(boss.browser.get(`/deliveries/waiting?keyId=${keys[0]}`), 200);
    const [item] = waiting.body.items as { recipients: { keyId: string }[]; waiting: number; leftOut: number }[];
    expect(item?.recipients.map(({ keyId }) => keyId)).toEqual([...keys, organisation.keyId]);
    expect(item).toMatchObject({ waiting: mostSealedTo - 1, leftOut: people - 1 - (mostSealedTo - 1) });
    const count = await expectStatus(boss.browser.get("/deliveries/waiting/count"), 200);
    expect(count.body).toEqual({ accounts: 1, keys: people - 1 });
  });
});
