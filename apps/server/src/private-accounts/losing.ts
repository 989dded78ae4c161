// Private accounts that nothing can open any more: the last key that could has ended. They are deleted, and that is on
// record: nobody else was ever able to open them, and no new key could be served with them.
import { type AuditEvent, recordEvent } from "../audit/service.ts";
import type { Tx } from "../database/database.ts";
import { followLoss } from "../deliveries/following.ts";
import type { EmployeeId, EmployeeKeyId, IdSource } from "../security/ids.ts";
import * as store from "./store.ts";

/** After a key has ended. The employee has to be held, and with that all private accounts of theirs. */
export async function forgetLostAccounts(
  tx: Tx,
  ids: IdSource,
  { employeeId, key, by }: { employeeId: EmployeeId; key: EmployeeKeyId; by: Pick<AuditEvent, "actorId" | "origin"> },
): Promise<void> {
  const accounts = await store.removeUnopenable(tx, employeeId);
  if (accounts === 0) return;
  await followLoss(tx, ids, { privateOf: employeeId });
  const about = { ...by, subjectId: employeeId, detail: { key, accounts } };
  await recordEvent(tx, ids, { ...about, type: "private_accounts.lost" });
}
