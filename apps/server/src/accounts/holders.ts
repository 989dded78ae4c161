// Who has an account now: its employee; of a shared one those whom it was given to, themselves or through a group.
import type { Handle } from "../database/database.ts";
import type { EmployeeId } from "../security/ids.ts";
import type { Account } from "./account.ts";
import * as grants from "./grants-store.ts";

export async function holdersOf(db: Handle, { id, employeeId }: Account): Promise<EmployeeId[]> {
  return employeeId === null ? grants.listHolders(db, id) : [employeeId];
}
