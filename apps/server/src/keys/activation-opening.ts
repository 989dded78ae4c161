// Opening the activation of a key: a code that the administrator is shown once, and a mail with another one.
import { recordEvent } from "../audit/service.ts";
import { inTransaction, type Tx } from "../database/database.ts";
import { type Employee, findEmployee } from "../employees/service.ts";
import { queueMail } from "../mail/outbox.ts";
import type { EmployeeKeyId } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import type { Secret } from "../security/secret.ts";
import type { Caller } from "../two-factor/service.ts";
import { newCode } from "./codes.ts";
import { aboutKey, type ByAdministrator, getKey, holdKey, type KeyDeps } from "./held.ts";
import * as store from "./store.ts";

/** What the administrator is shown, once. */
export interface NewActivation {
  readonly key: store.KeyRow;
  readonly code: Secret<string>;
  readonly expiresAtMs: number;
}

const ttlSeconds = 7 * 86_400;

/** What stands in the outbox. The code is made when the mail is sent. */
export interface ActivationMail {
  readonly key: EmployeeKeyId;
  readonly by: string;
  /** Of the activation that it is for: one that was opened later has a mail of its own. */
  readonly expiresAtMs: number;
}

interface Opening {
  readonly id: EmployeeKeyId;
  readonly employee: Employee;
  readonly caller: Caller;
  readonly lastChange: "created" | "activation";
}

/** The key has to be held, and reserved. Codes that it had stop working. */
export async function openActivation(
  tx: Tx,
  { ids, outside }: KeyDeps,
  { id, employee, caller, lastChange }: Opening,
): Promise<NewActivation> {
  const { code, hash } = newCode(ids.random);
  const expiresAtMs = ids.clock.nowMs() + ttlSeconds * 1000;
  const columns = { activation_hash: hash, mailed_activation_hash: null, activation_expires_at: expiresAtMs };
  await store.change(tx, id, columns, { lastChange, by: caller.employee.id });
  if (outside.sendsMail) {
    const data = { key: id, by: caller.employee.name, expiresAtMs };
    const mail = { kind: "key_activation", recipient: employee.email, employeeId: employee.id, data } as const;
    await queueMail(tx, ids, { ...mail, giveUpAfterSeconds: ttlSeconds });
  }
  return { key: await getKey(tx, id), code, expiresAtMs };
}

export async function renewActivation(
  deps: KeyDeps,
  caller: Caller,
  id: EmployeeKeyId,
): Promise<Result<NewActivation, "not_found" | "conflict" | ByAdministrator>> {
  const { db, ids, outside } = deps;
  return inTransaction(db, async (tx) => {
    const held = await holdKey(tx, caller, id);
    if (!held.ok) return held;
    const { status, name, employee_id } = held.value;
    const employee = employee_id === null ? null : await findEmployee(tx, employee_id);
    if (status !== "reserved" || !employee) {
      return refuse("conflict", `“${name}” is not waiting to be activated. Make a new key instead.`);
    }
    const made = await openActivation(tx, deps, { id, employee, caller, lastChange: "activation" });
    const detail = { mailed: outside.sendsMail };
    await recordEvent(tx, ids, { ...aboutKey(caller, made.key, detail), type: "key.activation_renewed" });
    return done(made);
  });
}
