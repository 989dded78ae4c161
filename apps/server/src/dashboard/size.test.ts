// The dashboard of 100,000 employees, keys, accounts and log-ins of a day: every figure comes from an index, on SQLite from nothing else.
import { passwordAges } from "@hesper/contract";
import { CompiledQuery, sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { agesQueries } from "../accounts/figures-store.ts";
import { countLogIns, namedQuery } from "../audit/log-in-counts.ts";
import { connect, type Database } from "../database/database.ts";
import { isSqlite } from "../database/engine.ts";
import { openQuery } from "../deliveries/figures-store.ts";
import { keysQuery } from "../keys/figures-store.ts";
import { firstIdAt } from "../security/ids.ts";
import { TestServer } from "../testing/harness.ts";
import { bothQuery, countAdoption, holdersQuery, peopleQuery } from "../two-factor/adoption.ts";

const count = 100_000;
const dayMs = 86_400_000;
const server = new TestServer();
const fromMs = Date.UTC(2026, 1, 28);
const stretch = { fromMs, toMs: fromMs + dayMs };
let db: Database;

const idOf = (kind: string) => `'${kind}-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2)`;
const [employee, key, account] = [idOf("0189000e"), idOf("01890001"), idOf("0189000a")];
const eventId = `'${firstIdAt(fromMs).slice(0, 24)}' || substr(cast(1000000000000 + i as text), 2)`;
const all = `(with recursive n(i) as (select 0 union all select i + 1 from n where i < ${count - 1}) select i from n) numbers`;
const tables = [
  "employees",
  "passwords",
  "authenticators",
  "passkeys",
  "keys",
  "key_accounts",
  "accounts",
  "audit_events",
];

const statements = [
  `insert into employees (id, name, name_key, email, email_key, role, status, created_at, updated_at, revision, department_key, last_login_key)
    select ${employee}, 'P' || i, 'p' || i, 'p' || i, 'p' || i, 'employee', case when i % 100 = 0 then 'deactivated' else 'active' end, 0, 0, 1, '', 0 from ${all}`,
  `insert into passwords select ${employee}, '$argon2id$v=19$m=19456,t=2,p=1$YW55IHNhbHQgYXQgYWxs$YW55IGhhc2ggYXQgYWxsIG9mIDMyIGJ5dGVz' || i, 0 from ${all}`,
  `insert into authenticators (id, employee_id, name, secret, created_at, last_spent_step)
    select 'a' || i, ${employee}, 'Phone', 'a secret that is encrypted, with its key and its nonce', 0, 0 from ${all} where i % 2 = 0`,
  `insert into passkeys (id, employee_id, credential_id, public_key, sign_count, transports, backup_eligible, backed_up, aaguid, rp_id, name, created_at)
    select 'p' || i, ${employee}, 'c' || i, 'a public key of some length, in COSE and Base64url', 0, '', 0, 0, '', '', 'Key', 0 from ${all} where i % 3 = 0`,
  `insert into keys (id, employee_id, employee_name, kind, name, status, policy_id, recipient, recipient_kind, token_hash, revision, change_revision, lock_number, created_at, created_by, status_changed_at, last_change)
    select ${key}, ${employee}, 'P', case when i % 4 = 1 then 'security_key' else 'software' end, 'K', case when i % 100 = 0 then 'suspended' else 'active' end,
      '00000000-0000-7000-8000-000000000001', 'age1' || i, 'x25519', 'token' || i, 1, 0, 0, 0, 'x', 0, '' from ${all}`,
  `insert into key_accounts (key_id, account_id, kind, name, status, revision, changed_at)
    select ${key}, ${account}, 'personal', '', case when i % 10 = 3 then 'waiting' when i % 10 = 4 then 'queued' else 'delivered' end, 1, 0 from ${all}`,
  `insert into accounts (id, kind, employee_id, name, sort_key, urls, apps, login_type, login, revision, sealed_revision, created_at, updated_at, last_change, changed_by, password_changed_at)
    select ${account}, 'personal', ${employee}, 'Mail ' || i, 'mail ' || i, '[]', '[]', 'website', 'u', 1, 1, 0, 0, '', '', case when i % 2 = 0 then ${fromMs} - (i % 1000) * cast(86400000 as bigint) end from ${all}`,
  `insert into audit_events (id, at, type, outcome, address, user_agent, factor, detail)
    select ${eventId}, ${fromMs}, case when i % 10 = 0 then 'login.password_failed' else 'login.succeeded' end, case when i % 10 = 0 then 'refused' else 'done' end,
      '192.0.2.1', 'Mozilla/5.0 (X11; Linux x86_64)', case when i % 10 = 0 then 'password' else 'totp' end, '{}' from ${all}`,
];

beforeAll(async () => {
  await server.start();
  db = server.hesper.db;
  const { url } = server.database;
  const patient = url === null ? null : await connect(url, { isPatient: true });
  for (const statement of statements) await sql.raw(statement).execute(patient ?? db);
  // PostgreSQL does so by itself after a while: from then on it reads the index and no row.
  if (patient) for (const table of tables) await sql`vacuum analyze ${sql.table(table)}`.execute(patient);
  await patient?.destroy();
}, 120_000);
afterAll(() => server.stop());

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly Plans?: readonly Node[];
}

