// The list at 100,000 employees: whatever is searched, filtered and sorted, it is answered from an index, and right.
import { CompiledQuery, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, type Database } from "../database/database.ts";
import { isSqlite } from "../database/engine.ts";
import { TestServer } from "../testing/harness.ts";
import { insertAllTerms } from "./found-by.ts";
import { type ListRequest, listEmployees } from "./list.ts";
import { conditionsOf as conditionsFor } from "./list-conditions.ts";
import { leapQuery } from "./list-meeting.ts";
import { type Page, type Sort, sortColumns } from "./list-order.ts";
import * as store from "./list-store.ts";

const count = 100_000;
const server = new TestServer();
let db: Database;

/** An id that ends in a number, or in an expression that gives one. */
const idOf = (kind: string, number: string) =>
  `'${kind}-0000-7000-8000-' || substr('000000000000' || ${number}, length(cast(${number} as text)) + 1)`;
const literal = (kind: string, number: number) => `${kind}-0000-7000-8000-${String(number).padStart(12, "0")}`;
const [employee, company, department, position, group] = ["0189000e", "0189000c", "0189000d", "0189000b", "0189000a"];

/** Numbers, of both databases. */
function numbers(upTo: number): string {
  return `(with recursive n(i) as (select 0 union all select i + 1 from n where i < ${upTo - 1}) select i from n) numbers`;
}

async function fill(): Promise<void> {
  const named = (kind: string, word: string) =>
    `select ${idOf(kind, "i")}, '${word} ' || i, '${word} ' || i, '${word} ' || i, 0, 0, 1`;
  const common = "id, name, name_key, sort_key, created_at, updated_at, revision";
  const statements = [
    `insert into companies (${common}) ${named(company, "firm")} from ${numbers(20)}`,
    `insert into departments (${common}, company_id) ${named(department, "unit")}, ${idOf(company, "(i % 20)")}
      from ${numbers(400)}`,
    `insert into positions (${common}) ${named(position, "post")} from ${numbers(50)}`,
    `insert into groups (${common}, description) ${named(group, "group")}, '' from ${numbers(2)}`,
    `insert into employees (id, name, name_key, email, email_key, role, status, created_at, updated_at, revision,
        last_login_at, last_login_key, company_id, department_id, department_key, position_id)
      select ${idOf(employee, "i")}, 'Given' || (i % 100) || ' Family' || (i % 977), 'given' || (i % 100) || ' family' || (i % 977),
        'mail' || i || '@example.org', 'mail' || i || '@example.org',
        case when i % 20000 = 7 then 'auditor' else 'employee' end,
        case when i % 100 = 1 then 'invited' when i % 50 = 2 then 'deactivated' else 'active' end, 0, 0, 1,
        case when i % 5 < 2 then i * 1000 else null end, case when i % 5 < 2 then i * 1000 else 0 end,
        ${idOf(company, "(i % 20)")}, ${idOf(department, "(i % 400)")}, 'unit ' || (i % 400), ${idOf(position, "(i % 50)")}
      from ${numbers(count)}`,
    `insert into group_members select ${idOf(group, "0")}, ${idOf(employee, "i")}, 0 from ${numbers(count)} where i % 2 = 0`,
    `insert into group_members select ${idOf(group, "1")}, ${idOf(employee, "i")}, 0 from ${numbers(count)} where i % 2000 = 1`,
    `insert into employee_found_by select ${idOf(employee, "i")}, ' given' || (i % 100) || ' family' || (i % 977) || ' mail' || i || ' example',
        'given' || (i % 100) || ' family' || (i % 977) from ${numbers(count)}`,
  ];
  // On a busy machine one may take longer than a request may wait.
  const { url } = server.database;
  const patient = url === null ? null : await connect(url, { isPatient: true });
  for (const statement of statements) await sql.raw(statement).execute(patient ?? db);
  await (patient ?? db).transaction().execute(insertAllTerms);
  // As the databases do by themselves after a while.
  await sql`analyze`.execute(patient ?? db);
  await patient?.destroy();
}

beforeAll(async () => {
  await server.start();
  db = server.hesper.db;
  await fill();
}, 120_000);
afterAll(() => server.stop());

