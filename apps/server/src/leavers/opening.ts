// Somebody leaves, or a key is compromised: in the same transaction the list of what could have been seen is opened.
import { exposuresOf, whoseOf } from "../accounts/exposure-store.ts";
import { type AuditEvent, recordEvent } from "../audit/service.ts";
import type { Tx } from "../database/database.ts";
import { type EmployeeId, type EmployeeKeyId, type IdSource, type LeaverId, newId } from "../security/ids.ts";
import type { Exposures } from "./seen.ts";
import * as store from "./store.ts";

/**
 * The employee has to be held, and the administrators too, who give accounts: what is given at the same time is given
 * before, and on the list, or refused. Whose last list is open gets that one made longer. Who could have seen nothing
 * gets none.
 */
export async function openLeaversList(
  tx: Tx,
  ids: IdSource,
  { employee, by }: { employee: { id: EmployeeId; name: string }; by: Pick<AuditEvent, "actorId" | "origin"> },
): Promise<void> {
  const { id: employeeId, name } = employee;
  const nowMs = ids.clock.nowMs();
  const id = (await holdOpenOne(tx, employeeId)) ?? newId<LeaverId>(ids);
  if (await store.find(tx, id)) await store.markLeft(tx, id, { name, nowMs });
  else await store.insert(tx, { id, employeeId, name, nowMs });
  const exposures = exposuresOf(tx, await whoseOf(tx, employeeId));
  await store.insertStillKnown(tx, id, { exposures, employeeId });
  const { entries, open_entries: accounts } = await store.count(tx, id);
  if (entries === 0) return store.remove(tx, id);
  const detail = { leaver: id, accounts };
  await recordEvent(tx, ids, { ...by, type: "leaver.opened", subjectId: employeeId, detail });
}

/**
 * A list of its own for each key: somebody else may have what is on it, whether its employee leaves or not. The same has
 * to be held as for somebody who leaves, and the key.
 */
export async function openListOfKey(
  tx: Tx,
  ids: IdSource,
  {
    key,
    employee,
    seen: exposures,
    by,
  }: {
    key: { id: EmployeeKeyId; name: string };
    /** As they are called now, or were when they were deleted; then the id is null. */
    employee: { id: EmployeeId | null; name: string };
    seen: Exposures;
    by: Pick<AuditEvent, "actorId" | "origin">;
  },
): Promise<void> {
  const { id: employeeId, name } = employee;
  const id = newId<LeaverId>(ids);
  await store.insert(tx, { id, employeeId, name, key, nowMs: ids.clock.nowMs() });
  await store.insertStillKnown(tx, id, { exposures, employeeId });
  const { entries, open_entries: accounts } = await store.count(tx, id);
  if (entries === 0) return store.remove(tx, id);
  const detail = { leaver: id, key: key.id, keyName: key.name, accounts };
  await recordEvent(tx, ids, { ...by, type: "leaver.opened_for_key", subjectId: employeeId, detail });
}

async function holdOpenOne(tx: Tx, employeeId: EmployeeId): Promise<LeaverId | null> {
  const [open] = await store.list(tx, { state: "open", employeeId, cause: "left", limit: 1, before: null });
  if (!open) return null;
  await store.touch(tx, open.id);
  return (await store.find(tx, open.id))?.state === "open" ? open.id : null;
}
