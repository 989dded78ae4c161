// How accounts are shown in answers.
import type { Account as AccountAnswer, AccountOfEmployee, OwnAccount, SharedAccount } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import { listOnKeysOf } from "../deliveries/list-store.ts";
import { findEmployees } from "../employees/service.ts";
import { findByIds as findGroups, groupIdsOf } from "../groups/store.ts";
import type { EmployeeId } from "../security/ids.ts";
import { timeAnswer } from "../sessions/answers.ts";
import type { Account } from "./account.ts";
import * as grants from "./grants-store.ts";

export async function accountsAnswer(db: Handle, accounts: readonly Account[]): Promise<AccountAnswer[]> {
  const ids = new Set(accounts.flatMap(({ employeeId }) => employeeId ?? []));
  const people = new Map((await findEmployees(db, [...ids])).map((one) => [one.id, one]));
  return accounts.map((account) => {
    const person = account.employeeId === null ? undefined : people.get(account.employeeId);
    const employee = person ? { id: person.id, name: person.name, email: person.email } : null;
    return { ...readable(account), employee, ...times(account) };
  });
}

export async function accountAnswer(db: Handle, account: Account): Promise<AccountAnswer> {
  return only(await accountsAnswer(db, [account]));
}

function only<T>(answers: readonly T[]): T {
  const [one] = answers;
  if (one === undefined) throw new Error("One account gives one answer.");
  return one;
}

function readable(account: Account): Omit<OwnAccount, "keys"> {
  const { id, kind, name, urls, apps, loginType, login, updatedAtMs } = account;
  const lists = { urls: [...urls], apps: [...apps] };
  return { id, kind, name, ...lists, loginType, login, updatedAt: timeAnswer(updatedAtMs) };
}

/** As the one who has them sees them. */
export async function ownAccountsAnswer(
  db: Handle,
  accounts: readonly Account[],
  employeeId: EmployeeId,
): Promise<OwnAccount[]> {
  const ids = accounts.map(({ id }) => id);
  const onKeys = await listOnKeysOf(db, employeeId, ids);
  return accounts.map((account) => ({ ...readable(account), keys: onKeys.get(account.id) ?? [] }));
}

export async function ownAccountAnswer(db: Handle, account: Account, employeeId: EmployeeId): Promise<OwnAccount> {
  return only(await ownAccountsAnswer(db, [account], employeeId));
}

function times(account: Account) {
  const orNull = (ms: number | null) => (ms === null ? null : timeAnswer(ms));
  return {
    revision: account.revision,
    sealedRevision: account.sealedRevision,
    createdAt: timeAnswer(account.createdAtMs),
    passwordChangedAt: orNull(account.passwordChangedAtMs),
    otpChangedAt: orNull(account.otpChangedAtMs),
    notesChangedAt: orNull(account.notesChangedAtMs),
  };
}

export async function sharedAccountsAnswer(db: Handle, accounts: readonly Account[]): Promise<SharedAccount[]> {
  const counts = await grants.countGrants(
    db,
    accounts.map(({ id }) => id),
  );
  const answers = await accountsAnswer(db, accounts);
  return answers.map((answer, at) => {
    const id = accounts[at]?.id;
    return { ...answer, ...((id && counts.get(id)) ?? { employees: 0, groups: 0 }) };
  });
}

export async function sharedAccountAnswer(db: Handle, account: Account): Promise<SharedAccount> {
  return only(await sharedAccountsAnswer(db, [account]));
}

export async function accountsOfEmployeeAnswer(
  db: Handle,
  accounts: readonly Account[],
  employeeId: EmployeeId,
): Promise<AccountOfEmployee[]> {
  const groupIds = await groupIdsOf(db, employeeId);
  const ids = accounts.map(({ id }) => id);
  const { direct, groups } = await grants.waysOf(db, ids, { employeeId, groupIds });
  const named = new Map((await findGroups(db, [...new Set([...groups.values()].flat())])).map((one) => [one.id, one]));
  const onKeys = await listOnKeysOf(db, employeeId, ids);
  const answers = await accountsAnswer(db, accounts);
  return answers.map((readable, at) => {
    const account = accounts[at];
    const answer = { ...readable, keys: (account && onKeys.get(account.id)) ?? [] };
    if (!account || account.kind === "personal") return { ...answer, given: null };
    const through = (groups.get(account.id) ?? []).flatMap((id) => named.get(id) ?? []);
    const shown = through.map(({ id, name }) => ({ id, name }));
    return { ...answer, given: { directly: direct.has(account.id), groups: shown } };
  });
}