function nodesOf(node: Node): string[] {
  const { "Node Type": type, "Relation Name": table, Plans = [] } = node;
  return [`${type} of ${table}`, ...Plans.flatMap(nodesOf)];
}

/** Where rows are read to be counted, or all that is counted is sorted. */
async function faultsOf(query: { compile(db: Database): CompiledQuery }): Promise<string[]> {
  const { sql: text, parameters } = query.compile(db);
  if (isSqlite(db)) {
    const { rows } = await db.executeQuery(CompiledQuery.raw(`explain query plan ${text}`, [...parameters]));
    const lines = (rows as { detail: string }[]).map(({ detail }) => detail);
    return lines.filter(
      (line) => /TEMP B-TREE/.test(line) || (/^SCAN /.test(line) && !/COVERING INDEX|SCAN open_of_key/.test(line)),
    );
  }
  return db.transaction().execute(async (tx) => {
    // It reads all of a table where that is less than the index, as it is here, or where much was written just now; there
    // has to be the other way.
    for (const way of ["seqscan", "bitmapscan"]) await sql`set local ${sql.raw(`enable_${way}`)} = off`.execute(tx);
    const { rows } = await tx.executeQuery(CompiledQuery.raw(`explain (format json) ${text}`, [...parameters]));
    const plans = (rows as { "QUERY PLAN": { Plan: Node }[] }[]).flatMap((row) => row["QUERY PLAN"]);
    const nodes = plans.flatMap(({ Plan }) => nodesOf(Plan));
    return nodes.filter((node) => tables.some((table) => node.endsWith(` of ${table}`)) && !/^Index/.test(node));
  });
}

const asked: readonly (readonly [string, () => { compile(db: Database): CompiledQuery }])[] = [
  ["log-ins", () => namedQuery(db, "login.succeeded", stretch)],
  ["people", peopleQuery],
  ["people with an app", () => holdersQuery("authenticators")],
  ["people with a passkey", () => holdersQuery("passkeys")],
  ["people with both", bothQuery],
  ["keys", () => keysQuery(db)],
  ["deliveries", () => openQuery(db)],
  ...passwordAges.flatMap((age) =>
    [0, 1].map((at) => {
      const query = () => agesQueries(db, fromMs, age)[at] as ReturnType<typeof agesQueries>[number];
      return [`${age}, ${at === 0 ? "changed" : "as old as the account"}`, query] as const;
    }),
  ),
];

it.each(asked)("%s", async (_, query) => {
  expect(await faultsOf(query())).toEqual([]);
});

it("and what there is is counted", async () => {
  const both = Math.floor(count / 6) - Math.floor(count / 300);
  const adoption = await countAdoption(db);
  expect(adoption.people).toBe(count - count / 100);
  expect(adoption.byKind.totp).toBe(count / 2 - count / 100);
  expect(adoption.byKind.totp + adoption.byKind.passkey - adoption.withSecondFactor).toBe(both);
  expect(await countLogIns(db, stretch)).toEqual([
    { outcome: "succeeded", factor: "totp", count: count * 0.9 },
    { outcome: "failed", factor: "password", count: count * 0.1 },
  ]);
});
