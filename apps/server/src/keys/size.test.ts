// Lists of 30,000 keys: a page is walked along an index and no more than it is read, whatever is asked.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../database/database.ts";
import { isSqlite } from "../database/engine.ts";
import type { EmployeeId, KeyPolicyId } from "../security/ids.ts";
import { TestServer } from "../testing/harness.ts";
import { findByCode } from "./activation-store.ts";
import { type Asked, list, pageQuery } from "./list-store.ts";
import { countOfEmployee, findByToken, listNotEnded } from "./store.ts";

const keys = 30_000;
const people = 6000;
const server = new TestServer();
const idOf = (kind: string, number: string) =>
  `'${kind}-0000-7000-8000-' || substr(cast(1000000000000 + ${number} as text), 2)`;
const employeeId = (number: number) => `0189000e-0000-7000-8000-${String(number).padStart(12, "0")}` as EmployeeId;

beforeAll(async () => {
  await server.start();
  const { db } = server.hesper;
  const numbers = (most: number) =>
    `(with recursive n(i) as (select 0 union all select i + 1 from n where i < ${most - 1}) select i from n) numbers`;
  const key = idOf("01890001", "i");
  const statements = [
    `insert into employees (id, name, name_key, email, email_key, role, status, created_at, updated_at, revision, department_key, last_login_key)
      select ${idOf("0189000e", "i")}, 'P' || i, 'p' || i, 'p' || i, 'p' || i, 'employee', 'active', 0, 0, 1, '', 0 from ${numbers(people)}`,
    // Few are reserved or locked; of the others one in a hundred is suspended.
    `insert into keys (id, employee_id, employee_name, kind, name, status, policy_id, recipient, recipient_kind, token_hash, activation_hash, activation_expires_at, revision, change_revision, lock_number, created_at, created_by, status_changed_at, last_change)
      select ${key}, ${idOf("0189000e", `i % ${people}`)}, 'P', 'software', 'K', case when i < 20 then 'reserved' when i < 40 then 'locked' when i % 100 = 0 then 'suspended' else 'active' end,
        '00000000-0000-7000-8000-000000000001', case when i >= 20 then 'age1' || i end, 'x25519', 'token' || i, case when i < 20 then 'code' || i end, 9000000000000, 1, 0, 0, 0, 'x', 0, '' from ${numbers(keys)}`,
    `insert into key_accounts (key_id, account_id, kind, name, status, revision, changed_at)
      select ${key}, ${idOf("0189000a", "i")}, 'shared', '', case when i % 10 = 3 then 'waiting' else 'delivered' end, 1, 0 from ${numbers(keys)}`,
  ];
  for (const statement of [...statements, ...(isSqlite(db) ? [] : ["analyze"])]) await sql.raw(statement).execute(db);
});
afterAll(() => server.stop());

/** What is wrong with how a query is answered: all of a table is read, or more is sorted than a page has. */
async function faultsOf(db: Database, query: { compile(): { sql: string; parameters: readonly unknown[] } }) {
  const { sql: text, parameters } = query.compile();
  const how = isSqlite(db) ? "explain query plan" : "explain";
  const { rows } = await db.executeQuery({
    ...sql.raw(`${how} ${text}`).compile(db),
    parameters,
  } as never);
  const lines = rows.map((row) => String((row as { detail?: string }).detail ?? Object.values(row as object)[0]));
  return lines.filter((line) => /^SCAN (keys|d)$|FOR ORDER BY|Seq Scan|^\s*(?:->\s*)?Sort/.test(line));
}

const asked: readonly (Omit<Asked, "limit" | "before"> & { readonly before?: string })[] = [
  {},
  { before: "01890001-0000-7000-8000-000000015000" },
  { status: "active" },
  { status: "locked" },
  { status: "compromised" },
  { policyId: "00000000-0000-7000-8000-000000000001" as KeyPolicyId },
  { policyId: "00000000-0000-7000-8000-000000000001" as KeyPolicyId, status: "locked" },
  { isWaitedFor: true },
  { isWaitedFor: true, before: "01890001-0000-7000-8000-000000015000" },
];

it.each(asked)("a page of %j", async (one) => {
  const request = { before: null, ...one, limit: 51 };
  expect(await faultsOf(server.hesper.db, pageQuery(server.hesper.db, request))).toEqual([]);
  const found = await list(server.hesper.db, request);
  const ids = found.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort().reverse());
  expect(found.length).toBe(one.status === "locked" ? 20 : one.status === "compromised" ? 0 : 51);
});

it("keys of people, by what is sorted of few", async () => {
  const { db } = server.hesper;
  const employeeIds = [101, 102, 103].map(employeeId);
  const found = await list(db, { employeeIds, status: "active", limit: 51, before: null });
  expect(found).toHaveLength(15);
  const query = pageQuery(db, { employeeIds, status: "active", limit: 51, before: null });
  const faults = await faultsOf(db, query);
  expect(faults.filter((line) => !/FOR ORDER BY|Sort/.test(line))).toEqual([]);
});

it("one key, and what is asked of it", async () => {
  const { db } = server.hesper;
  expect((await findByCode(db, { hash: "code7", nowMs: 0 }))?.id).toContain("000000000007");
  expect((await findByToken(db, "token77"))?.id).toContain("000000000077");
  expect([await countOfEmployee(db, employeeId(7)), (await listNotEnded(db, employeeId(7))).length]).toEqual([5, 5]);
});
