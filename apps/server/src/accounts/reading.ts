// Reading accounts: pages of all of them, of one employee, and of what a search finds.
import { type AccountKind, accountKinds } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import { findPeople } from "../employees/list.ts";
import { groupIdsOf } from "../groups/store.ts";
import { decodeCursor, encodeCursor, isStorable } from "../http/key-cursor.ts";
import type { AccountId, EmployeeId } from "../security/ids.ts";
import type { Account } from "./account.ts";
import * as search from "./search-store.ts";
import * as store from "./store.ts";
import { wordsToFind } from "./terms.ts";

export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface AccountPage {
  readonly items: readonly Account[];
  readonly nextCursor: string | null;
}

/** Texts, as many as the list is sorted by. Null: the list begins. */
function readCursor(cursor: string | undefined, length: number): string[] | null | "broken" {
  if (cursor === undefined) return null;
  const place = decodeCursor(cursor) ?? [];
  const texts = place.filter((part) => typeof part === "string").filter(isStorable);
  return place.length === length && texts.length === length ? texts : "broken";
}

function cut(rows: readonly Account[], limit: number, cursorOf: (last: Account) => string): AccountPage {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? cursorOf(last) : null };
}

function byName({ sortKey, id }: Account): string {
  return encodeCursor([sortKey, id]);
}

function afterName([sortKey = "", id = ""]: readonly string[]): store.AfterName {
  return { sortKey, id };
}

/** @param kind null: all. */
export async function listAccounts(
  db: Handle,
  kind: AccountKind | null,
  { limit, cursor, search: text = "" }: PageQuery & { readonly search?: string | undefined },
): Promise<AccountPage | "broken cursor"> {
  if (text.trim() !== "") return findAccounts(db, { kind, text, limit, cursor });
  const place = readCursor(cursor, 2);
  if (place === "broken") return "broken cursor";
  const after = place && afterName(place);
  return cut(await store.list(db, kind, { limit: limit + 1, after }), limit, byName);
}

export async function listAccountsOf(
  db: Handle,
  employeeId: EmployeeId,
  { limit, cursor }: PageQuery,
): Promise<AccountPage | "broken cursor"> {
  const place = readCursor(cursor, 2);
  if (place === "broken") return "broken cursor";
  const whose = { employeeId, groupIds: await groupIdsOf(db, employeeId) };
  const after = place && afterName(place);
  return cut(await store.listOfEmployee(db, whose, { limit: limit + 1, after }), limit, byName);
}

/** One that the employee has; null: there is none, or it is somebody else's. */
export async function findAccountOf(db: Handle, employeeId: EmployeeId, id: AccountId): Promise<Account | null> {
  const whose = { employeeId, groupIds: await groupIdsOf(db, employeeId) };
  return (await store.isOfEmployee(db, whose, id)) ? store.find(db, id) : null;
}

interface Search extends PageQuery {
  readonly kind: AccountKind | null;
  readonly text: string;
}

/** People whose accounts are shown, where a search finds them and not the accounts. */
const mostPeople = 100;

/**
 * First what has all the words itself, by the word that was found; then personal accounts of people whom the search
 * finds, person by person. The cursor says in which of the two it is.
 */
async function findAccounts(db: Handle, { kind, text, limit, cursor }: Search): Promise<AccountPage | "broken cursor"> {
  const words = wordsToFind(text);
  const place = readPlace(cursor);
  if (place === "broken") return "broken cursor";
  if (words.length === 0) return { items: [], nextCursor: null };
  const begins = place?.part === "people" ? null : await pageByWords(db, { kind, words }, { limit, after: place });
  if (begins?.nextCursor) return begins;
  const items = begins?.items ?? [];
  if (kind === "shared") return { items, nextCursor: null };
  const after = place?.part === "people" ? place : null;
  const people = (await findPeople(db, text, mostPeople)).sort(compareBytes);
  const more = await pageOfPeople(db, { people, words }, { limit: limit - items.length, after });
  return { items: [...items, ...more.items], nextCursor: more.nextCursor };
}

type Place =
  | { readonly part: "words"; readonly word: string; readonly term: string; readonly id: AccountId }
  | { readonly part: "people"; readonly employeeId: string; readonly sortKey: string; readonly id: string };

function readPlace(cursor: string | undefined): Place | null | "broken" {
  if (cursor === undefined) return null;
  const [part, ...rest] = (decodeCursor(cursor) ?? []).map(String);
  if (!rest.every(isStorable)) return "broken";
  const [first = "", second = "", third = ""] = rest;
  if (rest.length !== 3) return "broken";
  if (part === "words") return { part, word: first, term: second, id: third as AccountId };
  return part === "people" ? { part, employeeId: first, sortKey: second, id: third } : "broken";
}

async function pageByWords(
  db: Handle,
  { kind, words }: { kind: AccountKind | null; words: readonly string[] },
  { limit, after }: store.PageOf<search.Found & { readonly word: string }>,
): Promise<AccountPage> {
  // The word that a list began with is walked to its end: another one may have become the rarest meanwhile.
  const begun = after && words.includes(after.word) ? after.word : null;
  const others = begun === null ? words : words.filter((word) => word !== begun);
  const sorted = begun === null ? await search.rarestFirst(db, kindsOf(kind), words) : [begun, ...others];
  const found = await findByWords(db, { kind, words: sorted }, { limit: limit + 1, after });
  const last = found.length > limit ? found[limit - 1] : undefined;
  const items = await inOrder(db, found.slice(0, limit));
  return { items, nextCursor: last ? encodeCursor(["words", sorted[0] ?? "", last.term, last.id]) : null };
}

/** Person by person, each along an index, until the page is full. @param people in the order of their ids. */
async function pageOfPeople(
  db: Handle,
  { people, words }: { people: readonly EmployeeId[]; words: readonly string[] },
  { limit, after }: store.PageOf<store.AfterName & { readonly employeeId: string }>,
): Promise<AccountPage> {
  const items: Account[] = [];
  for (const employeeId of people) {
    const order = after === null ? 1 : compareBytes(employeeId, after.employeeId);
    if (order < 0) continue;
    const page = { limit: limit + 1 - items.length, after: order === 0 ? after : null };
    items.push(...(await search.listOfPerson(db, { employeeId, words }, page)));
    if (items.length > limit) break;
  }
  const last = items[limit - 1];
  if (items.length <= limit) return { items, nextCursor: null };
  const at = last ? [String(last.employeeId), last.sortKey, last.id] : ["", "", ""];
  return { items: items.slice(0, limit), nextCursor: encodeCursor(["people", ...at]) };
}

function kindsOf(kind: AccountKind | null): readonly AccountKind[] {
  return kind === null ? accountKinds : [kind];
}

/** The pages of both kinds, made one. */
async function findByWords(
  db: Handle,
  { kind, words }: { kind: AccountKind | null; words: readonly string[] },
  page: store.PageOf<search.Found>,
): Promise<search.Found[]> {
  const found: search.Found[] = [];
  for (const one of kindsOf(kind)) found.push(...(await search.findByWords(db, { kind: one, words }, page)));
  return found.sort((a, b) => compareBytes(a.term, b.term) || compareBytes(a.id, b.id)).slice(0, page.limit);
}

/** As the databases do. */
function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

async function inOrder(db: Handle, found: readonly search.Found[]): Promise<Account[]> {
  const accounts = await store.findMany(
    db,
    found.map(({ id }) => id),
  );
  const byId = new Map(accounts.map((account) => [account.id, account]));
  // One may have been deleted since it was found.
  return found.flatMap(({ id }) => byId.get(id) ?? []);
}
