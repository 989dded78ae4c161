// Words that employees are found by, each with their names in order: a page of a search is a stretch of an index, however
// many have the word. Filters get the same.
import { sql } from "kysely";
import { isSqlite } from "../engine.ts";
import type { AnyDatabase } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  const text = isSqlite(db) ? sql`text` : sql`text collate "C"`;
  await foundBy(db, text);
  await terms(db, text);
  // From now on only nodes of the version before write to it: see `employees/handed-over.ts`.
  await sql.raw(isSqlite(db) ? "delete from employee_words" : "truncate employee_words").execute(db);
  for (const column of ["company_id", "department_id", "position_id"]) {
    await db.schema.dropIndex(`employees_${column}`).execute();
    const columns = [column, "name_key", "id"];
    await db.schema.createIndex(`employees_${column}`).on("employees").columns(columns).execute();
  }
}

type Text = ReturnType<typeof sql>;

async function foundBy(db: AnyDatabase, text: Text): Promise<void> {
  await sql`create table employee_found_by (
    employee_id ${text} not null primary key references employees (id) on delete cascade,
    words ${text} not null,
    name_key ${text} not null
  ) ${ending(db)}`.execute(db);
  const joined = sql.raw(isSqlite(db) ? "group_concat(' ' || w.word, '')" : "string_agg(' ' || w.word, '')");
  await sql`insert into employee_found_by (employee_id, words, name_key)
    select e.id, coalesce((select ${joined} from employee_words w where w.employee_id = e.id), ''), e.name_key
    from employees e order by e.id`.execute(db);
}

async function terms(db: AnyDatabase, text: Text): Promise<void> {
  const key = sql`primary key (term, name_key, employee_id)`;
  // PostgreSQL makes the index of a full table much faster.
  await sql`create table employee_terms (term ${text} not null, name_key ${text} not null, employee_id ${text} not null
    ${isSqlite(db) ? sql`, ${key}` : sql``}) ${ending(db)}`.execute(db);
  // Beginnings of up to three letters, and the longer words: no word has more than 64.
  await sql`insert into employee_terms (term, name_key, employee_id)
    select distinct substr(w.word, 1, l.letters), f.name_key, f.employee_id
    from employee_found_by f join employee_words w on w.employee_id = f.employee_id
      cross join (select 1 as letters union all select 2 union all select 3 union all select 64) l
    order by 1, 2, 3`.execute(db);
  if (!isSqlite(db)) await sql`alter table employee_terms add ${key}`.execute(db);
}

/** What is looked up by its key only is kept in the index itself, where the database can do so. */
function ending(db: AnyDatabase) {
  return sql.raw(isSqlite(db) ? "strict, without rowid" : "");
}
