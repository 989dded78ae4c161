// The organisation key: made in a browser, kept here locked with a passphrase, and replaced by another one.
import type { RecipientKind } from "@hesper/contract";
import { type AuditEvent, recordEvent } from "../audit/service.ts";
import { type Database, type Handle, inTransaction, type Tx } from "../database/database.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { findEmployee } from "../employees/service.ts";
import { type IdSource, newId, type OrganisationKeyId } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import { type NewKey, readNewKey, refusalOfLocked } from "./form.ts";
import { holdKeys } from "./recipient.ts";
import * as store from "./store.ts";

/** Things that are sealed to organisation keys. The rooms that have some are handed in. */
export interface SealedThings {
  /** How many are sealed to a key. */
  countSealedTo(db: Handle, keyId: OrganisationKeyId): Promise<number>;
}

/** Keys of employees. */
export interface EmployeeKeys {
  /** How many there are whose kind is not this one. */
  countOfOtherKind(db: Handle, kind: RecipientKind): Promise<number>;
  /** Whether one of them has or had this recipient. */
  hasRecipient(db: Handle, recipient: string): Promise<boolean>;
}

export interface OrganisationKeyDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly sealed: readonly SealedThings[];
  readonly employeeKeys: readonly EmployeeKeys[];
}

type ByAdministrator = "not_authenticated" | "forbidden";

/** The key that is sealed to, and the one that it replaces. */
export interface KeysInUse {
  readonly current: store.KeyRow | null;
  readonly replaced: store.KeyRow | null;
}

export async function findKeys(db: Handle): Promise<KeysInUse> {
  return { current: await store.findByState(db, "current"), replaced: await store.findByState(db, "replaced") };
}

export async function countSealedTo(
  { sealed }: Pick<OrganisationKeyDeps, "sealed">,
  db: Handle,
  keyId: OrganisationKeyId,
): Promise<number> {
  let count = 0;
  for (const things of sealed) count += await things.countSealedTo(db, keyId);
  return count;
}

export async function makeKey(
  deps: OrganisationKeyDeps,
  caller: Caller,
  made: NewKey,
): Promise<Result<null, "invalid_request" | "conflict" | ByAdministrator>> {
  const kind = readNewKey(made);
  if (!kind.ok) return kind;
  return alone(deps, caller, async (tx) => {
    const { current } = await findKeys(tx);
    if (current) return refuse("conflict", `There is an organisation key already. ${await whoMade(tx, current)}`);
    const obstacle = await obstacleToNew(deps, tx, { ...made, kind: kind.value });
    if (obstacle) return obstacle;
    const id = await keep(deps, tx, { caller, made, kind: kind.value });
    await record(deps, tx, caller, { type: "organisation_key.made", detail: { key: id, kind: kind.value } });
    return done(null);
  });
}

export interface HandedOut {
  readonly lockedIdentity: string;
  readonly revision: number;
}

/** Gives the locked identity to an administrator, and says so in the audit. */
export async function handOutIdentity(
  deps: OrganisationKeyDeps,
  caller: Caller,
  id: OrganisationKeyId,
): Promise<Result<HandedOut, "not_found" | ByAdministrator>> {
  return inTransaction(deps.db, async (tx) => {
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    const key = await store.findInUse(tx, id);
    if (!key || key.locked_identity === null) return refuse("not_found");
    await record(deps, tx, caller, { type: "organisation_key.handed_out", detail: { key: id } });
    return done({ lockedIdentity: key.locked_identity, revision: key.revision });
  });
}

export async function changePassphrase(
  deps: OrganisationKeyDeps,
  caller: Caller,
  { id, revision, lockedIdentity }: { id: OrganisationKeyId; revision: number; lockedIdentity: string },
): Promise<Result<null, "invalid_request" | "not_found" | "conflict" | ByAdministrator>> {
  const refusal = refusalOfLocked(lockedIdentity);
  if (refusal) return refusal;
  return alone(deps, caller, async (tx) => {
    const key = await store.findInUse(tx, id);
    if (!key) return refuse("not_found");
    const change = { id, seen: revision, lockedIdentity, nowMs: deps.ids.clock.nowMs(), by: caller.employee.id };
    if (!(await store.relock(tx, change))) {
      const by = await nameOf(tx, key.locked_by);
      return refuse("conflict", `${by} changed the passphrase meanwhile. Unlock the key with the new one, and repeat.`);
    }
    await record(deps, tx, caller, { type: "organisation_key.passphrase_changed", detail: { key: id } });
    return done(null);
  });
}

/** Runs it while nobody stores what is sealed, for an administrator who still is one. */
export async function alone<T>(
  { db }: OrganisationKeyDeps,
  caller: Caller,
  work: (tx: Tx) => Promise<T>,
): Promise<T | Refusal<ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    await holdKeys(tx);
    return (await obstacleToCaller(tx, caller)) ?? work(tx);
  });
}

/** Keys of employees of another kind; a recipient that is or was that of another key. */
export async function obstacleToNew(
  { employeeKeys }: OrganisationKeyDeps,
  tx: Tx,
  { recipient, kind }: { recipient: string; kind: RecipientKind },
): Promise<Refusal<"conflict"> | null> {
  if (await store.hasRecipient(tx, recipient)) {
    return refuse("conflict", "This very key is or was the organisation key. Make a new one.");
  }
  let others = 0;
  for (const keys of employeeKeys) {
    if (await keys.hasRecipient(tx, recipient)) {
      return refuse("conflict", "A key of an employee has or had this recipient. Make a new one.");
    }
    others += await keys.countOfOtherKind(tx, kind);
  }
  if (others === 0) return null;
  const keys = others === 1 ? "1 key of an employee is" : `${others} keys of employees are`;
  return refuse(
    "conflict",
    `${keys} of the other kind, and accounts are never sealed to two kinds. Remove those first.`,
  );
}

/** Stores the key that is sealed to from now on. There must be none. */
export async function keep(
  { ids }: OrganisationKeyDeps,
  tx: Tx,
  { caller, made, kind }: { caller: Caller; made: NewKey; kind: RecipientKind },
): Promise<OrganisationKeyId> {
  const id = newId<OrganisationKeyId>(ids);
  const nowMs = ids.clock.nowMs();
  await store.insert(tx, {
    id,
    state: "current",
    kind,
    recipient: made.recipient,
    locked_identity: made.lockedIdentity,
    created_at: nowMs,
    created_by: caller.employee.id,
    locked_at: nowMs,
    locked_by: caller.employee.id,
    revision: 1,
  });
  return id;
}

export async function record(
  { ids }: OrganisationKeyDeps,
  tx: Tx,
  { employee, origin }: Caller,
  event: Pick<AuditEvent, "type" | "detail">,
): Promise<void> {
  await recordEvent(tx, ids, { ...event, actorId: employee.id, subjectId: null, origin } as AuditEvent);
}

async function whoMade(tx: Tx, key: store.KeyRow): Promise<string> {
  return `${await nameOf(tx, key.created_by)} made it.`;
}

export async function nameOf(db: Handle, id: store.KeyRow["created_by"]): Promise<string> {
  return (id === null ? null : await findEmployee(db, id))?.name ?? "Somebody";
}
