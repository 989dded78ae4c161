// A key that its own employee is about to change: held until the transaction ends, for somebody who still is logged in.
import type { Tx } from "../database/database.ts";
import { holdKeysOf } from "../deliveries/following-store.ts";
import { findEmployee, lockEmployee } from "../employees/service.ts";
import type { EmployeeKeyId } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import { isSessionAlive } from "../sessions/service.ts";
import type { Caller } from "../two-factor/service.ts";
import * as store from "./store.ts";

/** Between the guard and the transaction they may have been deactivated or logged out. The employee has to be held. */
export async function isStillThere(
  tx: Tx,
  { employee, session }: Pick<Caller, "employee" | "session">,
): Promise<boolean> {
  const isActive = (await findEmployee(tx, employee.id))?.status === "active";
  return isActive && (await isSessionAlive(tx, session.id));
}

/** Held as administrators hold it: the person first, then the keys in their order. */
export async function holdOwnKey(
  tx: Tx,
  caller: Caller,
  id: EmployeeKeyId,
): Promise<Result<store.KeyRow, "not_found" | "not_authenticated">> {
  const { employee } = caller;
  await lockEmployee(tx, employee.id);
  if (!(await isStillThere(tx, caller))) return refuse("not_authenticated");
  // Whose it is does not change: nothing of somebody else's is held.
  if ((await store.find(tx, id))?.employee_id !== employee.id) return refuse("not_found");
  await holdKeysOf(tx, [employee.id]);
  await store.touch(tx, id);
  const key = await store.find(tx, id);
  return key?.employee_id === employee.id ? done(key) : refuse("not_found");
}
