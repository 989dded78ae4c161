// What employees are found by: the words of each, and from them terms that stand in the order of names, so that a page of
// those who have a term is a stretch of an index, however many there are.
import { sql } from "kysely";
import { insertInBulk, sizesOf } from "../database/bulk.ts";
import type { Tx } from "../database/database.ts";
import { isSqlite } from "../database/engine.ts";
import { sortKey, wordsOf } from "../database/words.ts";
import type { EmployeeId } from "../security/ids.ts";

/** Beginnings of words up to so many letters are terms, and longer words as a whole. */
export const lettersOfBeginning = 3;
/** No word has more letters. */
const longestTerm = 64;

/** The first letters of a word, none of them cut in half. */
export function beginningOf(word: string, letters = lettersOfBeginning): string {
  return [...word].slice(0, letters).join("");
}

export interface Worded {
  readonly id: EmployeeId;
  readonly name: string;
  readonly email: string;
  readonly external_id?: string | null;
}

/** A space before each word: where one begins is found by it. */
export function foundByRow({ id, name, email, external_id }: Worded) {
  const words = wordsOf(`${name} ${email} ${external_id ?? ""}`).map((word) => ` ${word}`);
  return { employee_id: id, words: words.join(""), name_key: sortKey(name) };
}

type FoundBy = ReturnType<typeof foundByRow>;

/** In order, so that neighbours in the index are written one after the other. */
function termRowsOf(rows: readonly FoundBy[]) {
  const terms = rows.flatMap(({ employee_id, words, name_key }) =>
    [...termsOf(words)].map((term) => ({ term, name_key, employee_id })),
  );
  return terms.sort((a, b) => (a.term < b.term ? -1 : a.term > b.term ? 1 : 0));
}

function termsOf(words: string): Set<string> {
  const terms = new Set<string>();
  for (const word of words.split(" ")) {
    for (let letters = 1; letters <= lettersOfBeginning; letters += 1) terms.add(beginningOf(word, letters));
    terms.add(word);
  }
  terms.delete("");
  return terms;
}

/** Of people who have none yet. */
export async function insertWords(tx: Tx, people: readonly Worded[]): Promise<void> {
  const rows = people.map(foundByRow);
  await insertInBulk(tx, { table: "employee_found_by", columns: ["employee_id", "words", "name_key"] }, rows);
  await insertInBulk(tx, { table: "employee_terms", columns: ["term", "name_key", "employee_id"] }, termRowsOf(rows));
}

/** Fewer rows than a statement may have parameters for. */
const removedAtOnce = 2048;

/** Before an employee is deleted: terms refer to nobody, since that would take an index of its own. */
export async function removeWords(tx: Tx, ids: readonly EmployeeId[]): Promise<void> {
  const rows = await tx.selectFrom("employee_found_by").selectAll().where("employee_id", "in", ids).execute();
  const terms = termRowsOf(rows);
  let at = 0;
  for (const size of sizesOf(terms.length, removedAtOnce)) {
    const some = terms.slice(at, at + size).map((row) => sql`(${row.term}, ${row.name_key}, ${row.employee_id})`);
    at += size;
    await sql`delete from employee_terms where (term, name_key, employee_id) in (values ${sql.join(some)})`.execute(tx);
  }
  await tx.deleteFrom("employee_found_by").where("employee_id", "in", ids).execute();
}

/** Also of those who were changed meanwhile, and without those who are gone. Holds them until the transaction ends. */
export async function renewWords(tx: Tx, ids: readonly EmployeeId[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable("employees")
    .set((eb) => ({ revision: eb.ref("revision") }))
    .where("id", "in", ids)
    .execute();
  const query = tx.selectFrom("employees").select(["id", "name", "email", "external_id"]).where("id", "in", ids);
  const rows = await query.execute();
  await removeWords(tx, ids);
  await insertWords(tx, rows);
}

/** The terms of everybody who has none yet, from the words that are there: for many it is much the fastest way. */
export async function insertAllTerms(tx: Tx): Promise<void> {
  const word = isSqlite(tx)
    ? sql`json_each('["' || replace(f.words, ' ', '","') || '"]') w`
    : sql`lateral string_to_table(f.words, ' ') w(value)`;
  const counts = [...Array.from({ length: lettersOfBeginning }, (_, at) => at + 1), longestTerm];
  const letters = sql.join(
    counts.map((count) => sql`select ${sql.lit(count)} as count`),
    sql` union all `,
  );
  await sql`insert into employee_terms (term, name_key, employee_id)
    select distinct substr(w.value, 1, l.count), f.name_key, f.employee_id
    from employee_found_by f cross join ${word} cross join (${letters}) l
    where w.value <> '' order by 1, 2, 3 on conflict do nothing`.execute(tx);
}
