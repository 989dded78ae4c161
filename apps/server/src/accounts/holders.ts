// Who has an account now: its employee; of a shared one those whom it was given to, themselves or through a group.
import type { Handle } from "../database/database.ts";
import type { AccountId, EmployeeId } from "../security/ids.ts";
import type { Account } from "./account.ts";
import * as grants from "./grants-store.ts";

export async function holdersOf(db: Handle, account: Pick<Account, "id" | "employeeId">): Promise<EmployeeId[]> {
  if (account.employeeId !== null) return [account.employeeId];
  return grants.listHolders(db, account.id as AccountId);
}
