// A key that an administrator is about to change: held until the transaction ends, for somebody who still may.
import type { Database, Tx } from "../database/database.ts";
import { holdKeysOf } from "../deliveries/following-store.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { lockEmployee } from "../employees/service.ts";
import type { Outside } from "../links/service.ts";
import type { EmployeeKeyId, IdSource } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import * as store from "./store.ts";

export interface KeyDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly outside: Outside;
}

export type ByAdministrator = "not_authenticated" | "forbidden";

/** What every event of a key says. */
export function aboutKey<D extends object>(caller: Caller, { id, name, employee_id }: store.KeyRow, more: D) {
  const detail = { key: id, name, ...more };
  return { actorId: caller.employee.id, subjectId: employee_id, origin: caller.origin, detail };
}

/** Its employee is held too: they are not deactivated meanwhile, and given nothing. */
export async function holdKey(
  tx: Tx,
  caller: Caller,
  id: EmployeeKeyId,
): Promise<Result<store.KeyRow, "not_found" | ByAdministrator>> {
  const seen = await store.find(tx, id);
  // After the caller: whoever deactivates holds administrators first.
  const overruled = await obstacleToCaller(tx, caller);
  if (overruled) return overruled;
  if (seen && seen.employee_id !== null) {
    await lockEmployee(tx, seen.employee_id);
    // The others too, in their order: what becomes of private accounts concerns them.
    await holdKeysOf(tx, [seen.employee_id]);
  }
  await store.touch(tx, id);
  const key = await store.find(tx, id);
  return key ? done(key) : refuse("not_found");
}

export async function getKey(tx: Tx, id: EmployeeKeyId): Promise<store.KeyRow> {
  const key = await store.find(tx, id);
  if (!key) throw new Error("A key that was just written is not there.");
  return key;
}
