// The routes of keys, for administrators and auditors.
import { findPeople } from "../employees/list.ts";
import { findEmployee } from "../employees/service.ts";
import { answer, type Handlers } from "../http/api.ts";
import { brokenCursor } from "../http/key-cursor.ts";
import { cutPage } from "../http/pages.ts";
import { countKnown } from "../leavers/seen.ts";
import { linkAddress } from "../links/service.ts";
import { type EmployeeId, type EmployeeKeyId, type KeyPolicyId, timeOfId } from "../security/ids.ts";
import { refuse } from "../security/result.ts";
import type { NewActivation } from "./activation-opening.ts";
import { renewActivation } from "./activation-opening.ts";
import { activationAnswer, keyAnswer, keysAnswer } from "./answers.ts";
import { countPrivateOnlyOpenedBy, countUnopenableWithout, exposuresOfKey } from "./exposure-store.ts";
import type { KeyDeps } from "./held.ts";
import * as lists from "./list-store.ts";
import { changeKey, createKey, deleteKey } from "./service.ts";
import { changeKeyStatus } from "./statuses.ts";
import * as store from "./store.ts";

type KeyRoutes =
  | "listKeys"
  | "listKeysOfEmployee"
  | "createKey"
  | "getKey"
  | "changeKey"
  | "renewActivation"
  | "getKeyLoss"
  | "changeKeyStatus"
  | "deleteKey";

export interface KeyRouteDeps extends KeyDeps {
  /** Where the server is reached, as an origin. */
  readonly address: () => string;
}

export function keyHandlers(deps: KeyRouteDeps): Pick<Handlers, KeyRoutes> {
  return { ...listHandlers(deps), ...makingHandlers(deps), ...changeHandlers(deps) };
}

/** People whose keys are shown, where a search finds them. */
const mostPeople = 200;

function listHandlers({ db }: KeyRouteDeps) {
  const pageOf = async (asked: Omit<lists.Asked, "before"> & { cursor: string | undefined }) => {
    const { cursor, limit, ...filter } = asked;
    if (cursor !== undefined && timeOfId(cursor) === null) return brokenCursor;
    const rows = await lists.list(db, { ...filter, limit: limit + 1, before: cursor ?? null });
    const { items, nextCursor } = cutPage(rows, limit);
    return answer({ items: await keysAnswer(db, items), nextCursor });
  };
  return {
    listKeys: async ({ query: { status, waiting, policyId: policy, search = "", limit, cursor } }) => {
      const employeeIds = search.trim() === "" ? undefined : await findPeople(db, search, mostPeople);
      if (employeeIds?.length === 0) return answer({ items: [], nextCursor: null });
      const policyId = policy as KeyPolicyId | undefined;
      return pageOf({ status, isWaitedFor: waiting === "true", policyId, employeeIds, limit, cursor });
    },
    listKeysOfEmployee: async ({ params, query: { limit, cursor } }) => {
      const employee = await findEmployee(db, params.id as EmployeeId);
      if (!employee) return refuse("not_found");
      return pageOf({ employeeIds: [employee.id], limit, cursor });
    },
    getKey: async ({ params }) => {
      const key = await store.find(db, params.id as EmployeeKeyId);
      return key ? answer(await keyAnswer(db, key)) : refuse("not_found");
    },
    getKeyLoss: async ({ params }) => {
      const key = await store.find(db, params.id as EmployeeKeyId);
      if (!key) return refuse("not_found");
      return answer({
        privateAccounts: await countPrivateOnlyOpenedBy(db, key.id),
        unopenable: await countUnopenableWithout(db, key.id),
        accounts: await countKnown(db, exposuresOfKey(db, key.id), key.employee_id),
      });
    },
  } satisfies Partial<Handlers>;
}

function makingHandlers(deps: KeyRouteDeps) {
  const { db, outside, address } = deps;
  const made = (value: NewActivation) => {
    const link = linkAddress({ publicUrl: address() }, "keys", value.code);
    return activationAnswer(db, value, { link, mailed: outside.sendsMail });
  };
  return {
    createKey: async ({ access, origin, params, body }) => {
      const wanted = { name: body.name, policyId: (body.policyId ?? null) as KeyPolicyId | null };
      const result = await createKey(deps, { ...access, origin }, params.id as EmployeeId, wanted);
      return result.ok ? answer(await made(result.value)) : result;
    },
    renewActivation: async ({ access, origin, params }) => {
      const result = await renewActivation(deps, { ...access, origin }, params.id as EmployeeKeyId);
      return result.ok ? answer(await made(result.value)) : result;
    },
  } satisfies Partial<Handlers>;
}

function changeHandlers(deps: KeyRouteDeps) {
  const { db } = deps;
  return {
    changeKey: async ({ access, origin, params, body }) => {
      const change = { ...body, policyId: body.policyId as KeyPolicyId | null | undefined };
      const result = await changeKey(deps, { ...access, origin }, params.id as EmployeeKeyId, change);
      return result.ok ? answer(await keyAnswer(db, result.value)) : result;
    },
    changeKeyStatus: async ({ access, origin, params, body }) => {
      const change = { ...body, reason: body.reason ?? null };
      const result = await changeKeyStatus(deps, { ...access, origin }, params.id as EmployeeKeyId, change);
      return result.ok ? answer(await keyAnswer(db, result.value)) : result;
    },
    deleteKey: async ({ access, origin, params }) => {
      const result = await deleteKey(deps, { ...access, origin }, params.id as EmployeeKeyId);
      return result.ok ? answer(null) : result;
    },
  } satisfies Partial<Handlers>;
}
