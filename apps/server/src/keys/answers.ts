// How keys stand in answers.
import type { Key, NewActivation, OwnKey } from "@hesper/contract";
import { fingerprintOf } from "@hesper/vault/fingerprint";
import type { Handle } from "../database/database.ts";
import { type Employee, findEmployees } from "../employees/service.ts";
import * as policies from "../key-policies/store.ts";
import { timeAnswer } from "../sessions/answers.ts";
import type * as opening from "./activation-opening.ts";
import { type Counts, countDeliveries } from "./list-store.ts";
import type { KeyRow } from "./store.ts";

interface Around {
  readonly employee: Employee | undefined;
  readonly policy: policies.Policy | undefined;
  readonly counts: Counts;
}

export async function keysAnswer(db: Handle, keys: readonly KeyRow[]): Promise<Key[]> {
  const employeeIds = [...new Set(keys.flatMap((key) => key.employee_id ?? []))];
  const people = new Map((await findEmployees(db, employeeIds)).map((one) => [one.id, one]));
  const policyIds = [...new Set(keys.map((key) => key.policy_id))];
  const named = new Map((await policies.findMany(db, policyIds)).map((one) => [one.id, one]));
  const counts = await countDeliveries(
    db,
    keys.map(({ id }) => id),
  );
  return Promise.all(
    keys.map((key) => {
      const employee = key.employee_id === null ? undefined : people.get(key.employee_id);
      return oneKey(key, { employee, policy: named.get(key.policy_id), counts: counts.get(key.id) ?? {} });
    }),
  );
}

export async function keyAnswer(db: Handle, key: KeyRow): Promise<Key> {
  const [shown] = await keysAnswer(db, [key]);
  if (!shown) throw new Error("One key gives one answer.");
  return shown;
}

/** As the one whose they are sees them. */
export async function ownKeysAnswer(db: Handle, keys: readonly KeyRow[]): Promise<OwnKey[]> {
  const named = new Map(
    (await policies.findMany(db, [...new Set(keys.map((key) => key.policy_id))])).map((one) => [one.id, one]),
  );
  const counts = await countDeliveries(
    db,
    keys.map(({ id }) => id),
  );
  return Promise.all(
    keys.map(async (key) => {
      const policy = named.get(key.policy_id);
      if (!policy) throw new Error("A key without a policy.");
      const around = { employee: undefined, policy, counts: counts.get(key.id) ?? {} };
      const { employee: _, employeeName: __, ...shown } = await oneKey(key, around);
      const { pinMinimumLength, wrongPins, lockAfterMinutes, offlineDays } = policy;
      return { ...shown, policy: { pinMinimumLength, wrongPins, lockAfterMinutes, offlineDays } };
    }),
  );
}

async function oneKey(key: KeyRow, { employee, policy, counts }: Around): Promise<Key> {
  const { id, kind, name, status, reason, device, revision, activation_expires_at: expiresAt } = key;
  const { waiting = 0, queued = 0, delivered = 0, removing = 0 } = counts;
  return {
    ...{ id, kind, name, status, reason, device, revision },
    employee: employee ? somebody(employee) : null,
    employeeName: employee?.name ?? key.employee_name,
    policy: { id: key.policy_id, name: policy?.name ?? "", isDefault: policy?.isDefault ?? false },
    fingerprint: key.recipient === null ? null : await fingerprintOf(key.recipient),
    activation: status === "reserved" && expiresAt !== null ? { expiresAt: timeAnswer(expiresAt) } : null,
    ...timesOf(key),
    accounts: { waiting, queued, delivered, removing },
  };
}

export function somebody({ id, name, email }: Employee) {
  return { id, name, email };
}

function timesOf({ created_at, activated_at, last_contact_at, status_changed_at, wiped_at }: KeyRow) {
  const orNull = (ms: number | null) => (ms === null ? null : timeAnswer(ms));
  return {
    createdAt: timeAnswer(created_at),
    activatedAt: orNull(activated_at),
    lastContactAt: orNull(last_contact_at),
    statusChangedAt: timeAnswer(status_changed_at),
    wipedAt: orNull(wiped_at),
  };
}

/** @param link of the code, a whole address. */
export async function activationAnswer(
  db: Handle,
  { key, code, expiresAtMs }: opening.NewActivation,
  { link, mailed }: { link: string; mailed: boolean },
): Promise<NewActivation> {
  const shown = { activationLink: link, activationCode: code.reveal(), expiresAt: timeAnswer(expiresAtMs), mailed };
  return { id: key.id, ...shown, key: await keyAnswer(db, key) };
}
