// Lists at 1,000,000 accounts: whatever is asked is answered from an index.
import { CompiledQuery, type QueryId, type RootOperationNode, sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect, type Database } from "../database/database.ts";
import { isSqlite } from "../database/engine.ts";
import { countStillKnown } from "../leavers/seen.ts";
import type { AccountId, EmployeeId, KeyId } from "../security/ids.ts";
import { TestServer } from "../testing/harness.ts";
import { listKeysOf } from "./employee-keys.ts";
import * as grants from "./grants-store.ts";
import * as reading from "./reading.ts";
import * as sealed from "./sealed-store.ts";
import * as store from "./store.ts";

const accounts = 1_000_000;
const people = 1000;
/** Shared accounts: one of so many. */
const sharedEvery = 100;
const server = new TestServer();

const idOf = (kind: string, number: string) => `'${kind}-0000-7000-8000-' || substr(cast(${number} as text), 2)`;
const literal = (kind: string, number: number) => `${kind}-0000-7000-8000-${String(number).padStart(12, "0")}`;
const [account, employee, group] = ["0189000a", "0189000e", "0189000b"];
/** With a one before it, cut off by `idOf`: numbers of twelve figures. */
const padded = (number: string) => `(1000000000000 + ${number})`;
const accountId = idOf(account, padded("i"));
const holderId = idOf(employee, padded(`(i % ${people})`));

const tables = ["accounts", "account_terms", "account_sealed_parts", "account_sealed_to", "account_employees"];

function statements(): string[] {
  const [all, some] = ["numbers", `numbers where i < ${people}`];
  const numbers = `with recursive n(i) as (select 0 union all select i + 1 from n where i < ${accounts - 1}) select i from n`;
  const kind = `case when i % ${sharedEvery} = 0 then 'shared' else 'personal' end`;
  return [
    `create temporary table numbers as ${numbers}`,
    `insert into employees (id, name, name_key, email, email_key, role, status, created_at, updated_at, revision, department_key, last_login_key)
      select ${idOf(employee, padded("i"))}, 'Person' || i, 'person' || i, 'p' || i || '@example.org', 'p' || i || '@example.org', 'employee', 'active', 0, 0, 1, '', 0 from ${some}`,
    `insert into employee_terms select 'person' || i, 'person' || i, ${idOf(employee, padded("i"))} from ${some}`,
    `insert into groups (id, name, name_key, sort_key, description, created_at, updated_at, revision)
      values ('${literal(group, 0)}', 'g', 'g', 'g', '', 0, 0, 1)`,
    `insert into group_members select '${literal(group, 0)}', ${idOf(employee, padded("i"))}, 0 from ${some}`,
    `insert into accounts (id, kind, employee_id, name, sort_key, urls, apps, login_type, login, revision, sealed_revision, created_at, updated_at, last_change, changed_by)
      select ${accountId}, ${kind}, case when i % ${sharedEvery} = 0 then null else ${holderId} end, 'Mail ' || i, 'mail ' || i, '[]', '[]', 'website', 'u', 1, 1, 0, 0, '', '' from ${all}`,
    // In the order of the primary key.
    `insert into account_terms select 'personal', 'mail', ${accountId} from ${all} where i % ${sharedEvery} <> 0`,
    `insert into account_terms select 'shared', 'mail', ${accountId} from ${all} where i % ${sharedEvery} = 0`,
    `insert into account_terms select ${kind}, 'rare' || i, ${accountId} from ${all} where i % 1000 < 2`,
    `insert into account_sealed_parts select ${accountId}, 'x' from ${all} where i >= ${accounts - 20_000}`,
    `insert into account_sealed_to select ${accountId}, case when i < ${accounts - 100} then 'new' else 'old' end from ${all} where i >= ${accounts / 2}`,
    `insert into account_employees select ${accountId}, ${holderId}, 0 from ${all} where i % ${sharedEvery} = 0`,
    `insert into account_groups select ${accountId}, '${literal(group, 0)}', 0 from ${all} where i % 50000 = 0`,
    `insert into account_exposures select '${literal(employee, 7)}', ${accountId}, 'had_it', 0 from ${all} where i % 50000 = 1`,
  ];
}

/** Rows come quicker without the indexes, which are made at the end. @returns what makes them. */
async function dropIndexes(db: Database): Promise<string[]> {
  const names = sql.join(tables);
  const found = isSqlite(db)
    ? sql<{
        name: string;
        made: string;
      }>`select name, sql as made from sqlite_master where type = 'index' and sql is not null and tbl_name in (${names})`
    : sql<{ name: string; made: string }>`select indexname as name, indexdef as made from pg_indexes
        where tablename in (${names}) and indexname not in (select conname from pg_constraint)`;
  const { rows } = await found.execute(db);
  for (const { name } of rows) await sql`drop index ${sql.ref(name)}`.execute(db);
  return rows.map(({ made }) => made);
}

async function fill(db: Database): Promise<void> {
  const made = await dropIndexes(db);
  await db.connection().execute(async (one) => {
    // PostgreSQL counts by itself after a while; SQLite never does, and has to find its way without.
    // What the rows refer to is there: looking each up takes longer than writing them.
    await (isSqlite(db) ? sql`pragma foreign_keys = off` : sql`set session_replication_role = replica`).execute(one);
    await (isSqlite(db) ? sql`pragma synchronous = off` : sql`set synchronous_commit = off`).execute(one);
    for (const statement of [...statements(), ...made, ...(isSqlite(db) ? [] : ["analyze"])]) {
      await sql.raw(statement).execute(one);
    }
    await (isSqlite(db) ? sql`pragma foreign_keys = on` : sql`set session_replication_role = default`).execute(one);
  });
}