type Asked = Partial<ListRequest>;
const filters: Asked[] = [
  {},
  { role: "auditor" },
  { role: "console" },
  { role: "employee" },
  { status: "active" },
  { status: "deactivated" },
  { status: "invited", role: "employee" },
  { companyId: literal(company, 3) },
  { companyId: literal(company, 3), status: "deactivated" },
  { companyId: literal(company, 3), departmentId: literal(department, 23), status: "active" },
  { departmentId: literal(department, 3) },
  { positionId: literal(position, 3) },
  { positionId: literal(position, 3), companyId: literal(company, 3) },
  { groupId: literal(group, 0) },
  { groupId: literal(group, 1), status: "active" },
  { groupId: literal(group, 0), positionId: literal(position, 4), search: "g" },
  { search: "m" },
  { search: "example" },
  { search: "given1 fam" },
  { search: "family12" },
  { search: "given11 family12" },
  { search: "mail77777" },
  { search: "unit 399" },
  { search: "firm 7 given7", status: "active" },
  { search: "nobodyhasthis" },
];
const sorts = Object.keys(sortColumns) as Sort[];
const orders = sorts.flatMap((sort) => (["asc", "desc"] as const).map((direction) => ({ sort, direction })));

const middle: Record<Sort, (string | number)[]> = {
  name: ["given5 family5", literal(employee, 50_000)],
  email: ["mail5@example.org"],
  department: ["unit 2", "given5 family5", literal(employee, 50_000)],
  createdAt: [literal(employee, 50_000)],
  lastLoginAt: [50_000_000, literal(employee, 50_000)],
};

function conditionsOf({ search = "", role, ...filter }: Asked) {
  const roles = role === "console" ? (["administrator", "auditor"] as const) : role && ([role] as const);
  return conditionsFor(db, { ...filter, roles, words: search.split(" ").filter((word) => word !== "") });
}

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Plan Rows": number;
  readonly Plans?: Node[];
}

const large = ["employees", "employee_found_by", "employee_terms", "group_members"];
/** So many may be sorted by PostgreSQL where it knows that there are few. */
const fewRows = 8000;

function faultsOfPostgres(node: Node): string[] {
  const below = (node.Plans ?? []).flatMap(faultsOfPostgres);
  const scans = node["Node Type"] === "Seq Scan" && large.includes(node["Relation Name"] ?? "");
  const sorts = /Sort/.test(node["Node Type"]) && (node.Plans?.[0]?.["Plan Rows"] ?? 0) > fewRows;
  return [...below, ...(scans ? [`scans ${node["Relation Name"]}`] : []), ...(sorts ? ["sorts many rows"] : [])];
}

type Query = { compile(db: Database): CompiledQuery };

/** @param walks whether nothing may be sorted. */
async function faultsOf(query: Query, walks: boolean): Promise<string[]> {
  const { sql: text, parameters } = query.compile(db);
  const explain = isSqlite(db) ? "explain query plan" : "explain (format json)";
  const { rows } = await db.executeQuery(CompiledQuery.raw(`${explain} ${text}`, [...parameters]));
  if (!isSqlite(db)) {
    const plans = rows as { "QUERY PLAN": { Plan: Node }[] }[];
    return plans.flatMap((row) => row["QUERY PLAN"].flatMap(({ Plan }) => faultsOfPostgres(Plan)));
  }
  const lines = (rows as { detail: string }[]).map(({ detail }) => detail);
  return lines.filter(
    (line) =>
      (/^SCAN (employees|r|f|m|t|one|employee_\w+|group_members)\b/.test(line) &&
        !/USING (COVERING )?INDEX/.test(line)) ||
      (walks && line.includes("TEMP B-TREE FOR ORDER BY")),
  );
}

/** What is asked for a page: where lists meet, the first leaps and those who are called so. */
function queriesOf(conditions: ReturnType<typeof conditionsOf>, way: store.Way, page: Page): readonly Query[] {
  if (way.by !== "meeting") return [store.keysQuery(db, conditions, { way, page })];
  const from = page.after === null ? null : { name: String(page.after[0]), isPassed: false };
  const leaps = leapQuery({ lists: way.lists, direction: page.direction, from, mostNames: page.limit });
  return [leaps, store.calledQuery(conditions, ["given5 family5", "given6 family6"], page)];
}

