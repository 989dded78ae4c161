// The people of a demo, batch by batch, with what hangs on them: log-in, factors, group, key, personal accounts.
import { mostSealedTo } from "@hesper/contract";
import type { Insertable } from "kysely";
import type { Keys } from "../data-keys/data-keys.ts";
import { inTransaction, type Tx } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { foundByRow, insertAllTerms } from "../employees/found-by.ts";
import { isRoleAsked } from "../employees/service.ts";
import type { AccountId, EmployeeId, EmployeeKeyId } from "../security/ids.ts";
import { getSettings, type Settings } from "../settings/service.ts";
import type { Fill } from "./filling.ts";
import { lastLogInOf } from "./log-ins.ts";
import { groupIdOf, type Person, personOf } from "./people.ts";
import * as rows from "./rows.ts";
import { newRecipient } from "./sealing.ts";
import { addRows } from "./store.ts";
import {
  accountsOf,
  type DemoAccount,
  type DemoKey,
  deliveryOf,
  groupAccountsOf,
  keyOf,
  sharedAccount,
} from "./things.ts";
import { dayMs, type World } from "./world.ts";

const invitationDays = 7;

/**
 * Small enough that whoever waits for the database meanwhile does not notice, as long as there are not very many: then
 * every transaction writes most pages of the indexes, and there must not be too many of them.
 */
function peopleAtOnce({ employees }: World): number {
  return Math.max(1000, Math.min(10_000, Math.ceil(employees / 50)));
}

export async function fillPeople(fill: Fill): Promise<{ accounts: number; keys: number }> {
  const { db, keyring, world } = fill;
  const context = { settings: await getSettings(db), keys: await keyring.read(db) };
  let [accounts, keys] = [0, 0];
  const atOnce = peopleAtOnce(world);
  for (let from = 0; from < world.employees; from += atOnce) {
    const batch = new Batch();
    const upTo = Math.min(from + atOnce, world.employees);
    for (let index = from; index < upTo; index += 1) await addPerson(fill, batch, personOf(world, index), context);
    await inTransaction(db, (tx) => batch.write(tx));
    accounts += batch.of("accounts").length;
    keys += batch.of("keys").length;
    fill.onRows(upTo - from);
  }
  // At the end and in order: person by person, each would change other pages of what is larger than the people.
  await inTransaction(db, insertAllTerms);
  return { accounts, keys };
}

type Row<T extends keyof Tables> = Insertable<Tables[T]>;

/** In this order they refer to each other. */
const order = [
  ...(["employees", "employee_found_by", "passwords", "authenticators", "passkeys"] as const),
  ...(["passkey_handles", "invitations"] as const),
  ...(["group_members", "keys", "accounts", "account_terms", "account_sealed_parts", "account_sealed_to"] as const),
  ...(["account_exposures", "key_accounts"] as const),
] as const;
type BatchTable = (typeof order)[number];

/** Rows that wait to be written together. */
class Batch {
  readonly #rows = new Map<BatchTable, object[]>();

  add<T extends BatchTable>(table: T, ...added: Row<T>[]): void {
    const there = this.#rows.get(table) ?? [];
    there.push(...added);
    this.#rows.set(table, there);
  }

