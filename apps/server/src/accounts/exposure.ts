// What somebody could have seen: for whoever leaves, and whose accounts get new secrets.
import type { Handle } from "../database/database.ts";
import { groupIdsOf } from "../groups/store.ts";
import type { EmployeeId } from "../security/ids.ts";
import type { Account } from "./account.ts";
import { listExposed } from "./exposure-store.ts";
import { findMany } from "./store.ts";

export interface ExposedAccount {
  readonly account: Account;
  /** When the employee last could have seen the secret; null: has the account now. */
  readonly untilMs: number | null;
}

/** A page, by the ids of the accounts, of all whose secret an employee can see or could have seen. */
export async function listExposedAccounts(
  db: Handle,
  employeeId: EmployeeId,
  page: { readonly limit: number; readonly after: string | null },
): Promise<ExposedAccount[]> {
  const exposed = await listExposed(db, { employeeId, groupIds: await groupIdsOf(db, employeeId) }, page);
  const accounts = await findMany(
    db,
    exposed.map(({ id }) => id),
  );
  const byId = new Map(accounts.map((account) => [account.id, account]));
  return exposed.flatMap(({ id, untilMs }) => {
    const account = byId.get(id);
    return account ? [{ account, untilMs }] : [];
  });
}