/** Page by page. */
async function everybody(asked: ListRequest): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listEmployees(db, { ...asked, cursor });
    if (!page.ok) throw new Error(page.code);
    found.push(...page.value.items.map(({ id }) => id));
    cursor = page.value.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

describe("at 100,000 employees", () => {
  it("every question is answered from an index", async () => {
    const faults: string[] = [];
    for (const filter of filters) {
      const conditions = conditionsOf(filter);
      for (const order of orders) {
        const way = await store.findWay(db, conditions, order.sort);
        for (const after of [null, middle[order.sort]]) {
          for (const query of queriesOf(conditions, way, { ...order, after, limit: 51 })) {
            const found = await faultsOf(query, way.by === "walking");
            if (found.length > 0) faults.push(`${JSON.stringify({ ...filter, ...order, after })}: ${found.join("; ")}`);
          }
        }
      }
    }
    expect(faults).toEqual([]);
  }, 60_000);

  const who = (one: (i: number) => boolean) => Array.from({ length: count }, (_, i) => i).filter(one);
  const given = (i: number) => `given${i % 100}`;
  const family = (i: number) => `family${i % 977}`;
  it.each<[Asked, number[]]>([
    // Gathered, and walked.
    [{ search: "FAMILY12 given11" }, who((i) => given(i) === "given11" && family(i).startsWith("family12"))],
    [{ status: "deactivated", sort: "lastLoginAt", direction: "desc" }, who((i) => i % 50 === 2 && i % 100 !== 1)],
    [
      { companyId: literal(company, 3), positionId: literal(position, 3), sort: "department" },
      who((i) => i % 20 === 3 && i % 50 === 3),
    ],
    [{ groupId: literal(group, 0), search: "unit 398", sort: "createdAt" }, who((i) => i % 400 === 398)],
    // Merged: of one word, of more words than are put together, and of a few departments.
    [{ search: "given77" }, who((i) => given(i) === "given77")],
    [{ search: "mail777", direction: "desc" }, who((i) => String(i).startsWith("777"))],
    [
      { search: "family9", status: "deactivated" },
      who((i) => family(i).startsWith("family9") && i % 50 === 2 && i % 100 !== 1),
    ],
    [{ search: "unit 39" }, who((i) => i % 400 === 39 || (i % 400 >= 390 && i % 400 <= 399))],
    // Met: of filters and words.
    [
      { companyId: literal(company, 3), search: "given3", direction: "desc" },
      who((i) => i % 20 === 3 && given(i).startsWith("given3")),
    ],
    [{ companyId: literal(company, 7), positionId: literal(position, 7) }, who((i) => i % 20 === 7 && i % 50 === 7)],
    [{ search: "fam giv mail9" }, who((i) => String(i).startsWith("9"))],
  ])("%j finds all that it should, each once", async (asked, expected) => {
    const found = await everybody({ limit: 200, sort: "name", direction: "asc", ...asked });
    expect(found).toHaveLength(new Set(found).size);
    expect(found.sort()).toEqual(expected.map((i) => literal(employee, i)));
  });
});

it("finds the few who have two words that many have, without looking at everybody", async () => {
  const conditions = conditionsFor(db, { words: ["given9", "family95"] });
  // Neither is rare.
  for (const one of conditions) expect((await store.findWay(db, [one], "name")).by).toBe("merging");
  expect((await store.findWay(db, conditions, "name")).by).toBe("meeting");
  expect((await store.findWay(db, conditions, "email")).by).toBe("gathering");
  const { rows } = await sql<{ id: string }>`select id from employees
    where name like 'Given9%' and name like '% Family95%' order by name_key, id`.execute(db);
  expect(rows.length).toBeGreaterThan(100);
  const expected = rows.map(({ id }) => id);
  const ask = { search: "given9 family95", limit: 30 } as const;
  expect(await everybody({ ...ask, sort: "name", direction: "asc" })).toEqual(expected);
  expect(await everybody({ ...ask, sort: "name", direction: "desc" })).toEqual(expected.toReversed());
  expect((await everybody({ ...ask, sort: "email", direction: "asc" })).sort()).toEqual(expected.toSorted());
});
