// A person makes a software key for themselves, where the policy lets them.
import { mostKeysOfEmployee } from "@hesper/contract";
import { recordEvent } from "../audit/service.ts";
import { inTransaction, type Tx } from "../database/database.ts";
import { findEmployee, lockEmployee } from "../employees/service.ts";
import * as policies from "../key-policies/store.ts";
import { type EmployeeKeyId, newId } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import { getSettings } from "../settings/service.ts";
import type { Caller } from "../two-factor/service.ts";
import { type NewActivation, openActivation } from "./activation-opening.ts";
import { refusalOfAdding } from "./adding.ts";
import { aboutKey, type KeyDeps } from "./held.ts";
import { holdOwnKey, isStillThere } from "./own-held.ts";
import { newRow } from "./service.ts";
import * as store from "./store.ts";

type OwnRefusal = "not_authenticated" | "forbidden" | "conflict";

export async function createOwnKey(
  deps: KeyDeps,
  caller: Caller,
  name: string,
): Promise<Result<NewActivation, OwnRefusal>> {
  const { db, ids } = deps;
  return inTransaction(db, async (tx) => {
    const { employee } = caller;
    await lockEmployee(tx, employee.id);
    if (!(await isStillThere(tx, caller))) return refuse("not_authenticated");
    const refusal = await refusalByPolicy(tx);
    if (refusal) return refusal;
    if ((await store.listNotEnded(tx, employee.id)).length >= mostKeysOfEmployee) {
      return refuse("conflict", `You have ${mostKeysOfEmployee} keys already. Ask an administrator to end one first.`);
    }
    const { id: policyId, name: policy } = await policies.getDefault(tx);
    const id = newId<EmployeeKeyId>(ids);
    await store.insert(tx, newRow({ id, employee, name, policyId, by: employee.id, ids }));
    const made = await openActivation(tx, unmailed(deps), { id, employee, caller, lastChange: "created" });
    const detail = { policy, mailed: false };
    await recordEvent(tx, ids, { ...aboutKey(caller, made.key, detail), type: "key.created" });
    return done(made);
  });
}

/** Whoever made it sees the link, and needs no mail that others may read. */
function unmailed(deps: KeyDeps): KeyDeps {
  return { ...deps, outside: { ...deps.outside, sendsMail: false } };
}

async function refusalByPolicy(tx: Tx) {
  return refusalOfAdding((await getSettings(tx)).employeesAddKeys, "software");
}

/** Also of a key that an administrator made for this person: the code is for them. */
export async function renewOwnActivation(
  deps: KeyDeps,
  caller: Caller,
  id: EmployeeKeyId,
): Promise<Result<NewActivation, "not_found" | OwnRefusal>> {
  const { db, ids } = deps;
  return inTransaction(db, async (tx) => {
    const held = await holdOwnKey(tx, caller, id);
    if (!held.ok) return held;
    const refusal = await refusalByPolicy(tx);
    if (refusal) return refusal;
    const { status, name } = held.value;
    const employee = await findEmployee(tx, caller.employee.id);
    if (status !== "reserved" || !employee) {
      return refuse("conflict", `“${name}” is not waiting to be activated. Add another key instead.`);
    }
    const made = await openActivation(tx, unmailed(deps), { id, employee, caller, lastChange: "activation" });
    const detail = { mailed: false };
    await recordEvent(tx, ids, { ...aboutKey(caller, made.key, detail), type: "key.activation_renewed" });
    return done(made);
  });
}
