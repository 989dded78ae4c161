// Key policies: what keys ask of their PINs, and how long they work alone. Keys learn of a change at their next contact.
import { recordEvent } from "../audit/service.ts";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { findEmployee } from "../employees/service.ts";
import { changePolicyOfAll } from "../keys/store.ts";
import { type IdSource, type KeyPolicyId, newId } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import * as store from "./store.ts";

export interface KeyPolicyDeps {
  readonly db: Database;
  readonly ids: IdSource;
}

type ByAdministrator = "not_authenticated" | "forbidden";

function byOf({ employee, origin }: Caller) {
  return { actorId: employee.id, subjectId: null, origin };
}

/** @param work writes a name, which may be taken. */
async function withName<T>(name: string, work: () => Promise<T>): Promise<T | Refusal<"conflict">> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return refuse("conflict", `There is a key policy called ${name} already. Choose another name, or edit that one.`);
  }
}

async function getPolicy(tx: Tx, id: KeyPolicyId): Promise<store.Policy> {
  const policy = await store.find(tx, id);
  if (!policy) throw new Error("A key policy that was just written is not there.");
  return policy;
}

export async function createPolicy(
  { db, ids }: KeyPolicyDeps,
  caller: Caller,
  fields: store.PolicyFields,
): Promise<Result<store.Policy, "conflict" | ByAdministrator>> {
  return withName(fields.name, () =>
    inTransaction(db, async (tx) => {
      const overruled = await obstacleToCaller(tx, caller);
      if (overruled) return overruled;
      const id = newId<KeyPolicyId>(ids);
      await store.insert(tx, { ...fields, id, by: caller.employee.id, nowMs: ids.clock.nowMs() });
      const detail = { policy: id, name: fields.name, rules: rulesIn(fields) };
      await recordEvent(tx, ids, { ...byOf(caller), type: "key_policy.created", detail });
      return done(await getPolicy(tx, id));
    }),
  );
}

export async function changePolicy(
  { db, ids }: KeyPolicyDeps,
  caller: Caller,
  id: KeyPolicyId,
  { revision, ...fields }: store.PolicyFields & { readonly revision: number },
): Promise<Result<store.Policy, "not_found" | "conflict" | ByAdministrator>> {
  return withName(fields.name, () =>
    inTransaction(db, async (tx) => {
      const held = await hold(tx, caller, id);
      if (!held.ok) return held;
      const before = held.value;
      if (before.revision !== revision) {
        const by = before.changedBy === null ? null : await findEmployee(tx, before.changedBy);
        const next = "Look at it as it is now, and repeat your change.";
        return refuse("conflict", `${by?.name ?? "Somebody"} changed this key policy meanwhile. ${next}`);
      }
      await store.change(tx, id, { fields, by: caller.employee.id, nowMs: ids.clock.nowMs() });
      const names = { policy: id, name: fields.name };
      const [from, to] = [before, fields].map((one) => `${one.name}: ${rulesIn(one)}`);
      await recordEvent(tx, ids, { ...byOf(caller), type: "key_policy.changed", detail: { ...names, from, to } });
      return done(await getPolicy(tx, id));
    }),
  );
}

/** Its keys get the default one. */
export async function deletePolicy(
  { db, ids }: KeyPolicyDeps,
  caller: Caller,
  id: KeyPolicyId,
): Promise<Result<null, "not_found" | "conflict" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    const held = await hold(tx, caller, id);
    if (!held.ok) return held;
    const { name, isDefault } = held.value;
    if (isDefault) {
      return refuse("conflict", "The default key policy is that of every key that has no other. It cannot be deleted.");
    }
    const { id: to } = await store.getDefault(tx);
    await changePolicyOfAll(tx, { from: id, to, by: caller.employee.id });
    await store.remove(tx, id);
    await recordEvent(tx, ids, { ...byOf(caller), type: "key_policy.deleted", detail: { policy: id, name } });
    return done(null);
  });
}

async function hold(
  tx: Tx,
  caller: Caller,
  id: KeyPolicyId,
): Promise<Result<store.Policy, "not_found" | ByAdministrator>> {
  const overruled = await obstacleToCaller(tx, caller);
  if (overruled) return overruled;
  await store.touch(tx, id);
  const policy = await store.find(tx, id);
  return policy ? done(policy) : refuse("not_found");
}

/** As the audit says them. */
function rulesIn({ pinMinimumLength, wrongPins, lockAfterMinutes, offlineDays }: store.PolicyFields): string {
  return [
    `pinMinimumLength ${pinMinimumLength}`,
    `wrongPins ${wrongPins}`,
    `lockAfterMinutes ${lockAfterMinutes}`,
    `offlineDays ${offlineDays}`,
  ].join(", ");
}
