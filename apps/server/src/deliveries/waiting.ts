// Accounts that wait to be sealed to keys: handed out to a key of the same employee that can open them, or to an
// administrator who has unlocked the organisation key.

import { mostSealedTo } from "@hesper/contract";
import type { Account } from "../accounts/account.ts";
import type { Recipient } from "../accounts/employee-keys.ts";
import * as sealedStore from "../accounts/sealed-store.ts";
import * as accounts from "../accounts/store.ts";
import { recordEvent } from "../audit/service.ts";
import { type Database, type Handle, inTransaction } from "../database/database.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { listActiveOf } from "../keys/recipient-store.ts";
import type { KeyRow } from "../keys/store.ts";
import { findRecipient } from "../organisation-key/recipient.ts";
import { findMany as findPrivate, type PrivateAccount } from "../private-accounts/store.ts";
import type { AccountId, IdSource } from "../security/ids.ts";
import { done, type Result } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import { cutByBytes } from "./page-bytes.ts";
import * as store from "./waiting-store.ts";

export { countWaiting } from "./waiting-store.ts";

export interface DeliveryDeps {
  readonly db: Database;
  readonly ids: IdSource;
}

/** Whether another active key of the employee waits for something that this one can open. */
export async function isOtherWaiting(db: Database, key: KeyRow): Promise<boolean> {
  return key.employee_id !== null && ((await store.isOtherWaiting(db, key.id))?.isSo ?? false);
}

interface PageOf<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

interface Asked {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

function cut(found: readonly store.Waiting[], limit: number): { ids: AccountId[]; nextCursor: string | null } {
  const ids = cutByBytes(found, limit).map(({ id }) => id);
  return { ids, nextCursor: ids.length < found.length ? (ids.at(-1) ?? null) : null };
}

export type ForKey =
  | { readonly account: Account; readonly sealed: string; readonly recipients: readonly Recipient[] }
  | { readonly own: PrivateAccount; readonly recipients: readonly Recipient[] };

/** What a key can seal to others of its employee, by id. */
export async function listWaitingForKey(
  { db }: Pick<DeliveryDeps, "db">,
  { id: keyId, employee_id: employeeId }: KeyRow,
  { limit, cursor }: Asked,
): Promise<PageOf<ForKey>> {
  if (employeeId === null) return { items: [], nextCursor: null };
  const page = { limit: limit + 1, after: cursor ?? null };
  const { ids, nextCursor } = cut(await store.listServedBy(db, { keyId, employeeId }, page), limit);
  if (ids.length === 0) return { items: [], nextCursor: null };
  const own = await findPrivate(db, ids);
  const keys = own.length === 0 ? [] : await listActiveOf(db, employeeId, { limit: mostSealedTo });
  const items = [
    ...(await readSealedTo(db, ids)),
    ...own.map((one) => ({ own: one, recipients: keys })),
  ] satisfies ForKey[];
  const idOf = (one: ForKey) => ("own" in one ? one.own.id : one.account.id);
  return { items: items.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)), nextCursor };
}

interface ToSeal {
  readonly account: Account;
  readonly sealed: string;
  readonly recipients: readonly Recipient[];
  /** How many of the recipients wait for it. */
  readonly waiting: number;
  /** Keys beyond those that one account can be sealed to. */
  readonly leftOut: number;
}

/** Those of these that are personal or shared, with whom they are to be sealed to. */
async function readSealedTo(db: Handle, ids: readonly AccountId[]): Promise<ToSeal[]> {
  const organisation = await findRecipient(db);
  const keys = Map.groupBy(await store.listRecipients(db, ids), (one) => one.account_id);
  const parts = new Map((await sealedStore.findMany(db, ids)).map((one) => [one.id, one.sealed]));
  return (await accounts.findMany(db, ids)).map((account) => {
    const own = keys.get(account.id) ?? [];
    const all = organisation ? [...own, organisation] : own;
    return {
      account,
      sealed: parts.get(account.id) ?? "",
      recipients: all.map(({ keyId, recipient }) => ({ keyId, recipient })),
      waiting: own.filter(({ status }) => status === "waiting").length,
      leftOut: Math.max(0, (own[0]?.all ?? 0) - own.length),
    };
  });
}

/** For an administrator, who opens them with the organisation key, by id. What is handed out is counted on record. */
export async function listWaiting(
  { db, ids }: DeliveryDeps,
  caller: Caller,
  { limit, cursor, ...what }: Asked & store.For,
): Promise<Result<PageOf<ToSeal>, "not_authenticated" | "forbidden">> {
  return inTransaction(db, async (tx) => {
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    const organisation = await findRecipient(tx);
    if (!organisation) return done({ items: [], nextCursor: null });
    const page = { limit: limit + 1, after: cursor ?? null };
    const found = await store.listWaiting(tx, { ...what, opener: organisation.keyId }, page);
    const { ids: some, nextCursor } = cut(found, limit);
    if (some.length === 0) return done({ items: [], nextCursor });
    const items = (await readSealedTo(tx, some)).sort((a, b) => (a.account.id < b.account.id ? -1 : 1));
    const by = { actorId: caller.employee.id, subjectId: what.employeeId ?? null, origin: caller.origin };
    const detail = { accounts: items.length };
    await recordEvent(tx, ids, { ...by, type: "accounts.opened_for_delivery", detail });
    return done({ items, nextCursor });
  });
}
