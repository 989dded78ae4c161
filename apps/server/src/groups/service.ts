// Groups: employees that are given the same accounts and policies. A group holds employees, never groups.
import { noteExposureOfGroup } from "../accounts/exposure-store.ts";
import { holdRecipients } from "../accounts/recipients.ts";
import { recordEvent } from "../audit/service.ts";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import { followLoss, followMembers, holdGivenTo } from "../deliveries/following.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { startGraceOfMembers } from "../employees/service.ts";
import { findByIds } from "../employees/store.ts";
import { type EmployeeId, type GroupId, type IdSource, newId } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse, refuseField } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import * as store from "./store.ts";

export type { Group } from "./store.ts";

export interface GroupDeps {
  readonly db: Database;
  readonly ids: IdSource;
}

type ByAdministrator = "not_authenticated" | "forbidden";

export async function createGroup(
  { db, ids }: GroupDeps,
  caller: Caller,
  { name, description }: { name: string; description: string },
): Promise<Result<store.Group, "conflict" | ByAdministrator>> {
  return withUniqueName(name, () =>
    inTransaction(db, async (tx) => {
      const overruled = await obstacleToCaller(tx, caller);
      if (overruled) return overruled;
      const id = newId<GroupId>(ids);
      await store.insert(tx, { id, name, description, nowMs: ids.clock.nowMs() });
      await recordEvent(tx, ids, { ...by(caller), type: "group.created", detail: { id, name } });
      return done(await get(tx, id));
    }),
  );
}

export async function changeGroup(
  { db, ids }: GroupDeps,
  caller: Caller,
  id: GroupId,
  change: { revision: number; name?: string | undefined; description?: string | undefined },
): Promise<Result<store.Group, "conflict" | "not_found" | ByAdministrator>> {
  return withUniqueName(change.name ?? "", () =>
    inTransaction(db, async (tx) => {
      const found = await lock(tx, caller, id);
      if (!found.ok) return found;
      const { name, description, revision } = found.value;
      if (revision !== change.revision) return refuseStale(name);
      const after = { name: change.name ?? name, description: change.description ?? description };
      await store.change(tx, id, { ...after, nowMs: ids.clock.nowMs() });
      const fields = (["name", "description"] as const).filter((field) => after[field] !== found.value[field]);
      const detail = { id, from: name, to: after.name, fields: fields.join(", ") };
      await recordEvent(tx, ids, { ...by(caller), type: "group.changed", detail });
      return done(await get(tx, id));
    }),
  );
}

function refuseStale(name: string) {
  return refuse("conflict", `Somebody changed the group, now “${name}”, meanwhile. Look again.`);
}

/** Members who are asked for the first time have the days of grace of the policy from now on. */
export async function changeGroupPolicy(
  { db, ids }: GroupDeps,
  caller: Caller,
  id: GroupId,
  { revision, requiresTwoFactor: isRequired }: { revision: number; requiresTwoFactor: boolean },
): Promise<Result<store.Group, "conflict" | "not_found" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    const found = await lock(tx, caller, id);
    if (!found.ok) return found;
    const { name, requiresTwoFactor } = found.value;
    if (found.value.revision !== revision) return refuseStale(name);
    if (isRequired === (requiresTwoFactor === 1)) return found;
    await store.setTwoFactor(tx, id, { isRequired, nowMs: ids.clock.nowMs() });
    const detail = { id, name, setting: "requiresTwoFactor", from: !isRequired, to: isRequired };
    await recordEvent(tx, ids, { ...by(caller), type: "group.policy_changed", detail });
    if (isRequired) await startGraceOfMembers(tx, ids, { groupId: id });
    return done(await get(tx, id));
  });
}

export async function deleteGroup(
  { db, ids }: GroupDeps,
  caller: Caller,
  id: GroupId,
): Promise<Result<null, "not_found" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    await holdRecipients(tx);
    const found = await lock(tx, caller, id);
    if (!found.ok) return found;
    const members = (await store.countMembers(tx, [id])).get(id) ?? 0;
    const detail = { id, name: found.value.name, members };
    await recordEvent(tx, ids, { ...by(caller), type: "group.deleted", detail });
    await noteExposureOfGroup(tx, { groupId: id, nowMs: ids.clock.nowMs() });
    // Its accounts are still known by it, and nobody has them through it any more.
    await store.removeAllMembers(tx, id);
    await followLoss(tx, ids, { groupId: id });
    await store.remove(tx, id);
    return done(null);
  });
}

export interface ChangedMembers {
  readonly group: store.Group;
  readonly added: number;
  readonly removed: number;
}

/** Adds and removes. Who is in or out already stays so; who is named in both is removed. */
export async function changeMembers(
  { db, ids }: GroupDeps,
  caller: Caller,
  id: GroupId,
  change: { add: readonly EmployeeId[]; remove: readonly EmployeeId[] },
): Promise<Result<ChangedMembers, "not_found" | "invalid_request" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    await holdRecipients(tx);
    const found = await lock(tx, caller, id);
    if (!found.ok) return found;
    const leaving = new Set(change.remove);
    const coming = [...new Set(change.add)].filter((one) => !leaving.has(one));
    if ((await findByIds(tx, coming)).length < coming.length) {
      return refuseField("/add", "Somebody of these employees does not exist (any more). Look again.");
    }
    const members = await store.findMembers(tx, id, [...coming, ...leaving]);
    const added = coming.filter((one) => !members.has(one));
    const removed = [...leaving].filter((one) => members.has(one));
    await store.addMembers(tx, id, added, ids.clock.nowMs());
    if (found.value.requiresTwoFactor && added.length > 0)
      await startGraceOfMembers(tx, ids, { groupId: id, some: added });
    // Employees come before accounts, and what refers to these after them: nobody waits for somebody who waits for them.
    if (added.length > 0) await holdGivenTo(tx, id);
    await noteExposureOfGroup(tx, { groupId: id, employeeIds: removed, nowMs: ids.clock.nowMs() });
    await store.removeMembers(tx, id, removed);
    await followMembers(tx, ids, { groupId: id, added, removed });
    const detail = { id, name: found.value.name };
    for (const subjectId of added) {
      await recordEvent(tx, ids, { ...by(caller), type: "group.member_added", subjectId, detail });
    }
    for (const subjectId of removed) {
      await recordEvent(tx, ids, { ...by(caller), type: "group.member_removed", subjectId, detail });
    }
    return done({ group: found.value, added: added.length, removed: removed.length });
  });
}

async function lock(tx: Tx, caller: Caller, id: GroupId): Promise<Result<store.Group, "not_found" | ByAdministrator>> {
  const overruled = await obstacleToCaller(tx, caller);
  if (overruled) return overruled;
  await store.touch(tx, id);
  const found = await store.findById(tx, id);
  return found ? done(found) : refuse("not_found");
}

function by({ employee, origin }: Caller) {
  return { actorId: employee.id, subjectId: null as EmployeeId | null, origin };
}

async function get(tx: Tx, id: GroupId): Promise<store.Group> {
  const found = await store.findById(tx, id);
  if (!found) throw new Error("A group that was just written is not there.");
  return found;
}

async function withUniqueName<T>(name: string, work: () => Promise<T>): Promise<T | Refusal<"conflict">> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return refuse("conflict", `There is a group “${name}” already. Choose another name.`);
  }
}