beforeAll(async () => {
  await server.start();
  const { url } = server.database;
  const patient = url === null ? null : await connect(url, { isPatient: true });
  await fill(patient ?? server.hesper.db);
  await patient?.destroy();
}, 300_000);
afterAll(() => server.stop());

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Cond"?: string;
  readonly "Plan Rows": number;
  readonly Plans?: Node[];
}

/** So many may be gathered and sorted: what one employee has. */
const fewRows = 5000;

function faultsOfPostgres(node: Node, walks: boolean): string[] {
  const { "Node Type": type, "Relation Name": table = "", "Index Cond": condition } = node;
  const below = (node.Plans ?? []).flatMap((one) => faultsOfPostgres(one, walks));
  const scans =
    tables.includes(table) && (type === "Seq Scan" || (condition === undefined && !walks && /Index/.test(type)));
  const sorts = /Sort/.test(type) && (node.Plans?.[0]?.["Plan Rows"] ?? 0) > fewRows;
  return [...below, ...(scans ? [`${type} of ${table}`] : []), ...(sorts ? ["sorts many rows"] : [])];
}

async function faultsOf(db: Database, { sql: text, parameters }: CompiledQuery, walks: boolean): Promise<string[]> {
  const how = isSqlite(db) ? "explain query plan" : "explain (format json)";
  const { rows } = await db.executeQuery(CompiledQuery.raw(`${how} ${text}`, [...parameters]));
  if (!isSqlite(db)) {
    const plans = (rows as { "QUERY PLAN": { Plan: Node }[] }[]).flatMap((row) => row["QUERY PLAN"]);
    return plans.flatMap(({ Plan }) => faultsOfPostgres(Plan, walks));
  }
  const lines = (rows as { detail: string }[]).map(({ detail }) => detail);
  const scans = /^SCAN (accounts|account_\w+|a|t|k|p|s|one|n|g)\b/;
  return lines.filter(
    (line) =>
      (scans.test(line) && !(walks && line.includes("USING"))) || (walks && line.includes("TEMP B-TREE FOR ORDER")),
  );
}

/** What is asked of the database while something is read, with what is wrong with how it is answered. */
async function faultsIn(read: (db: Database) => Promise<unknown>, walks: boolean): Promise<string[]> {
  const { db } = server.hesper;
  const asked: CompiledQuery[] = [];
  const begunQueries = new WeakMap<QueryId, RootOperationNode>();
  const listening = db.withPlugin({
    transformQuery: ({ node, queryId }) => {
      begunQueries.set(queryId, node);
      return node;
    },
    // Parts of queries have no result.
    transformResult: async ({ result, queryId }) => {
      const node = begunQueries.get(queryId);
      if (node) asked.push(db.getExecutor().compileQuery(node, queryId));
      return result;
    },
  });
  await read(listening);
  expect(asked.length).toBeGreaterThan(0);
  const faults: string[] = [];
  for (const query of asked) {
    const found = await faultsOf(db, query, walks);
    if (found.length > 0) faults.push(`${found.join("; ")} in ${query.sql}`);
  }
  return faults;
}

const limit = 50;
const who = literal(employee, 7) as EmployeeId;
const key = { keyId: "old" as KeyId, notTo: "new" as KeyId };
const place = { limit, after: { sortKey: "mail 5", id: literal(account, 5) } };

it("every list goes along an index", async () => {
  const walking: ((db: Database) => Promise<unknown>)[] = [
    (db) => reading.listAccounts(db, null, { limit }),
    (db) => store.list(db, null, place),
    (db) => reading.listAccounts(db, "shared", { limit }),
    (db) => store.list(db, "shared", place),
  ];
  for (const read of walking) expect(await faultsIn(read, true)).toEqual([]);
});

it("everything else is looked up in one", async () => {
  const lookingUp: ((db: Database) => Promise<unknown>)[] = [
    (db) => reading.listAccounts(db, null, { limit, search: "mail" }),
    (db) => reading.listAccounts(db, null, { limit, search: "rare1" }),
    (db) => reading.listAccounts(db, null, { limit, search: "mail rare199000" }),
    (db) => reading.listAccounts(db, null, { limit, search: "m rare5" }),
    (db) => reading.listAccounts(db, null, { limit, search: "person77" }),
    (db) => reading.listAccounts(db, "shared", { limit, search: "mail" }),
    (db) => reading.listAccounts(db, "shared", { limit, search: "nothing" }),
    (db) => reading.listAccountsOf(db, who, { limit }),
    (db) => reading.findAccountOf(db, who, literal(account, 7) as AccountId),
    (db) => store.countPersonal(db, who),
    (db) => sealed.listOnlyTo(db, key, { limit, after: null }),
    (db) => sealed.listOnlyTo(db, key, { limit, after: literal(account, accounts - 100) }),
    (db) => sealed.countTo(db, key.keyId),
    (db) => grants.listEmployees(db, literal(account, 0) as AccountId, { limit, after: null }),
    (db) => listKeysOf(db, grants.holders(db, literal(account, 0) as AccountId)),
    (db) => countStillKnown(db, who),
  ];
  for (const read of lookingUp) expect(await faultsIn(read, false)).toEqual([]);
});

it("and what there is is found", async () => {
  const { db } = server.hesper;
  const page = async (search: string) => {
    const found = await reading.listAccounts(db, null, { limit, search });
    return found === "broken cursor" ? [] : found.items.map(({ name }) => name);
  };
  expect(await page("mail rare199000")).toEqual(["Mail 199000"]);
  expect(await page("person77")).toHaveLength(limit);
  const mine = await reading.listAccountsOf(db, who, { limit: 200 });
  expect(mine).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ name: "Mail 0" })]) });
});
