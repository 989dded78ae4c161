// Keys of employees with many accounts, put into the tables as their making and sealing would have left them.
import type { Insertable } from "kysely";
import { inTransaction } from "../../apps/server/src/database/database.ts";
import type { Tables } from "../../apps/server/src/database/tables.ts";
import { personOf } from "../../apps/server/src/demo/people.ts";
import { accountRow, type Delivery, deliveryRows, employeeRow, keyRow } from "../../apps/server/src/demo/rows.ts";
import { newRecipient, Sealer } from "../../apps/server/src/demo/sealing.ts";
import { addRows } from "../../apps/server/src/demo/store.ts";
import type { DemoAccount, DemoKey } from "../../apps/server/src/demo/things.ts";
import { worldOf } from "../../apps/server/src/demo/world.ts";
import { getDefault, makeDefault } from "../../apps/server/src/key-policies/store.ts";
import {
  type AccountId,
  type EmployeeId,
  type EmployeeKeyId,
  type KeyId,
  type KeyPolicyId,
  newId,
} from "../../apps/server/src/security/ids.ts";
import { newToken } from "../../apps/server/src/security/tokens.ts";
import { addAdministrator } from "./demo.ts";
import type { Inside } from "./hesper.ts";

export interface MadeKey {
  readonly token: string;
  /** The highest number of its deliveries. */
  readonly revision: number;
}

interface KeyToMake {
  /** Its number. */
  readonly at: number;
  readonly keys: number;
  readonly accounts: number;
  readonly by: EmployeeId;
  readonly policyId: KeyPolicyId;
  readonly organisation: KeyId;
  readonly recipient: string;
  /** The server never opens it: one sealed part stands for all. */
  readonly sealed: string;
}

/** Keys that have so many accounts each, sealed to them and to an organisation key, and not told of them yet. */
export async function addKeys(inside: Inside, wanted: { keys: number; accounts: number }): Promise<MadeKey[]> {
  const { db, ids } = inside;
  await makeDefault(db, ids.clock.nowMs());
  const by = (await addAdministrator(inside)).id;
  const recipient = await newRecipient("hybrid");
  const recipients = async () => [await newRecipient("hybrid"), recipient];
  const sealed = await new Sealer().seal(newId<AccountId>(ids), { count: 2, recipients });
  const shared = { organisation: newId<KeyId>(ids), recipient, sealed, by, policyId: (await getDefault(db)).id };
  const made: MadeKey[] = [];
  for (let at = 0; at < wanted.keys; at += 1) made.push(await addKey(inside, { ...wanted, ...shared, at }));
  return made;
}

type Row<T extends keyof Tables> = Insertable<Tables[T]>;

async function addKey(
  { db, ids }: Inside,
  { at, keys, accounts, by, policyId, organisation, recipient, sealed }: KeyToMake,
): Promise<MadeKey> {
  const nowMs = ids.clock.nowMs();
  const world = worldOf({ employees: keys, events: 0, accounts: 0, keys: 0, seed: "bench" }, nowMs);
  const person = personOf(world, at);
  const { token, hash } = newToken(ids.random);
  const times = { createdAtMs: nowMs, activatedAtMs: nowMs, contactAtMs: null };
  const state = { name: "Bench", device: "Bench", status: "active", reason: null, isWiped: false } as const;
  const key: DemoKey = { id: newId<EmployeeKeyId>(ids), ...state, ...times };
  const own = Array.from({ length: accounts }, (_, of) => newAccount(newId<AccountId>(ids), of, nowMs));
  // As long as a real one, and no two alike.
  const like = `${recipient.slice(0, -8)}${String(at).padStart(8, "0")}`;
  const told = { by, policyId, recipient: like, kind: "hybrid", random: ids.random, deliveries: accounts } as const;
  const rows = keyRow(world, person, key, told);
  const nowhere = { company_id: null, department_id: null, department_key: "", position_id: null };
  const deliveries = own.map((account): Delivery => ({ account, kind: "personal", status: "queued" }));
  await inTransaction(db, async (tx) => {
    await addRows(tx, "employees", [
      { ...employeeRow(world, person, { lastLogInAtMs: null, asked: false }), ...nowhere },
    ]);
    await addRows(tx, "keys", [{ ...rows, token_hash: hash }]);
    const accountRows: Row<"accounts">[] = own.map((account) => accountRow(account, { by, owner: person.id }));
    await addRows(tx, "accounts", accountRows);
    const parts = own.map(({ id }) => ({ account_id: id, sealed }));
    await addRows(tx, "account_sealed_parts", parts);
    const to = own.flatMap(({ id }) => [organisation, key.id].map((key_id) => ({ account_id: id, key_id })));
    await addRows(tx, "account_sealed_to", to);
    await addRows(tx, "key_accounts", deliveryRows(world, key, deliveries));
  });
  return { token: token.reveal(), revision: accounts };
}

function newAccount(id: AccountId, of: number, nowMs: number): DemoAccount {
  const place = { name: `Account ${of}`, urls: [`https://site${of}.example.org/login`], apps: [] };
  const details = { ...place, loginType: "website", login: "person@example.org" } as const;
  return { id, details, createdAtMs: nowMs, passwordChangedAtMs: null };
}
