// Finding accounts by words: pages that an index answers, whatever their number.
import type { AccountKind } from "@hesper/contract";
import { sql } from "kysely";
import type { Handle } from "../database/database.ts";
import type { AccountId, EmployeeId } from "../security/ids.ts";
import type { Account } from "./account.ts";
import { type AfterName, accountOf, all, type PageOf } from "./store.ts";
import { rangeOf } from "./terms.ts";

/** An account that was found, and the first of its words that begins as was asked for. */
export interface Found {
  readonly term: string;
  readonly id: AccountId;
}

/** Enough to tell a rare word from a common one. */
const countedAtMost = 1000;

/** The word that the fewest accounts have comes first: the others are then looked up for those only. */
export async function rarestFirst(
  db: Handle,
  kinds: readonly AccountKind[],
  words: readonly string[],
): Promise<string[]> {
  if (words.length < 2) return [...words];
  const counted: { word: string; count: number }[] = [];
  for (const word of words) {
    let count = 0;
    for (const kind of kinds) count += await countSome(db, kind, word);
    counted.push({ word, count });
  }
  return counted.sort((a, b) => a.count - b.count).map(({ word }) => word);
}

async function countSome(db: Handle, kind: AccountKind, word: string): Promise<number> {
  const { from, to } = rangeOf(word);
  const some = db
    .selectFrom("account_terms")
    .select("term")
    .where("kind", "=", kind)
    .where("term", ">=", from)
    .where("term", "<", to)
    // In the order of the index, which is then what is read, however many there are.
    .orderBy("term")
    .limit(countedAtMost);
  const counted = db.selectFrom(some.as("some")).select((eb) => eb.fn.countAll<number>().as("count"));
  return Number((await counted.executeTakeFirstOrThrow()).count);
}

/** A page of accounts of a kind that have all these words, by the first one that fits the first word. */
export async function findByWords(
  db: Handle,
  { kind, words }: { kind: AccountKind; words: readonly string[] },
  { limit, after }: PageOf<Found>,
): Promise<Found[]> {
  const [first = "", ...others] = words;
  const { from, to } = rangeOf(first);
  let query = db
    .selectFrom("account_terms as t")
    .select(["t.term", "t.account_id as id"])
    .where("t.kind", "=", kind)
    .where("t.term", ">=", from)
    .where("t.term", "<", to)
    // Once, though it may have several such words.
    .where((eb) => eb.not(eb.exists(termIn(db, { from, to: eb.ref("t.term") }, eb.ref("t.account_id")))));
  for (const word of others) query = query.where((eb) => eb.exists(termIn(db, rangeOf(word), eb.ref("t.account_id"))));
  if (after !== null) {
    query = query.where((eb) => eb(eb.refTuple("t.term", "t.account_id"), ">", eb.tuple(after.term, after.id)));
  }
  return query.orderBy("t.term").orderBy("t.account_id").limit(limit).execute();
}

function termIn(db: Handle, { from, to }: { from: string; to: unknown }, accountId: unknown) {
  return db
    .selectFrom("account_terms as one")
    .select("one.term")
    .where(sql<boolean>`one.account_id = ${accountId} and one.term >= ${from} and one.term < ${to}`);
}

/** A page of the personal accounts of an employee, by name, without those that have all the words themselves. */
export async function listOfPerson(
  db: Handle,
  { employeeId, words }: { employeeId: EmployeeId; words: readonly string[] },
  { limit, after }: PageOf<AfterName>,
): Promise<Account[]> {
  let query = all(db)
    .where("employee_id", "=", employeeId)
    .where((eb) => eb.not(eb.and(words.map((word) => eb.exists(termIn(db, rangeOf(word), eb.ref("accounts.id")))))));
  if (after !== null) {
    query = query.where((eb) =>
      eb(eb.refTuple("accounts.sort_key", "accounts.id"), ">", eb.tuple(after.sortKey, after.id as AccountId)),
    );
  }
  return (await query.orderBy("sort_key").orderBy("accounts.id").limit(limit).execute()).map(accountOf);
}
