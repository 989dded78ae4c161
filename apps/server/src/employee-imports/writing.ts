// Carrying an import out: everything in one transaction, of statements that move rows inside the database.
import { sql } from "kysely";
import { recordEvent } from "../audit/service.ts";
import type { Tx } from "../database/database.ts";
import { carryOut, recordChange } from "../employees/administration.ts";
import { lockAdministrators, lockEmployee } from "../employees/service.ts";
import { type Change, change as changeEmployee } from "../employees/store.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { count, listDelicate, type Outcome, type Range } from "./outcome-store.ts";
import type { Import } from "./store.ts";

/** What the preview says is not so any more: everything is rolled back, and the preview made anew. */
export class ChangedMeanwhile extends Error {}
/** Whoever applied it may not do so any more. */
export class NoLongerAllowed extends Error {}

export interface Writing {
  readonly ids: IdSource;
  /** Called between two pieces; throws where it is to stop. */
  readonly onProgress: (done: number) => void;
}

const rowsAtOnce = 4000;

/** Asked again in the transaction that does it. */
async function holdMaker(tx: Tx, { made_by }: Import): Promise<void> {
  await lockAdministrators(tx);
  const maker = await lockEmployee(tx, made_by);
  if (maker?.status !== "active" || maker.role !== "administrator") throw new NoLongerAllowed();
}

export async function writeAll(tx: Tx, { ids, onProgress }: Writing, one: Import): Promise<void> {
  const nowMs = ids.clock.nowMs();
  await makePlaces(tx, one, nowMs);
  const departments = await readDepartments(tx, one);
  for (let after = 0; after < one.rows; after += rowsAtOnce) {
    onProgress(after);
    const range = { after, upTo: Math.min(one.rows, after + rowsAtOnce) };
    await insertCreated(tx, one, range, nowMs);
    await checkUnchanged(tx, one, range);
    await updateChanged(tx, one, range, nowMs);
  }
  // Held only now: on PostgreSQL nobody waits for these rows while the others are written.
  await holdMaker(tx, one);
  await holdDepartments(tx, one, departments);
  await writeDelicate(tx, ids, one);
  await recordEvent(tx, ids, {
    type: "employees.imported",
    ...doer(one),
    subjectId: null,
    detail: {
      import: one.id,
      file: one.file_name,
      created: one.created,
      changed: one.changed,
      unchanged: one.unchanged,
      leftOut: one.refused,
      companies: one.companies,
      departments: one.departments,
      positions: one.positions,
    },
  });
}

function doer(one: Import) {
  return { actorId: one.made_by, origin: { address: one.address, userAgent: one.user_agent } };
}

async function makePlaces(tx: Tx, one: Import, nowMs: number): Promise<void> {
  // Departments refer to companies.
  for (const kind of ["companies", "departments", "positions"] as const) {
    const company = kind === "departments" ? sql`, company_id` : sql``;
    await sql`insert into ${sql.table(kind)} (id, name, name_key, sort_key, created_at, updated_at, revision${company})
      select id, name, name_key, sort_key, ${whole(nowMs)}, ${whole(nowMs)}, 1${company}
      from employee_import_places where import_id = ${one.id} and kind = ${kind}`.execute(tx);
  }
}

/** A number in a list of what is selected: there PostgreSQL would take a parameter for a text. */
function whole(number: number) {
  return sql`cast(${number} as bigint)`;
}

/** Of those that rows refer to: what employees are sorted by, and which company they are of. */
async function readDepartments(tx: Tx, { id }: Import): Promise<string> {
  const { rows } = await sql<{ id: string; revision: number; company_id: string }>`
    select id, revision, company_id from departments where id in (${referred(id)}) order by id`.execute(tx);
  const misplaced = await sql`select o.row from employee_import_outcomes o join departments d on d.id = o.department_id
    where o.import_id = ${id} and o.outcome in ('created', 'changed')
      and (o.company_id is null or o.company_id <> d.company_id) limit 1`.execute(tx);
  if (misplaced.rows.length > 0) throw new ChangedMeanwhile();
  return JSON.stringify(rows.map((row) => [row.id, Number(row.revision), row.company_id]));
}

function referred(id: Import["id"]) {
  return sql`select department_id from employee_import_outcomes
    where import_id = ${id} and outcome in ('created', 'changed') and department_id is not null`;
}

/** They stay as they are until the end, and are as they were at the beginning. */
async function holdDepartments(tx: Tx, one: Import, before: string): Promise<void> {
  await sql`update departments set revision = revision where id in (${referred(one.id)})`.execute(tx);
  if ((await readDepartments(tx, one)) !== before) throw new ChangedMeanwhile();
}

