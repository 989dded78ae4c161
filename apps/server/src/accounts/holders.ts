// Who has an account now: its employee; of a shared one those whom it was given to, themselves or through a group.
import type { Handle } from "../database/database.ts";
import type { Employees } from "../keys/recipient-store.ts";
import type { Account } from "./account.ts";
import * as grants from "./grants-store.ts";

/** Of a shared account a part of a query, since there may be very many. */
export function holdersOf(db: Handle, { id, employeeId }: Account): Employees {
  return employeeId ?? grants.holders(db, id);
}
