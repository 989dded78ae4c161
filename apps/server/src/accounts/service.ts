// Accounts: made, edited and deleted by administrators. What is secret in them comes sealed and goes sealed.
import type { AccountKind, SealedChange } from "@hesper/contract";
import { recordEvent } from "../audit/service.ts";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import { followAccountGone, followContent, followGain } from "../deliveries/following.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { findEmployee, lockEmployee } from "../employees/service.ts";
import { followChange, followDeletion } from "../leavers/following.ts";
import type { AccountId, EmployeeId, IdSource } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import type { Account, AccountDetails } from "./account.ts";
import { noteExposure } from "./exposure-store.ts";
import { holdersOf } from "./holders.ts";
import { obstacleToNewId } from "./new-id.ts";
import { holdRecipients, obstacleToKeys, readSealed, type Sealed } from "./recipients.ts";
import * as sealedStore from "./sealed-store.ts";
import * as store from "./store.ts";

export interface AccountDeps {
  readonly db: Database;
  readonly ids: IdSource;
}

export type ByAdministrator = "not_authenticated" | "forbidden";

export interface NewAccount extends AccountDetails, Sealed {
  /** Made by who sealed it, and named in what is sealed, with revision 1. */
  readonly id: AccountId;
}

/** @param employeeId whose personal account it is; null: a shared one, which nobody has yet. */
export async function createAccount(
  deps: AccountDeps,
  caller: Caller,
  employeeId: EmployeeId | null,
  made: NewAccount,
): Promise<Result<Account, "invalid_request" | "not_found" | "conflict" | ByAdministrator>> {
  const header = readSealed(made);
  if (!header.ok) return header;
  return inTransaction(deps.db, async (tx) => {
    await holdRecipients(tx);
    const obstacle =
      (await obstacleToCaller(tx, caller)) ??
      (employeeId === null ? null : await obstacleToEmployee(tx, employeeId)) ??
      (await obstacleToNewId(tx, made.id)) ??
      (await obstacleToKeys(tx, { ...made, ...header.value, of: employeeId }));
    return obstacle ?? done(await keep(deps, tx, { caller, employeeId, made }));
  });
}

/** Null: the employee may be given accounts, and is held. After the caller: whoever deactivates holds administrators first. */
export async function obstacleToEmployee(tx: Tx, id: EmployeeId): Promise<Refusal<"not_found" | "conflict"> | null> {
  const employee = await lockEmployee(tx, id);
  if (!employee) return refuse("not_found");
  if (employee.status !== "deactivated") return null;
  return refuse("conflict", `${employee.name} is deactivated, and gets no accounts. Reactivate first.`);
}

async function keep(
  { ids }: AccountDeps,
  tx: Tx,
  { caller, employeeId, made }: { caller: Caller; employeeId: EmployeeId | null; made: NewAccount },
): Promise<Account> {
  const nowMs = ids.clock.nowMs();
  const kind: AccountKind = employeeId === null ? "shared" : "personal";
  await store.insert(tx, { ...made, kind, employeeId, by: caller.employee.id, nowMs });
  await sealedStore.insert(tx, made);
  if (employeeId !== null) await followGain(tx, ids, { accountId: made.id, employeeId });
  await noteExposure(tx, { employeeId: caller.employee.id, id: made.id, how: "wrote_it", nowMs });
  const account = await getAccount(tx, made.id);
  await recordEvent(tx, ids, { ...aboutAccount(caller, account, { kind }), type: "account.created" });
  return account;
}

async function getAccount(tx: Tx, id: AccountId): Promise<Account> {
  const account = await store.find(tx, id);
  if (!account) throw new Error("An account that was just written is not there.");
  return account;
}

/** What every event of an account says. */
export function aboutAccount<D extends object>(caller: Caller, account: Account, more: D) {
  const detail = { account: account.id, name: account.name, ...more };
  return { actorId: caller.employee.id, subjectId: account.employeeId, origin: caller.origin, detail };
}

function byOf({ employee, origin }: Caller) {
  return { actorId: employee.id, origin };
}

/** Holds an account until the transaction ends, for an administrator who still is one. */
export async function holdAccount(
  tx: Tx,
  caller: Caller,
  id: AccountId,
): Promise<Result<Account, "not_found" | ByAdministrator>> {
  const overruled = await obstacleToCaller(tx, caller);
  if (overruled) return overruled;
  await store.touch(tx, id);
  const account = await store.find(tx, id);
  return account ? done(account) : refuse("not_found");
}

