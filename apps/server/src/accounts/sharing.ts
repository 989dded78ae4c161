// Shared accounts: given to employees and groups, and taken back from one without touching the others.
import { recordEvent } from "../audit/service.ts";
import { inTransaction, type Tx } from "../database/database.ts";
import { followGain, followLoss } from "../deliveries/following.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { lockEmployee } from "../employees/service.ts";
import * as groups from "../groups/store.ts";
import type { AccountId, EmployeeId, GroupId } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import type { Account } from "./account.ts";
import { noteExposure, noteExposureOfGroup } from "./exposure-store.ts";
import * as grants from "./grants-store.ts";
import { holdRecipients } from "./recipients.ts";
import { type AccountDeps, aboutAccount, type ByAdministrator, holdAccount, obstacleToEmployee } from "./service.ts";

async function holdShared(
  tx: Tx,
  caller: Caller,
  id: AccountId,
): Promise<Result<Account, "not_found" | ByAdministrator>> {
  const held = await holdAccount(tx, caller, id);
  return held.ok && held.value.kind !== "shared" ? refuse("not_found") : held;
}

interface ToEmployee {
  readonly id: AccountId;
  readonly employeeId: EmployeeId;
}

interface ToGroup {
  readonly id: AccountId;
  readonly groupId: GroupId;
}

/** A group before its accounts, as where its members are changed. */
async function holdSharedAndGroup(
  tx: Tx,
  caller: Caller,
  { id, groupId }: ToGroup,
): Promise<Result<{ account: Account; group: groups.Group }, "not_found" | ByAdministrator>> {
  await holdRecipients(tx);
  const overruled = await obstacleToCaller(tx, caller);
  if (overruled) return overruled;
  await groups.touch(tx, groupId);
  const group = await groups.findById(tx, groupId);
  const held = await holdShared(tx, caller, id);
  if (!held.ok) return held;
  return group ? done({ account: held.value, group }) : refuse("not_found");
}

/** Whoever has it already has it still. */
export async function giveToEmployee(
  { db, ids }: AccountDeps,
  caller: Caller,
  { id, employeeId }: ToEmployee,
): Promise<Result<null, "not_found" | "conflict" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    await holdRecipients(tx);
    const obstacle = (await obstacleToCaller(tx, caller)) ?? (await obstacleToEmployee(tx, employeeId));
    if (obstacle) return obstacle;
    const held = await holdShared(tx, caller, id);
    if (!held.ok) return held;
    if (!(await grants.giveToEmployee(tx, { id, employeeId, nowMs: ids.clock.nowMs() }))) return done(null);
    await followGain(tx, ids, { accountId: id, employeeId });
    const event = { ...aboutAccount(caller, held.value, {}), subjectId: employeeId };
    await recordEvent(tx, ids, { ...event, type: "account.given" });
    return done(null);
  });
}

export async function takeFromEmployee(
  { db, ids }: AccountDeps,
  caller: Caller,
  { id, employeeId }: ToEmployee,
): Promise<Result<null, "not_found" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    await holdRecipients(tx);
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    await lockEmployee(tx, employeeId);
    const held = await holdShared(tx, caller, id);
    if (!held.ok) return held;
    if (!(await grants.takeFromEmployee(tx, id, employeeId))) return refuse("not_found");
    await noteExposure(tx, { employeeId, id, how: "had_it", nowMs: ids.clock.nowMs() });
    await followLoss(tx, ids, { accountId: id, employeeId });
    const event = { ...aboutAccount(caller, held.value, {}), subjectId: employeeId };
    await recordEvent(tx, ids, { ...event, type: "account.taken" });
    return done(null);
  });
}

function aboutGroup(caller: Caller, account: Account, { id, name }: groups.Group) {
  return aboutAccount(caller, account, { group: id, groupName: name });
}

export async function giveToGroup(
  { db, ids }: AccountDeps,
  caller: Caller,
  { id, groupId }: ToGroup,
): Promise<Result<null, "not_found" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    const held = await holdSharedAndGroup(tx, caller, { id, groupId });
    if (!held.ok) return held;
    const { account, group } = held.value;
    if (!(await grants.giveToGroup(tx, { id, groupId, nowMs: ids.clock.nowMs() }))) return done(null);
    await followGain(tx, ids, { accountId: id, groupId });
    await recordEvent(tx, ids, { ...aboutGroup(caller, account, group), type: "account.given" });
    return done(null);
  });
}

export async function takeFromGroup(
  { db, ids }: AccountDeps,
  caller: Caller,
  { id, groupId }: ToGroup,
): Promise<Result<null, "not_found" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    const held = await holdSharedAndGroup(tx, caller, { id, groupId });
    if (!held.ok) return held;
    const { account, group } = held.value;
    await noteExposureOfGroup(tx, { groupId, accountId: id, nowMs: ids.clock.nowMs() });
    if (!(await grants.takeFromGroup(tx, id, groupId))) return refuse("not_found");
    await followLoss(tx, ids, { accountId: id });
    await recordEvent(tx, ids, { ...aboutGroup(caller, account, group), type: "account.taken" });
    return done(null);
  });
}