  of<T extends BatchTable>(table: T): readonly Row<T>[] {
    return (this.#rows.get(table) ?? []) as Row<T>[];
  }

  async write(tx: Tx): Promise<void> {
    for (const table of order) await addRows(tx, table, this.of(table));
  }
}

async function addPerson(
  fill: Fill,
  batch: Batch,
  person: Person,
  { settings, keys }: { settings: Settings; keys: Keys },
): Promise<void> {
  const { world } = fill;
  const lastLogInAtMs = lastLogInOf(world, person);
  const asked = isRoleAsked(person.role, settings);
  const row = rows.employeeRow(world, person, { lastLogInAtMs, asked });
  batch.add("employees", row);
  batch.add("employee_found_by", foundByRow(row));
  addLogIn(fill, batch, person, { keys, usedAtMs: lastLogInAtMs });
  const { id, group } = person;
  if (group !== null) {
    batch.add("group_members", { group_id: groupIdOf(world, group), employee_id: id, added_at: person.createdAtMs });
  }
  await addThings(fill, batch, person);
}

/** The password and second factors; or the invitation, of which nobody has the link. */
function addLogIn(
  { world, passwordHash, ids: { random }, rpId }: Fill,
  batch: Batch,
  person: Person,
  { keys, usedAtMs }: { keys: Keys; usedAtMs: number | null },
): void {
  const { id: employee_id, passwordAtMs, factor, status } = person;
  if (status === "invited") {
    const created_at = world.nowMs - (person.index % invitationDays) * dayMs;
    const row = { employee_id, token_hash: null, created_at, expires_at: created_at + invitationDays * dayMs };
    batch.add("invitations", row);
  }
  if (passwordAtMs === null) return;
  batch.add("passwords", { employee_id, hash: passwordHash, changed_at: passwordAtMs });
  if (factor === "totp") batch.add("authenticators", rows.authenticatorRow(world, person, { keys, random, usedAtMs }));
  if (factor === "passkey") {
    batch.add("passkeys", rows.passkeyRow(world, person, { random, usedAtMs, rpId }));
    const handle = Buffer.from(random.bytes(32)).toString("base64url");
    batch.add("passkey_handles", { employee_id, handle });
  }
}

/** The key, the personal accounts, and what is on the key of these and of shared ones. */
async function addThings(fill: Fill, batch: Batch, person: Person): Promise<void> {
  const { world, by, policyId, kind, ids } = fill;
  const key = keyOf(world, person);
  const recipient = key === null || key.activatedAtMs === null ? null : await newRecipient(kind);
  const own = accountsOf(world, person).map((account) => ({ account, kind: "personal" as const }));
  const shared = sharedOf(fill, person).map((account) => ({ account, kind: "shared" as const }));
  const deliveries: rows.Delivery[] = rows.canBeSealedTo(key)
    ? [...own, ...shared].map((one, of) => ({ ...one, status: deliveryOf(world, person.index, of) }))
    : [];
  noteShared(fill, person, { key, deliveries });
  if (key !== null) {
    const told = rows.deliveryRows(world, key, deliveries);
    const toldOf = told.filter(({ revision }) => Number(revision) > 0).length;
    const more = { by, policyId, recipient, kind, random: ids.random, deliveries: toldOf };
    batch.add("keys", rows.keyRow(world, person, key, more));
    batch.add("key_accounts", ...told);
  }
  for (const { account } of own) {
    const delivery = deliveries.find((one) => one.account === account);
    const isSealed = delivery !== undefined && delivery.status !== "waiting";
    await addAccount(fill, batch, {
      account,
      owner: person.id,
      to: isSealed && key ? { id: key.id, recipient } : null,
    });
  }
}

async function addAccount(
  { organisation, sealer, by, isByAdministrator }: Fill,
  batch: Batch,
  {
    account,
    owner,
    to,
  }: { account: DemoAccount; owner: EmployeeId; to: { id: EmployeeKeyId; recipient: string | null } | null },
): Promise<void> {
  const { id, createdAtMs } = account;
  const recipients = [organisation.recipient, ...(to?.recipient ? [to.recipient] : [])];
  batch.add("accounts", rows.accountRow(account, { by, owner }));
  batch.add("account_terms", ...rows.termRows(account, owner));
  const sealed = await sealer.seal(id, { count: recipients.length, recipients: async () => recipients });
  batch.add("account_sealed_parts", { account_id: id, sealed });
  for (const key_id of [organisation.keyId, ...(to === null ? [] : [to.id])]) {
    batch.add("account_sealed_to", { account_id: id, key_id });
  }
  if (isByAdministrator) {
    batch.add("account_exposures", { employee_id: by, account_id: id, how: "wrote_it", at: createdAtMs });
  }
}

function sharedOf({ world }: Fill, { group, shared }: Person): DemoAccount[] {
  return [
    ...(group === null ? [] : groupAccountsOf(world, group)),
    ...(shared === null ? [] : [sharedAccount(world, shared)]),
  ];
}

/** Remembers whom shared accounts are to be sealed to; where there is no room for more keys, this one waits. */
function noteShared(
  { world, holders }: Fill,
  person: Person,
  { key, deliveries }: { key: DemoKey | null; deliveries: rows.Delivery[] },
): void {
  const holdersOf = (id: AccountId) => {
    const known = holders.get(id) ?? { keys: [], people: [] };
    holders.set(id, known);
    return known;
  };
  if (person.shared !== null) holdersOf(sharedAccount(world, person.shared).id).people.push(person.id);
  for (const [at, delivery] of deliveries.entries()) {
    if (key === null || delivery.kind !== "shared" || delivery.status === "waiting") continue;
    const { keys } = holdersOf(delivery.account.id);
    if (keys.length < mostSealedTo - 1) keys.push(key.id);
    else deliveries[at] = { ...delivery, status: "waiting" };
  }
}
