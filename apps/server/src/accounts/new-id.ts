// Ids of new accounts: made by whoever seals the account, and each used once, over all kinds of accounts.
import { holdName, type Tx } from "../database/database.ts";
import { hasId } from "../private-accounts/store.ts";
import type { AccountId } from "../security/ids.ts";
import { type Refusal, refuse } from "../security/result.ts";
import { find } from "./store.ts";

/** Null: no account has it, and until the transaction ends nobody else makes one with it. */
export async function obstacleToNewId(tx: Tx, id: AccountId): Promise<Refusal<"conflict"> | null> {
  await holdName(tx, `account ${id}`);
  if (!(await find(tx, id)) && !(await hasId(tx, id))) return null;
  return refuse("conflict", "There is an account with this id already: it may have been saved before. Reload.");
}
