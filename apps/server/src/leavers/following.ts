// What happens to accounts ticks them off: changed secrets, and deletion. In the transaction that does it.
import type { SealedChange } from "@hesper/contract";
import type { AuditEvent } from "../audit/service.ts";
import { recordEvent } from "../audit/service.ts";
import type { Tx } from "../database/database.ts";
import type { AccountId, EmployeeId, IdSource, LeaverId } from "../security/ids.ts";
import * as entries from "./entry-store.ts";
import * as store from "./store.ts";

export interface By {
  readonly actorId: EmployeeId;
  readonly origin: AuditEvent["origin"];
}

/** A new password ticks the password off, a new OTP secret that: an account is done when both are. */
export async function followChange(
  tx: Tx,
  ids: IdSource,
  { accountId, changed, by }: { accountId: AccountId; changed: readonly SealedChange[]; by: By },
): Promise<void> {
  const parts = changed.filter((part) => part !== "notes");
  if (parts.length === 0) return;
  const nowMs = ids.clock.nowMs();
  for (const id of await entries.listsWith(tx, accountId)) {
    await store.touch(tx, id);
    const isDone = await entries.noteChanged(tx, { id, accountId }, { parts, nowMs });
    if (isDone) await tickOff(tx, ids, { id, accountId, how: "changed", by });
  }
}

export async function followDeletion(
  tx: Tx,
  ids: IdSource,
  { accountId, by }: { accountId: AccountId; by: By },
): Promise<void> {
  for (const id of await entries.listsWith(tx, accountId)) {
    await store.touch(tx, id);
    await tickOff(tx, ids, { id, accountId, how: "deleted", by });
  }
}

interface Tick extends entries.Place {
  readonly how: "changed" | "by_hand" | "deleted";
  readonly by: By;
}

/** The list has to be held. True only where it was open before. */
export async function tickOff(tx: Tx, ids: IdSource, { id, accountId, how, by }: Tick): Promise<boolean> {
  const marked = { how, by: by.actorId, nowMs: ids.clock.nowMs() };
  if (!(await entries.markDone(tx, { id, accountId }, marked))) return false;
  const before = await getLeaver(tx, id);
  const after = await store.countOne(tx, before, -1);
  if (before.state === "open" && after.state === "finished") await recordFinish(tx, ids, after, by);
  return true;
}

async function getLeaver(tx: Tx, id: LeaverId): Promise<store.Leaver> {
  const leaver = await store.find(tx, id);
  if (!leaver) throw new Error("An account is on a leaver's list that is not there.");
  return leaver;
}

async function recordFinish(tx: Tx, ids: IdSource, leaver: store.Leaver, by: By): Promise<void> {
  const detail = { leaver: leaver.id, name: leaver.name, accounts: leaver.entries };
  await recordEvent(tx, ids, { ...by, type: "leaver.finished", subjectId: leaver.employee_id, detail });
}
