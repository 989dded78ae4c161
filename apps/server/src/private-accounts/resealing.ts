// A key seals what it can open to other keys as well: to those of its employee that wait, and of shared accounts to
// whoever else has them. The same content, as the key says.

import type { RecipientKind } from "@hesper/contract";
import type { Account } from "../accounts/account.ts";
import { whoseOf } from "../accounts/exposure-store.ts";
import { holdersOf } from "../accounts/holders.ts";
import { obstacleToKeys, readSealed, recipientsFor, type Sealed } from "../accounts/recipients.ts";
import * as sealedStore from "../accounts/sealed-store.ts";
import * as accounts from "../accounts/store.ts";
import { recordEvent } from "../audit/service.ts";
import { inTransaction, type Tx } from "../database/database.ts";
import type { ActingKey } from "../deliveries/acting-key.ts";
import { followContent } from "../deliveries/following.ts";
import type { AccountId, KeyId } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse, refuseField } from "../security/result.ts";
import {
  holdForWriting,
  type KeyCaller,
  obstacleToPrivateKeys,
  type PrivateAccountDeps,
  readParts,
  type Stored,
} from "./service.ts";
import * as store from "./store.ts";

export interface Resealed extends Sealed {
  /** Of the sealed part that was opened. */
  readonly sealedRevision: number;
  /** Of a private account. */
  readonly details?: string | undefined;
}

export async function resealByKey(
  { db, ids }: PrivateAccountDeps,
  { key, origin }: KeyCaller,
  id: AccountId,
  { details, ...part }: Resealed,
): Promise<Result<Stored, "invalid_request" | "not_found" | "conflict" | "not_authenticated" | "forbidden">> {
  const header = details === undefined ? kindOf(part) : readParts({ ...part, details });
  if (!header.ok) return header;
  return inTransaction(db, async (tx) => {
    const more = () => accounts.touch(tx, id);
    const held = await holdForWriting(tx, key, { id, sealedTo: part.sealedTo, more });
    if (!held.ok) return held;
    const given = { ...part, kind: header.value };
    const result = await (details === undefined
      ? reseal(tx, held.value, id, given)
      : resealPrivate(tx, held.value, id, { ...given, details }));
    if (!result.ok) return result;
    await followContent(tx, ids, { accountId: id, isNew: false });
    const { name, ...stored } = result.value;
    const { employeeId } = held.value;
    const detail = { account: id, ...(name === null ? {} : { name }), key: key.id, keys: part.sealedTo.length };
    const by = { actorId: employeeId, subjectId: employeeId, origin };
    await recordEvent(tx, ids, { ...by, type: "account.resealed_by_key", detail });
    return done(stored);
  });
}

function kindOf(part: Sealed): Result<RecipientKind, "invalid_request"> {
  const header = readSealed(part);
  return header.ok ? done(header.value.kind) : header;
}

interface Given extends Sealed {
  readonly sealedRevision: number;
  readonly kind: RecipientKind;
}

type Outcome = Result<Stored & { readonly name: string | null }, "invalid_request" | "not_found" | "conflict">;

const changedMeanwhile = "It was changed meanwhile. Sync, and seal it as it is now.";

async function reseal(tx: Tx, acting: ActingKey, id: AccountId, given: Given): Promise<Outcome> {
  if (await store.find(tx, { id, employeeId: acting.employeeId })) {
    return refuseField("/details", "Of a private account both parts are sealed again.");
  }
  const account = await findOpenable(tx, acting, id);
  if (!account) return refuse("not_found");
  if (account.sealedRevision !== given.sealedRevision) return refuse("conflict", changedMeanwhile);
  const of = holdersOf(tx, account);
  const obstacle = (await obstacleToKeys(tx, { ...given, of })) ?? (await obstacleToLoss(tx, acting, account, given));
  if (obstacle) return obstacle;
  await sealedStore.replace(tx, { id, ...given });
  const { revision, sealedRevision, name } = account;
  return done({ id, revision, sealedRevision, name });
}

/** One that the employee has and the key can open. */
async function findOpenable(tx: Tx, { key, employeeId }: ActingKey, id: AccountId): Promise<Account | null> {
  const account = await accounts.find(tx, id);
  if (!account || !(await accounts.isOfEmployee(tx, await whoseOf(tx, employeeId), id))) return null;
  return (await sealedStore.isSealedTo(tx, id, key.id)) ? account : null;
}

/** A key adds keys, and takes an account from none: that is for administrators. */
async function obstacleToLoss(
  tx: Tx,
  { key }: ActingKey,
  account: Account,
  { sealedTo }: Given,
): Promise<Refusal<"conflict" | "invalid_request"> | null> {
  if (!sealedTo.includes(key.id)) return refuseField("/sealedTo", "It is not sealed to the key that seals it.");
  const { keys } = await recipientsFor(tx, holdersOf(tx, account));
  const before = new Set<KeyId>((await sealedStore.find(tx, account.id))?.sealedTo);
  const isWhole = keys.every(({ keyId }) => !before.has(keyId) || sealedTo.includes(keyId));
  return isWhole
    ? null
    : refuse(
        "conflict",
        "A key that can open it now could not any more. Load the keys again, and seal to all of them.",
      );
}

async function resealPrivate(
  tx: Tx,
  acting: ActingKey,
  id: AccountId,
  given: Given & { readonly details: string },
): Promise<Outcome> {
  const account = await store.find(tx, { id, employeeId: acting.employeeId });
  const before = account && (await store.sealedTo(tx, id));
  if (!account || !before?.includes(acting.key.id)) return refuse("not_found");
  if (account.revision !== given.sealedRevision) return refuse("conflict", changedMeanwhile);
  const obstacle = await obstacleToPrivateKeys(tx, acting, given);
  if (obstacle) return obstacle;
  await store.reseal(tx, { id, ...given });
  return done({ id, revision: account.revision, sealedRevision: account.revision, name: null });
}
