// Keys of employees: made, renamed, given another policy and deleted by administrators.
import { mostKeysOfEmployee } from "@hesper/contract";
import { recordEvent } from "../audit/service.ts";
import { inTransaction, type Tx } from "../database/database.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { type Employee, lockEmployee } from "../employees/service.ts";
import * as policies from "../key-policies/store.ts";
import { type EmployeeId, type EmployeeKeyId, type IdSource, type KeyPolicyId, newId } from "../security/ids.ts";
import { done, type Result, refuse, refuseField } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import { type NewActivation, openActivation } from "./activation-opening.ts";
import { refuseStale } from "./conflicts.ts";
import { aboutKey, type ByAdministrator, getKey, holdKey, type KeyDeps } from "./held.ts";
import { isEnded } from "./moving.ts";
import * as store from "./store.ts";

export async function createKey(
  deps: KeyDeps,
  caller: Caller,
  employeeId: EmployeeId,
  { name, policyId }: { name: string; policyId: KeyPolicyId | null },
): Promise<Result<NewActivation, "not_found" | "invalid_request" | "conflict" | ByAdministrator>> {
  const { db, ids } = deps;
  return inTransaction(db, async (tx) => {
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    const employee = await lockEmployee(tx, employeeId);
    if (!employee) return refuse("not_found");
    if (employee.status === "deactivated") {
      return refuse("conflict", `${employee.name} is deactivated, and gets no keys. Reactivate first.`);
    }
    if ((await store.listNotEnded(tx, employeeId)).length >= mostKeysOfEmployee) {
      return refuse("conflict", `${employee.name} has ${mostKeysOfEmployee} keys already. Deactivate one first.`);
    }
    const policy = policyId === null ? await policies.getDefault(tx) : await policies.find(tx, policyId);
    if (!policy) return refuseField("/policyId", noPolicy);
    const id = newId<EmployeeKeyId>(ids);
    await store.insert(tx, newRow({ id, employee, name, policyId: policy.id, by: caller.employee.id, ids }));
    const made = await openActivation(tx, deps, { id, employee, caller, lastChange: "created" });
    const detail = { policy: policy.name, mailed: deps.outside.sendsMail };
    await recordEvent(tx, ids, { ...aboutKey(caller, made.key, detail), type: "key.created" });
    return done(made);
  });
}

const noPolicy = "There is no such key policy (any more). Look at the key policies again.";

/** Of a key that is made now: reserved, and of software. */
export function newRow({
  id,
  employee,
  name,
  policyId,
  by,
  ids,
}: {
  id: EmployeeKeyId;
  employee: Employee;
  name: string;
  policyId: KeyPolicyId;
  by: EmployeeId;
  ids: IdSource;
}): store.KeyRow {
  const nowMs = ids.clock.nowMs();
  const whose = { employee_id: employee.id, employee_name: employee.name };
  const state = { status: "reserved", reason: null, policy_id: policyId } as const;
  const notYet = { recipient: null, recipient_kind: null, device: null, token_hash: null, wiped_at: null } as const;
  const noCode = { activation_hash: null, mailed_activation_hash: null, activation_expires_at: null } as const;
  const counters = { revision: 0, change_revision: 0, lock_number: 0 };
  const times = { created_at: nowMs, activated_at: null, last_contact_at: null, status_changed_at: nowMs };
  const made = { created_by: by, changed_by: by, last_change: "created" };
  return { id, ...whose, kind: "software", name, ...state, ...notYet, ...noCode, ...counters, ...times, ...made };
}

export interface KeyChange {
  /** The one that was seen. */
  readonly revision: number;
  readonly name?: string | undefined;
  /** Null: the default one. Undefined: as it is. */
  readonly policyId?: KeyPolicyId | null | undefined;
}

export async function changeKey(
  { db, ids }: KeyDeps,
  caller: Caller,
  id: EmployeeKeyId,
  { revision, name: wanted, policyId }: KeyChange,
): Promise<Result<store.KeyRow, "not_found" | "invalid_request" | "conflict" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    const held = await holdKey(tx, caller, id);
    if (!held.ok) return held;
    const key = held.value;
    if (key.revision !== revision) return refuseStale(tx, key);
    const policy = await policyOf(tx, policyId === undefined ? key.policy_id : policyId);
    if (!policy) return refuseField("/policyId", noPolicy);
    const name = wanted ?? key.name;
    const [isRenamed, hasNewPolicy] = [name !== key.name, policy.id !== key.policy_id];
    if (!isRenamed && !hasNewPolicy) return done(key);
    const lastChange = isRenamed && hasNewPolicy ? "name,policy" : isRenamed ? "name" : "policy";
    await store.change(tx, id, { name, policy_id: policy.id }, { lastChange, by: caller.employee.id });
    const after = await getKey(tx, id);
    if (isRenamed) {
      const detail = { from: key.name, to: name };
      await recordEvent(tx, ids, { ...aboutKey(caller, after, detail), type: "key.renamed" });
    }
    if (hasNewPolicy) {
      const detail = { from: (await policies.find(tx, key.policy_id))?.name ?? "", to: policy.name };
      await recordEvent(tx, ids, { ...aboutKey(caller, after, detail), type: "key.policy_changed" });
    }
    return done(after);
  });
}

async function policyOf(tx: Tx, id: KeyPolicyId | null): Promise<policies.Policy | null> {
  return id === null ? policies.getDefault(tx) : policies.find(tx, id);
}

/** One that nothing can be left on. */
export async function deleteKey(
  { db, ids }: KeyDeps,
  caller: Caller,
  id: EmployeeKeyId,
): Promise<Result<null, "not_found" | "conflict" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    const held = await holdKey(tx, caller, id);
    if (!held.ok) return held;
    const key = held.value;
    if (key.status !== "reserved" && !isEnded(key.status)) {
      return refuse("conflict", `“${key.name}” is in use. Deactivate it first; it then removes what it has.`);
    }
    if (key.activated_at !== null && key.wiped_at === null) {
      return refuse(
        "conflict",
        `“${key.name}” has not confirmed that it removed everything. Wait for its next contact, and delete it then.`,
      );
    }
    await recordEvent(tx, ids, { ...aboutKey(caller, key, { status: key.status }), type: "key.deleted" });
    await store.remove(tx, id);
    return done(null);
  });
}