function inRange({ id }: Import, { after, upTo }: Range, outcome: Outcome["outcome"]) {
  return sql`o.import_id = ${id} and o.outcome = ${outcome} and o.row > ${after} and o.row <= ${upTo}`;
}

const departmentKey = sql`coalesce((select d.sort_key from departments d where d.id = o.department_id), '')`;

async function insertCreated(tx: Tx, one: Import, range: Range, nowMs: number): Promise<void> {
  await sql`insert into employees (id, email, email_key, name, name_key, role, status, phone, external_id, company_id,
      department_id, department_key, position_id, grace_started_at, last_login_at, last_login_key, created_at,
      updated_at, revision)
    select o.employee_id, o.email, o.email_key, o.name, o.name_key, o.role, 'active', o.phone, o.external_id,
      o.company_id, o.department_id, ${departmentKey}, o.position_id, null, null, 0, ${whole(nowMs)}, ${whole(nowMs)}, 1
    from employee_import_outcomes o where ${inRange(one, range, "created")}`.execute(tx);
}

async function checkUnchanged(tx: Tx, one: Import, range: Range): Promise<void> {
  const { rows } = await sql`select o.row from employee_import_outcomes o
    left join employees e on e.id = o.employee_id and e.revision = o.revision
    where ${inRange(one, range, "unchanged")} and o.employee_id is not null and e.id is null limit 1`.execute(tx);
  if (rows.length > 0) throw new ChangedMeanwhile();
}

async function updateChanged(tx: Tx, one: Import, range: Range, nowMs: number): Promise<void> {
  const expected = await count(tx, one.id, { ...range, outcome: "changed" });
  if (expected === 0) return;
  const delicate = await sql<{ count: number }>`select count(*) as count from employee_import_outcomes o
    where ${inRange(one, range, "changed")} and o.delicate = 1`.execute(tx);
  const { numAffectedRows = 0n } = await sql`update employees set name = o.name, name_key = o.name_key, email = o.email,
      email_key = o.email_key, phone = o.phone, external_id = o.external_id, company_id = o.company_id,
      department_id = o.department_id, department_key = ${departmentKey}, position_id = o.position_id,
      updated_at = ${nowMs}, revision = employees.revision + 1
    from employee_import_outcomes o
    where ${inRange(one, range, "changed")} and o.delicate = 0
      and employees.id = o.employee_id and employees.revision = o.revision`.execute(tx);
  if (Number(numAffectedRows) + Number(delicate.rows[0]?.count) !== expected) throw new ChangedMeanwhile();
  await sql`insert into employee_changes (employee_id, revision, changed_by, fields, changed_at)
    select o.employee_id, o.revision + 1, ${sql`cast(${one.made_by} as text)`}, o.fields, ${whole(nowMs)}
    from employee_import_outcomes o where ${inRange(one, range, "changed")} and o.delicate = 0`.execute(tx);
}

/** One by one, with all that follows from another role or another email for somebody who logs in. */
async function writeDelicate(tx: Tx, ids: IdSource, one: Import): Promise<void> {
  for (const row of await listDelicate(tx, one.id)) {
    const by = doer(one);
    const id = row.employee_id as EmployeeId;
    if (row.outcome === "created") {
      await recordEvent(tx, ids, { ...by, type: "employee.created", subjectId: id, detail: { role: row.role } });
      continue;
    }
    const person = await lockEmployee(tx, id);
    if (person?.revision !== row.revision) throw new ChangedMeanwhile();
    const caller = { employee: { id: one.made_by }, session: null, origin: by.origin };
    const changed = changedColumns(row);
    const { email } = changed;
    if (email !== undefined) await recordChange(tx, ids, { caller, person, changed: { email } });
    await changeEmployee(tx, id, await withDepartmentKey(tx, changed), { nowMs: ids.clock.nowMs(), by: one.made_by });
    await carryOut(tx, ids, { caller, person, after: { role: row.role, status: person.status } });
  }
}

function changedColumns(row: Outcome): Change {
  const columns = row.fields.split(",").filter((column) => column in row) as (keyof Change & keyof Outcome)[];
  const changed = Object.fromEntries(columns.map((column) => [column, row[column]])) as Change;
  return changed.email === undefined ? changed : { ...changed, email_key: row.email_key };
}

async function withDepartmentKey(tx: Tx, changed: Change): Promise<Change> {
  if (changed.department_id === undefined) return changed;
  const query = tx.selectFrom("departments").select("sort_key");
  const found =
    changed.department_id === null ? null : await query.where("id", "=", changed.department_id).executeTakeFirst();
  return { ...changed, department_key: found?.sort_key ?? "" };
}
