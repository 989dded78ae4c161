// Another status of a key, with all that follows from it, in the transaction that wants it.
import type { KeyReason, KeyStatus } from "@hesper/contract";
import { type AuditEvent, recordEvent } from "../audit/service.ts";
import type { Tx } from "../database/database.ts";
import { confirmRemovals, endDeliveries, followActivation } from "../deliveries/following.ts";
import { findById } from "../employees/store.ts";
import { openListOfKey } from "../leavers/opening.ts";
import { removeTouchesOf } from "../organisation-key/touch-store.ts";
import { forgetLostAccounts } from "../private-accounts/losing.ts";
import type { IdSource } from "../security/ids.ts";
import { closeAllOf } from "../security-keys/opening-store.ts";
import { noCode } from "./activation-store.ts";
import { exposuresOfKey } from "./exposure-store.ts";
import { getKey } from "./held.ts";
import * as store from "./store.ts";

export interface Move {
  readonly to: KeyStatus;
  /** Null: of `active`. */
  readonly reason: KeyReason | null;
  /** Who does it. */
  readonly by: Pick<AuditEvent, "actorId" | "origin">;
  /** What it is called in the audit. */
  readonly type?: "key.status_changed" | "key.reported_lost";
}

/**
 * The key has to be held; where it becomes active, `holdKeys` too; where it is compromised, its employee and the
 * administrators, as for a list of a leaver.
 */
export async function moveKey(tx: Tx, ids: IdSource, key: store.KeyRow, move: Move): Promise<void> {
  const { to, reason, by, type = "key.status_changed" } = move;
  const { id, name, status: from, employee_id: subjectId } = key;
  const isEnd = isEnded(to);
  const nowMs = ids.clock.nowMs();
  // Nothing is kept on a security key: once it opens nothing any more, there is nothing left to be removed.
  const isWiped = isEnd && key.kind === "security_key" && key.activated_at !== null;
  const wiped = isWiped ? { wiped_at: key.wiped_at ?? nowMs } : {};
  const columns = { status: to, reason, status_changed_at: nowMs, ...(isEnd ? noCode : {}), ...wiped };
  await store.change(tx, id, columns, { lastChange: "status", by: by.actorId });
  const detail = { key: id, name, from, to, reason };
  await recordEvent(tx, ids, { ...by, type, subjectId, detail });
  // Before what it has is taken from it.
  if (to === "compromised") await openList(tx, ids, key, by);
  if (isEnd) await endDeliveries(tx, ids, id);
  if (isWiped) await confirmRemovals(tx, id);
  if (to !== "active") await closeAllOf(tx, id);
  if (isEnd) await removeTouchesOf(tx, id);
  if (isEnd && subjectId !== null) await forgetLostAccounts(tx, ids, { employeeId: subjectId, key: id, by });
  if (to === "active") await followActivation(tx, ids, await getKey(tx, id));
}

export function isEnded(status: KeyStatus): boolean {
  return (store.endedStatuses as readonly KeyStatus[]).includes(status);
}

async function openList(
  tx: Tx,
  ids: IdSource,
  { id, name, employee_id: employeeId, employee_name }: store.KeyRow,
  by: Move["by"],
): Promise<void> {
  const employee = employeeId === null ? null : await findById(tx, employeeId);
  const whose = { id: employeeId, name: employee?.name ?? employee_name };
  await openListOfKey(tx, ids, { key: { id, name }, employee: whose, seen: exposuresOfKey(tx, id), by });
}
