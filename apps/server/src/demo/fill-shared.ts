// The shared accounts of a demo, which are sealed to the keys of all who have them: when all people are there.
import { inTransaction } from "../database/database.ts";
import type { GroupId } from "../security/ids.ts";
import type { Fill } from "./filling.ts";
import { groupIdOf } from "./people.ts";
import { accountRow, termRows } from "./rows.ts";
import { addRows, recipientsOf } from "./store.ts";
import { type DemoAccount, groupAccountsOf, sharedAccount } from "./things.ts";

interface Shared {
  readonly account: DemoAccount;
  /** Null: given to people, if to anybody. */
  readonly groupId: GroupId | null;
}

function* sharedOf({ world }: Fill): Generator<Shared> {
  for (let group = 0; group < world.groups; group += 1) {
    for (const account of groupAccountsOf(world, group)) yield { account, groupId: groupIdOf(world, group) };
  }
  for (let at = 0; at < world.sharedAccounts; at += 1) yield { account: sharedAccount(world, at), groupId: null };
}

/** @returns how many there are. */
export async function fillShared(fill: Fill): Promise<number> {
  let count = 0;
  for (const shared of sharedOf(fill)) {
    await addShared(fill, shared);
    count += 1;
  }
  return count;
}

async function addShared(fill: Fill, { account, groupId }: Shared): Promise<void> {
  const { db, organisation, sealer, holders, by, isByAdministrator } = fill;
  const { id, createdAtMs } = account;
  const { keys, people } = holders.get(id) ?? { keys: [], people: [] };
  const recipients = async () => [organisation.recipient, ...(await recipientsOf(db, keys))];
  const sealed = await sealer.seal(id, { count: keys.length + 1, recipients });
  const given = { account_id: id, given_at: createdAtMs };
  await inTransaction(db, async (tx) => {
    await addRows(tx, "accounts", [accountRow(account, { by, owner: null })]);
    await addRows(tx, "account_terms", termRows(account, null));
    await addRows(tx, "account_sealed_parts", [{ account_id: id, sealed }]);
    const to = [organisation.keyId, ...keys].map((key_id) => ({ account_id: id, key_id }));
    await addRows(tx, "account_sealed_to", to);
    if (groupId !== null) await addRows(tx, "account_groups", [{ ...given, group_id: groupId }]);
    const persons = people.map((employee_id) => ({ ...given, employee_id }));
    await addRows(tx, "account_employees", persons);
    if (!isByAdministrator) return;
    await addRows(tx, "account_exposures", [{ employee_id: by, account_id: id, how: "wrote_it", at: createdAtMs }]);
  });
}
