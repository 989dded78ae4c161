// The routes of accounts.
import { findEmployee } from "../employees/service.ts";
import { answer, type Handlers } from "../http/api.ts";
import { brokenCursor } from "../http/key-cursor.ts";
import { cutPage } from "../http/pages.ts";
import type { AccountId, EmployeeId, KeyId } from "../security/ids.ts";
import { refuse } from "../security/result.ts";
import {
  accountAnswer,
  accountsAnswer,
  accountsOfEmployeeAnswer,
  ownAccountAnswer,
  ownAccountsAnswer,
} from "./answers.ts";
import { holdersOf } from "./holders.ts";
import * as opening from "./opening.ts";
import * as reading from "./reading.ts";
import { type Recipients, recipientsFor } from "./recipients.ts";
import type { SealedPart } from "./sealed-store.ts";
import * as service from "./service.ts";
import * as store from "./store.ts";

type AccountRoutes =
  | "getRecipients"
  | "getRecipientsOfAccount"
  | "createPersonalAccount"
  | "listAccountsOfEmployee"
  | "listOwnAccounts"
  | "getOwnAccount"
  | "listAccounts"
  | "getAccount"
  | "changeAccount"
  | "deleteAccount"
  | "getSealedPart"
  | "changeSealedPart"
  | "listSealedToOldKey"
  | "resealAccount";

export function recipientsAnswer({ keys, organisation }: Recipients) {
  return { keys: [...keys], organisation };
}

/** As they come from a request: texts that the contract has checked. */
export function sealedOf({ sealed, sealedTo }: { sealed: string; sealedTo: readonly string[] }) {
  return { sealed, sealedTo: sealedTo as readonly KeyId[] };
}

function partAnswer({ id, sealed, sealedRevision, sealedTo }: SealedPart) {
  return { id, sealed, sealedRevision, sealedTo: [...sealedTo] };
}

export function accountHandlers(deps: service.AccountDeps): Pick<Handlers, AccountRoutes> {
  return { ...listHandlers(deps), ...oneHandlers(deps), ...sealedHandlers(deps) };
}

function listHandlers({ db }: service.AccountDeps) {
  return {
    listAccountsOfEmployee: async ({ params, query }) => {
      const employeeId = params.id as EmployeeId;
      if (!(await findEmployee(db, employeeId))) return refuse("not_found");
      const page = await reading.listAccountsOf(db, employeeId, query);
      if (page === "broken cursor") return brokenCursor;
      const items = await accountsOfEmployeeAnswer(db, page.items, employeeId);
      return answer({ items, nextCursor: page.nextCursor });
    },
    listOwnAccounts: async ({ access, query }) => {
      const page = await reading.listAccountsOf(db, access.employee.id, query);
      if (page === "broken cursor") return brokenCursor;
      return answer({
        items: await ownAccountsAnswer(db, page.items, access.employee.id),
        nextCursor: page.nextCursor,
      });
    },
    listAccounts: async ({ query }) => {
      const page = await reading.listAccounts(db, null, query);
      if (page === "broken cursor") return brokenCursor;
      return answer({ items: await accountsAnswer(db, page.items), nextCursor: page.nextCursor });
    },
  } satisfies Partial<Handlers>;
}

function oneHandlers(deps: service.AccountDeps) {
  const { db } = deps;
  return {
    createPersonalAccount: async ({ access, origin, params, body }) => {
      const made = { ...body, ...sealedOf(body), id: body.id as AccountId };
      const result = await service.createAccount(deps, { ...access, origin }, params.id as EmployeeId, made);
      return result.ok ? answer(await accountAnswer(db, result.value)) : result;
    },
    getOwnAccount: async ({ access, params }) => {
      const found = await reading.findAccountOf(db, access.employee.id, params.id as AccountId);
      return found ? answer(await ownAccountAnswer(db, found, access.employee.id)) : refuse("not_found");
    },
    getAccount: async ({ params }) => {
      const found = await store.find(db, params.id as AccountId);
      return found ? answer(await accountAnswer(db, found)) : refuse("not_found");
    },
    changeAccount: async ({ access, origin, params, body }) => {
      const result = await service.changeAccount(deps, { ...access, origin }, params.id as AccountId, body);
      return result.ok ? answer(await accountAnswer(db, result.value)) : result;
    },
    deleteAccount: async ({ access, origin, params }) => {
      const result = await service.deleteAccount(deps, { ...access, origin }, params.id as AccountId);
      return result.ok ? answer(null) : result;
    },
  } satisfies Partial<Handlers>;
}

function sealedHandlers(deps: service.AccountDeps) {
  const { db } = deps;
  return {
    getRecipients: async ({ params }) => {
      const employee = await findEmployee(db, params.id as EmployeeId);
      return employee ? answer(recipientsAnswer(await recipientsFor(db, employee.id))) : refuse("not_found");
    },
    getRecipientsOfAccount: async ({ params }) => {
      const account = await store.find(db, params.id as AccountId);
      if (!account) return refuse("not_found");
      return answer(recipientsAnswer(await recipientsFor(db, holdersOf(db, account))));
    },
    getSealedPart: async ({ access, origin, params, query }) => {
      const asked = { id: params.id as AccountId, purpose: query.purpose };
      const result = await opening.openSealedPart(deps, { ...access, origin }, asked);
      return result.ok ? answer(partAnswer(result.value)) : result;
    },
    changeSealedPart: async ({ access, origin, params, body }) => {
      const change = { ...body, ...sealedOf(body) };
      const result = await service.changeSealedPart(deps, { ...access, origin }, params.id as AccountId, change);
      return result.ok ? answer(await accountAnswer(db, result.value)) : result;
    },
    listSealedToOldKey: async ({ access, origin, params, query: { limit, cursor } }) => {
      const page = { keyId: params.id as KeyId, limit: limit + 1, after: cursor ?? null };
      const result = await opening.listForResealing(deps, { ...access, origin }, page);
      if (!result.ok) return result;
      const { items, nextCursor } = cutPage(result.value, limit);
      return answer({ items: items.map((one) => ({ ...partAnswer(one), name: one.name })), nextCursor });
    },
    resealAccount: async ({ access, origin, params, body }) => {
      const part = { sealedRevision: body.sealedRevision, ...sealedOf(body) };
      const result = await opening.resealAccount(deps, { ...access, origin }, params.id as AccountId, part);
      return result.ok ? answer(await accountAnswer(db, result.value)) : result;
    },
  } satisfies Partial<Handlers>;
}
