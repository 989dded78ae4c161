// Keys end with their employee: deactivated, they open nothing more; deleted, they outlive them to be told to wipe.
import type { AuditEvent } from "../audit/service.ts";
import type { Tx } from "../database/database.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { moveKey } from "./moving.ts";
import * as store from "./store.ts";

export { countOfEmployee as countKeysOf } from "./store.ts";

/** The employee has to be held. Who comes back gets new keys: what was on the old ones has been removed by then. */
export async function endKeysOf(
  tx: Tx,
  ids: IdSource,
  { employeeId, by }: { employeeId: EmployeeId; by: Pick<AuditEvent, "actorId" | "origin"> },
): Promise<void> {
  for (const id of await store.listNotEnded(tx, employeeId)) {
    await store.touch(tx, id);
    const key = await store.find(tx, id);
    // It may have been deleted before it was held.
    if (key) await moveKey(tx, ids, key, { to: "deactivated", reason: "withdrawn", by });
  }
}

/** The same for somebody who is about to be deleted; their keys keep the name. */
export async function endKeysOfDeleted(
  tx: Tx,
  ids: IdSource,
  { employee, by }: { employee: { id: EmployeeId; name: string }; by: Pick<AuditEvent, "actorId" | "origin"> },
): Promise<void> {
  await endKeysOf(tx, ids, { employeeId: employee.id, by });
  await store.keepName(tx, employee.id, employee.name);
}
