// The routes by which keys write: private accounts, and what they seal to other keys.

import { listKeysOf } from "../accounts/employee-keys.ts";
import { recipientsAnswer, sealedOf } from "../accounts/routes.ts";
import { answer, type Handlers } from "../http/api.ts";
import type { AccountId } from "../security/ids.ts";
import { refuse } from "../security/result.ts";
import { resealByKey } from "./resealing.ts";
import { deletePrivateAccount, type PrivateAccountDeps, writePrivateAccount } from "./service.ts";

type PrivateAccountRoutes = "getKeyRecipients" | "putKeyAccount" | "deleteKeyAccount";

export function privateAccountHandlers(deps: PrivateAccountDeps): Pick<Handlers, PrivateAccountRoutes> {
  return {
    getKeyRecipients: async ({ access: { key } }) => {
      if (key.employee_id === null) return refuse("not_authenticated");
      return answer(recipientsAnswer({ keys: await listKeysOf(deps.db, key.employee_id), organisation: null }));
    },
    putKeyAccount: async ({ access: { key }, origin, params, body }) => {
      const id = params.id as AccountId;
      const given = { ...body, ...sealedOf(body) };
      const result = await ("revision" in given
        ? writePrivateAccount(deps, { key, origin }, id, given)
        : resealByKey(deps, { key, origin }, id, given));
      return result.ok ? answer(result.value) : result;
    },
    deleteKeyAccount: async ({ access: { key }, origin, params, query: { revision } }) => {
      const result = await deletePrivateAccount(deps, { key, origin }, { id: params.id as AccountId, revision });
      return result.ok ? answer(null) : result;
    },
  };
}
