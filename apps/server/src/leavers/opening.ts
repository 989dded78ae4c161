// Somebody leaves: in the same transaction the list of what they could have seen is opened.

import { whoseOf } from "../accounts/exposure-store.ts";
import { type AuditEvent, recordEvent } from "../audit/service.ts";
import type { Tx } from "../database/database.ts";
import { type EmployeeId, type IdSource, type LeaverId, newId } from "../security/ids.ts";
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
  await store.insertStillKnown(tx, id, await whoseOf(tx, employeeId));
  const { entries, open_entries: accounts } = await store.count(tx, id);
  if (entries === 0) return store.remove(tx, id);
  const detail = { leaver: id, accounts };
  await recordEvent(tx, ids, { ...by, type: "leaver.opened", subjectId: employeeId, detail });
}

async function holdOpenOne(tx: Tx, employeeId: EmployeeId): Promise<LeaverId | null> {
  const [open] = await store.list(tx, { state: "open", employeeId, limit: 1, before: null });
  if (!open) return null;
  await store.touch(tx, open.id);
  return (await store.find(tx, open.id))?.state === "open" ? open.id : null;
}
