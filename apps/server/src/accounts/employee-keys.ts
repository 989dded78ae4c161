// Keys of employees, as far as accounts are sealed to them: the one place to ask.
import type { Handle } from "../database/database.ts";
import { listActive } from "../keys/store.ts";
import type { EmployeeId, KeyId } from "../security/ids.ts";

export interface Recipient {
  readonly keyId: KeyId;
  /** `age1...` */
  readonly recipient: string;
}

/** Active keys of these employees. */
export async function listKeysOf(db: Handle, employeeIds: readonly EmployeeId[]): Promise<readonly Recipient[]> {
  return (await listActive(db, employeeIds)).map(({ keyId, recipient }) => ({ keyId, recipient }));
}
