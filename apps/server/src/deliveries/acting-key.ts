// The key that calls, looked at again in the transaction that does what it asks for.
import type { Tx } from "../database/database.ts";
import { sentenceForKey } from "../keys/sentences.ts";
import { find, type KeyRow } from "../keys/store.ts";
import type { EmployeeId } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";

export interface ActingKey {
  readonly key: KeyRow;
  readonly employeeId: EmployeeId;
}

/** Between the guard and the transaction it may have been suspended or ended. Its row has to be held. */
export async function lookAgain(
  tx: Tx,
  { id, token_hash: token }: KeyRow,
): Promise<Result<ActingKey, "not_authenticated" | "forbidden">> {
  const key = await find(tx, id);
  if (!key || key.token_hash !== token) return refuse("not_authenticated");
  if (key.status !== "active" || key.employee_id === null) return refuse("forbidden", sentenceForKey(key));
  return done({ key, employeeId: key.employee_id });
}
