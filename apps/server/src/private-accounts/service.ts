// Private accounts: made, changed and deleted by keys of their employee. The server sees ids, revisions and times.

import { mostPrivateAccounts, mostSealedTo, type RecipientKind } from "@hesper/contract";
import { obstacleToNewId } from "../accounts/new-id.ts";
import { holdRecipients, readSealed, type Sealed } from "../accounts/recipients.ts";
import type { Origin } from "../audit/service.ts";
import { recordEvent } from "../audit/service.ts";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import { type ActingKey, lookAgain } from "../deliveries/acting-key.ts";
import { followAccountGone, followContent, followGain, holdKeysForWriting } from "../deliveries/following.ts";
import { lockEmployee } from "../employees/service.ts";
import { listActiveOf } from "../keys/recipient-store.ts";
import { find as findKey, type KeyRow } from "../keys/store.ts";
import { findKind } from "../organisation-key/recipient.ts";
import { type AccountId, type IdSource, type KeyId, timeOfId } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse, refuseField } from "../security/result.ts";
import * as store from "./store.ts";

export interface PrivateAccountDeps {
  readonly db: Database;
  readonly ids: IdSource;
}

export interface KeyCaller {
  readonly key: KeyRow;
  readonly origin: Origin;
}

type ByKey = "not_authenticated" | "forbidden";

export interface PrivateParts extends Sealed {
  /** Name, addresses, apps and login: an age file, Base64. */
  readonly details: string;
}

export interface Stored {
  readonly id: AccountId;
  readonly revision: number;
  readonly sealedRevision: number;
}

/** Reads both headers. It costs some time, and so is done before the transaction. */
export function readParts({ sealed, details, sealedTo }: PrivateParts): Result<RecipientKind, "invalid_request"> {
  const header = readSealed({ sealed, sealedTo });
  if (!header.ok) return header;
  const second = readSealed({ sealed: details, sealedTo });
  if (!second.ok) return refuseField("/details", `The details: ${second.detail}`);
  const isOne = header.value.kind === second.value.kind;
  return isOne ? done(header.value.kind) : refuseField("/details", "Both parts are sealed to keys of one kind.");
}

/**
 * To be called first. Holds the name of the keys, then the employee, and with that all private accounts of theirs, then
 * `more`, then the keys.
 */
export async function holdForWriting(
  tx: Tx,
  key: KeyRow,
  { id, sealedTo, more }: { id: AccountId; sealedTo: readonly KeyId[]; more?: () => Promise<void> },
): Promise<Result<ActingKey, ByKey>> {
  await holdRecipients(tx);
  if (key.employee_id === null) return refuse("not_authenticated");
  await lockEmployee(tx, key.employee_id);
  await more?.();
  await holdKeysForWriting(tx, id, { sealedTo, of: key.employee_id });
  return lookAgain(tx, key);
}

/** What is wrong with whom a private account is sealed to; null: nothing. */
export async function obstacleToPrivateKeys(
  tx: Tx,
  { key, employeeId }: ActingKey,
  { sealedTo, kind }: { sealedTo: readonly KeyId[]; kind: RecipientKind },
): Promise<Refusal<"conflict" | "invalid_request"> | null> {
  if (kind !== (await findKind(tx))) {
    return refuseField("/sealed", "It is sealed to keys of the other kind. All keys of an installation are of one.");
  }
  if (!sealedTo.includes(key.id)) return refuseField("/sealedTo", "It is not sealed to the key that writes it.");
  const known = await listActiveOf(tx, employeeId, { limit: mostSealedTo, among: sealedTo });
  return known.length === sealedTo.length ? null : refuse("conflict", otherKeys);
}

const otherKeys =
  "A private account is sealed to active keys of its employee only, and these are others. " +
  "Load the keys again, seal to those, and save again.";

