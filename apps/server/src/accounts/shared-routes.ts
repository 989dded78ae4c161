// The routes of shared accounts.
import type { Handle } from "../database/database.ts";
import { findEmployees } from "../employees/service.ts";
import { findByIds as findGroups } from "../groups/store.ts";
import { answer, type Handlers } from "../http/api.ts";
import { brokenCursor } from "../http/key-cursor.ts";
import { cutPage } from "../http/pages.ts";
import type { AccountId, EmployeeId, GroupId } from "../security/ids.ts";
import { refuse } from "../security/result.ts";
import { timeAnswer } from "../sessions/answers.ts";
import type { Account } from "./account.ts";
import { sharedAccountAnswer, sharedAccountsAnswer } from "./answers.ts";
import * as grants from "./grants-store.ts";
import * as reading from "./reading.ts";
import { recipientsFor } from "./recipients.ts";
import { recipientsAnswer, sealedOf } from "./routes.ts";
import { type AccountDeps, createAccount } from "./service.ts";
import * as sharing from "./sharing.ts";
import * as store from "./store.ts";

type SharedAccountRoutes =
  | "listSharedAccounts"
  | "getRecipientsOfNewSharedAccount"
  | "createSharedAccount"
  | "getSharedAccount"
  | "listEmployeesOfSharedAccount"
  | "listGroupsOfSharedAccount"
  | "giveSharedAccount"
  | "takeSharedAccount"
  | "giveSharedAccountToGroup"
  | "takeSharedAccountFromGroup";

export function sharedAccountHandlers(deps: AccountDeps): Pick<Handlers, SharedAccountRoutes> {
  return { ...accountHandlers(deps), ...holderHandlers(deps), ...givingHandlers(deps) };
}

async function findShared(db: Handle, id: string): Promise<Account | null> {
  const account = await store.find(db, id as AccountId);
  return account?.kind === "shared" ? account : null;
}

function accountHandlers(deps: AccountDeps) {
  const { db } = deps;
  return {
    listSharedAccounts: async ({ query }) => {
      const page = await reading.listAccounts(db, "shared", query);
      if (page === "broken cursor") return brokenCursor;
      return answer({ items: await sharedAccountsAnswer(db, page.items), nextCursor: page.nextCursor });
    },
    getRecipientsOfNewSharedAccount: async () => answer(recipientsAnswer(await recipientsFor(db, null))),
    createSharedAccount: async ({ access, origin, body }) => {
      const made = { ...body, ...sealedOf(body), id: body.id as AccountId };
      const result = await createAccount(deps, { ...access, origin }, null, made);
      return result.ok ? answer(await sharedAccountAnswer(db, result.value)) : result;
    },
    getSharedAccount: async ({ params }) => {
      const account = await findShared(db, params.id);
      return account ? answer(await sharedAccountAnswer(db, account)) : refuse("not_found");
    },
  } satisfies Partial<Handlers>;
}

function holderHandlers({ db }: AccountDeps) {
  return {
    listEmployeesOfSharedAccount: async ({ params, query: { limit, cursor } }) => {
      const account = await findShared(db, params.id);
      if (!account) return refuse("not_found");
      const rows = await grants.listEmployees(db, account.id, { limit: limit + 1, after: cursor ?? null });
      const { items, nextCursor } = cutPage(rows, limit);
      const ids = items.map(({ id }) => id);
      const people = new Map((await findEmployees(db, ids)).map((one) => [one.id, one]));
      const shown = items.flatMap(({ id, givenAtMs }) => {
        const person = people.get(id);
        return person ? [{ id, name: person.name, email: person.email, givenAt: timeAnswer(givenAtMs) }] : [];
      });
      return answer({ items: shown, nextCursor });
    },
    listGroupsOfSharedAccount: async ({ params, query: { limit, cursor } }) => {
      const account = await findShared(db, params.id);
      if (!account) return refuse("not_found");
      const rows = await grants.listGroups(db, account.id, { limit: limit + 1, after: cursor ?? null });
      const { items, nextCursor } = cutPage(rows, limit);
      const ids = items.map(({ id }) => id);
      const groups = new Map((await findGroups(db, ids)).map((one) => [one.id, one]));
      const shown = items.flatMap(({ id, givenAtMs }) => {
        const group = groups.get(id);
        return group ? [{ id, name: group.name, givenAt: timeAnswer(givenAtMs) }] : [];
      });
      return answer({ items: shown, nextCursor });
    },
  } satisfies Partial<Handlers>;
}

function givingHandlers(deps: AccountDeps) {
  const ofEmployee = ({ id, employeeId }: { id: string; employeeId: string }) => {
    return { id: id as AccountId, employeeId: employeeId as EmployeeId };
  };
  const ofGroup = ({ id, groupId }: { id: string; groupId: string }) => {
    return { id: id as AccountId, groupId: groupId as GroupId };
  };
  return {
    giveSharedAccount: async ({ access, origin, params }) => {
      const result = await sharing.giveToEmployee(deps, { ...access, origin }, ofEmployee(params));
      return result.ok ? answer(null) : result;
    },
    takeSharedAccount: async ({ access, origin, params }) => {
      const result = await sharing.takeFromEmployee(deps, { ...access, origin }, ofEmployee(params));
      return result.ok ? answer(null) : result;
    },
    giveSharedAccountToGroup: async ({ access, origin, params }) => {
      const result = await sharing.giveToGroup(deps, { ...access, origin }, ofGroup(params));
      return result.ok ? answer(null) : result;
    },
    takeSharedAccountFromGroup: async ({ access, origin, params }) => {
      const result = await sharing.takeFromGroup(deps, { ...access, origin }, ofGroup(params));
      return result.ok ? answer(null) : result;
    },
  } satisfies Partial<Handlers>;
}
