// Keys of employees, as far as accounts are sealed to them: the one place to ask.
import type { Handle } from "../database/database.ts";
import type { EmployeeId, KeyId } from "../security/ids.ts";

export interface Recipient {
  readonly keyId: KeyId;
  /** `age1...` */
  readonly recipient: string;
}

/** Active keys of these employees. There are none yet: employees get keys by activating one. */
export async function listKeysOf(_db: Handle, _employeeIds: readonly EmployeeId[]): Promise<readonly Recipient[]> {
  return [];
}