/** @param revision the one that was seen; 0: a new account. The next one stands in what is sealed. */
export async function writePrivateAccount(
  { db, ids }: PrivateAccountDeps,
  { key, origin }: KeyCaller,
  id: AccountId,
  { revision, ...parts }: PrivateParts & { readonly revision: number },
): Promise<Result<Stored, "invalid_request" | "not_found" | "conflict" | ByKey>> {
  const kind = readParts(parts);
  if (!kind.ok) return kind;
  return inTransaction(db, async (tx) => {
    const isNew = revision === 0;
    const held = await holdForWriting(tx, key, { id, sealedTo: parts.sealedTo });
    if (!held.ok) return held;
    const obstacle =
      (await (isNew ? obstacleToNew(tx, held.value, id) : obstacleToChange(tx, held.value, { id, revision }))) ??
      (await obstacleToPrivateKeys(tx, held.value, { ...parts, kind: kind.value }));
    if (obstacle) return obstacle;
    const { employeeId } = held.value;
    const written = { id, revision: revision + 1, ...parts, by: key.id, nowMs: ids.clock.nowMs() };
    if (isNew) {
      await store.insert(tx, employeeId, written);
      await followGain(tx, ids, { privateAccountId: id });
    } else {
      await store.replace(tx, written);
      await followContent(tx, ids, { accountId: id, isNew: true });
    }
    const by = { actorId: employeeId, subjectId: employeeId, origin, detail: { account: id, key: key.id } };
    await recordEvent(tx, ids, { ...by, type: isNew ? "private_account.created" : "private_account.changed" });
    return done({ id, revision: revision + 1, sealedRevision: revision + 1 });
  });
}

async function obstacleToNew(
  tx: Tx,
  { employeeId }: ActingKey,
  id: AccountId,
): Promise<Refusal<"conflict" | "invalid_request"> | null> {
  // As of every new account; another form of one that is there would be the same name in a key.
  if (timeOfId(id) === null)
    return refuseField("/id", "The id of a new account is a UUID of version 7, in lower case.");
  const taken = await obstacleToNewId(tx, id);
  if (taken) return taken;
  if ((await store.count(tx, employeeId)) < mostPrivateAccounts) return null;
  return refuse(
    "conflict",
    `You have ${mostPrivateAccounts} private accounts, and there can be no more. Delete one first.`,
  );
}

async function obstacleToChange(
  tx: Tx,
  { key, employeeId }: ActingKey,
  { id, revision }: { id: AccountId; revision: number },
): Promise<Refusal<"not_found" | "conflict"> | null> {
  const account = await store.find(tx, { id, employeeId });
  if (!account) return refuse("not_found", gone);
  return account.revision === revision ? null : refuseStale(tx, key, account);
}

const gone = "There is no such private account. Another key of yours may have deleted it: sync, and look again.";

/** Says which key did. */
async function refuseStale(tx: Tx, key: KeyRow, account: store.PrivateAccount): Promise<Refusal<"conflict">> {
  const by = account.changed_by === key.id ? key : await findKey(tx, account.changed_by);
  const who = by === null ? "Another key of yours" : by.id === key.id ? "This key" : `Your key “${by.name}”`;
  return refuse(
    "conflict",
    `${who} changed this account meanwhile. Sync, look at it as it is now, and repeat your change.`,
  );
}

export async function deletePrivateAccount(
  { db, ids }: PrivateAccountDeps,
  { key, origin }: KeyCaller,
  { id, revision }: { id: AccountId; revision: number },
): Promise<Result<null, "not_found" | "conflict" | ByKey>> {
  return inTransaction(db, async (tx) => {
    const held = await holdForWriting(tx, key, { id, sealedTo: [] });
    if (!held.ok) return held;
    const obstacle = await obstacleToChange(tx, held.value, { id, revision });
    if (obstacle) return obstacle;
    const { employeeId } = held.value;
    await followAccountGone(tx, ids, id);
    await store.remove(tx, id);
    const detail = { account: id, key: key.id };
    const by = { actorId: employeeId, subjectId: employeeId, origin, detail };
    await recordEvent(tx, ids, { ...by, type: "private_account.deleted" });
    return done(null);
  });
}