export async function changeAccount(
  { db, ids }: AccountDeps,
  caller: Caller,
  id: AccountId,
  { revision, ...details }: AccountDetails & { readonly revision: number },
): Promise<Result<Account, "not_found" | "conflict" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    await holdRecipients(tx);
    const held = await holdAccount(tx, caller, id);
    if (!held.ok) return held;
    const account = held.value;
    if (account.revision !== revision) return refuseStale(tx, account);
    const fields = changedFields(account, details);
    if (fields.length === 0) return done(account);
    const change = { lastChange: fields.join(), by: caller.employee.id, nowMs: ids.clock.nowMs() };
    await store.changeDetails(tx, account, details, change);
    await followContent(tx, ids, { accountId: id, isNew: true });
    const after = await getAccount(tx, id);
    await recordEvent(tx, ids, {
      ...aboutAccount(caller, after, { fields: fields.join(", ") }),
      type: "account.edited",
    });
    return done(after);
  });
}

const detailFields = ["name", "urls", "apps", "loginType", "login"] as const;

function changedFields(before: AccountDetails, after: AccountDetails): string[] {
  return detailFields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

const words: Readonly<Record<string, string>> = {
  name: "the name",
  urls: "the addresses",
  apps: "the apps",
  loginType: "the login type",
  login: "the login",
  password: "the password",
  otp: "the OTP secret",
  notes: "the notes",
  secrets: "the password, the OTP secret or the notes",
};

/** Says who changed what: the form keeps what was typed, and a person decides. */
async function refuseStale(tx: Tx, { lastChange, changedBy }: Account): Promise<Refusal<"conflict">> {
  const by = (await findEmployee(tx, changedBy))?.name ?? "Somebody";
  const parts = lastChange.split(",").map((part) => words[part] ?? "the account");
  const last = parts.pop() ?? "the account";
  const what = parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
  return refuse(
    "conflict",
    `${by} changed ${what} meanwhile. Look at the account as it is now, and repeat your change.`,
  );
}

const secretEvents = {
  password: "account.password_changed",
  otp: "account.otp_changed",
  notes: "account.notes_changed",
  secrets: "account.secrets_changed",
} as const satisfies Record<SealedChange | "secrets", string>;

export interface SealedPartChange extends Sealed {
  /** The one that was seen. The next one stands in what is sealed. */
  readonly revision: number;
  readonly changed: readonly SealedChange[];
}

export async function changeSealedPart(
  { db, ids }: AccountDeps,
  caller: Caller,
  id: AccountId,
  { revision, changed, ...part }: SealedPartChange,
): Promise<Result<Account, "invalid_request" | "not_found" | "conflict" | ByAdministrator>> {
  const header = readSealed(part);
  if (!header.ok) return header;
  return inTransaction(db, async (tx) => {
    await holdRecipients(tx);
    const held = await holdAccount(tx, caller, id);
    if (!held.ok) return held;
    const account = held.value;
    if (account.revision !== revision) return refuseStale(tx, account);
    const obstacle = await obstacleToKeys(tx, { ...part, ...header.value, of: holdersOf(tx, account) });
    if (obstacle) return obstacle;
    const nowMs = ids.clock.nowMs();
    const by = caller.employee.id;
    const said = changed.length === 0 ? (["secrets"] as const) : changed;
    await store.markSecretsChanged(tx, id, changed, { lastChange: said.join(), by, nowMs });
    await sealedStore.replace(tx, { id, ...part });
    await followContent(tx, ids, { accountId: id, isNew: true });
    await noteExposure(tx, { employeeId: by, id, how: "wrote_it", nowMs });
    await followChange(tx, ids, { accountId: id, changed, by: byOf(caller) });
    for (const one of said)
      await recordEvent(tx, ids, { ...aboutAccount(caller, account, {}), type: secretEvents[one] });
    return done(await getAccount(tx, id));
  });
}

export async function deleteAccount(
  { db, ids }: AccountDeps,
  caller: Caller,
  id: AccountId,
): Promise<Result<null, "not_found" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    await holdRecipients(tx);
    const held = await holdAccount(tx, caller, id);
    if (!held.ok) return held;
    await store.holdAlone(tx, id);
    const { kind } = held.value;
    await recordEvent(tx, ids, { ...aboutAccount(caller, held.value, { kind }), type: "account.deleted" });
    await followAccountGone(tx, ids, id);
    await followDeletion(tx, ids, { accountId: id, by: byOf(caller) });
    await store.remove(tx, id);
    return done(null);
  });
}
