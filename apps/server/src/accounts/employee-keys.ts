// Keys of employees, as far as accounts are sealed to them: the one place to ask.
import { mostSealedTo } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import { type Employees, listActiveOf } from "../keys/recipient-store.ts";
import type { KeyId } from "../security/ids.ts";

export interface Recipient {
  readonly keyId: KeyId;
  /** `age1...` */
  readonly recipient: string;
}

/** The organisation key is one more. */
const mostKeys = mostSealedTo - 1;

/** Active keys of these employees, those that were made first; those beyond what one account can be sealed to wait. */
export async function listKeysOf(db: Handle, employees: Employees): Promise<readonly Recipient[]> {
  return listActiveOf(db, employees, { limit: mostKeys });
}

/** Which of these are active keys of the employees. */
export async function findKeysAmong(
  db: Handle,
  employees: Employees,
  keys: readonly KeyId[],
): Promise<ReadonlySet<KeyId>> {
  const found = await listActiveOf(db, employees, { limit: mostSealedTo, among: keys });
  return new Set(found.map(({ keyId }) => keyId));
}
