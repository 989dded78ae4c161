// The one place that moves deliveries: called in the transaction of whatever changes what a key is to have, after it.
// `holdRecipients` comes first in such a transaction, then employees, groups and accounts are held; keys come last.
import type { Tx } from "../database/database.ts";
import type { KeyRow } from "../keys/store.ts";
import type { AccountId, EmployeeId, EmployeeKeyId, GroupId, IdSource } from "../security/ids.ts";
import * as store from "./following-store.ts";

/** Somebody has something from now on. The accounts have to be held. */
export async function followGain(tx: Tx, { clock }: IdSource, what: store.Gain): Promise<void> {
  if ("employeeIds" in what && what.employeeIds.length === 0) return;
  const nowMs = clock.nowMs();
  for (const keys of inPieces(await store.holdKeysOfGain(tx, what))) await store.gain(tx, what, { keys, nowMs });
}

/** Something was taken from somebody, who may have it in another way still. */
export async function followLoss(tx: Tx, { clock }: IdSource, what: store.Loss): Promise<void> {
  if ("employeeIds" in what && what.employeeIds?.length === 0) return;
  const nowMs = clock.nowMs();
  for (const keys of inPieces(await store.holdKeysOfLoss(tx, what))) await store.lose(tx, what, { keys, nowMs });
}

/** Holds all accounts of a group, for new members: what is written to one meanwhile waits until they have a delivery. */
export async function holdGivenTo(tx: Tx, groupId: GroupId): Promise<void> {
  await store.holdAccountsOfGroup(tx, groupId);
}

/** Some joined a group and some left it, at once. `holdGivenTo` comes before, where some joined. */
export async function followMembers(
  tx: Tx,
  ids: IdSource,
  { groupId, added, removed }: { groupId: GroupId; added: readonly EmployeeId[]; removed: readonly EmployeeId[] },
): Promise<void> {
  // All at once, so that they are held in one order.
  if (added.length + removed.length > 0) await store.holdKeysOf(tx, [...added, ...removed]);
  await followGain(tx, ids, { groupId, employeeIds: added });
  await followLoss(tx, ids, { groupId, employeeIds: removed });
}

/** An account is about to be deleted. It has to be held. */
export async function followAccountGone(tx: Tx, { clock }: IdSource, accountId: AccountId): Promise<void> {
  const nowMs = clock.nowMs();
  const what = { accountId };
  for (const keys of inPieces(await store.holdKeysOfLoss(tx, what))) {
    await store.lose(tx, what, { keys, nowMs, isGone: true });
  }
}

/**
 * Something of an account was written, which has to be held.
 * @param isNew false: the same content for other keys. Those that have it keep what they have.
 */
export async function followContent(
  tx: Tx,
  { clock }: IdSource,
  { accountId, isNew }: { accountId: AccountId; isNew: boolean },
): Promise<void> {
  const nowMs = clock.nowMs();
  for (const keys of inPieces(await store.holdKeysOfContent(tx, accountId))) {
    await store.turn(tx, accountId, { keys, nowMs, isNew });
  }
}

/** A key is active: everything that its employee has waits for it, or is queued where it can open it already. */
export async function followActivation(tx: Tx, { clock }: IdSource, key: KeyRow): Promise<void> {
  if (key.employee_id === null) return;
  const keys = await store.holdKey(tx, key.id);
  if (keys.length === 0) return;
  await store.gain(tx, { everythingOf: key.employee_id }, { keys, nowMs: clock.nowMs() });
}

/**
 * A key is deactivated or compromised: what it was never told of is forgotten, the rest it is to remove. To be called
 * while its accounts are still there, whose names are noted.
 */
export async function endDeliveries(tx: Tx, { clock }: IdSource, keyId: EmployeeKeyId): Promise<void> {
  await store.loseAll(tx, keyId, clock.nowMs());
}

/** A key has wiped itself, as its row says. */
export async function confirmRemovals(tx: Tx, keyId: EmployeeKeyId): Promise<void> {
  await store.markAllRemoved(tx, keyId);
}

/**
 * Holds the keys that writing an account touches, before it is written: for a key that writes and is looked at again
 * first. All keys of its employee are among them.
 */
export async function holdKeysForWriting(
  tx: Tx,
  accountId: AccountId,
  more: { readonly sealedTo: readonly string[]; readonly of: EmployeeId },
): Promise<void> {
  await store.holdKeysOfContent(tx, accountId, more);
}

function* inPieces(keys: readonly EmployeeKeyId[]): Generator<readonly EmployeeKeyId[]> {
  for (let at = 0; at < keys.length; at += store.keysAtOnce) yield keys.slice(at, at + store.keysAtOnce);
}
