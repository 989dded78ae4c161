// The routes of key policies.
import type { KeyPolicy, KeyRules } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import { answer, type Handlers } from "../http/api.ts";
import { keyCursor, readKeyCursor } from "../http/key-cursor.ts";
import { cutPage } from "../http/pages.ts";
import { countOfPolicies } from "../keys/store.ts";
import type { KeyPolicyId } from "../security/ids.ts";
import { timeAnswer } from "../sessions/answers.ts";
import * as service from "./service.ts";
import * as store from "./store.ts";

type PolicyRoutes = "listKeyPolicies" | "createKeyPolicy" | "changeKeyPolicy" | "deleteKeyPolicy";

/** What a key is told. */
export function rulesAnswer({ pinMinimumLength, wrongPins, lockAfterMinutes, offlineDays }: store.Policy): KeyRules {
  return { pinMinimumLength, wrongPins, lockAfterMinutes, offlineDays };
}

async function policiesAnswer(db: Handle, policies: readonly store.Policy[]): Promise<KeyPolicy[]> {
  const keys = await countOfPolicies(
    db,
    policies.map(({ id }) => id),
  );
  return policies.map((policy) => {
    const { id, name, isDefault, revision, updatedAtMs } = policy;
    const about = { id, name, isDefault, revision, updatedAt: timeAnswer(updatedAtMs) };
    return { ...about, ...rulesAnswer(policy), keys: keys.get(id) ?? 0 };
  });
}

async function policyAnswer(db: Handle, policy: store.Policy): Promise<KeyPolicy> {
  const [shown] = await policiesAnswer(db, [policy]);
  if (!shown) throw new Error("One key policy gives one answer.");
  return shown;
}

/** The first page begins with the default one, after which every named one comes. */
const afterDefault = keyCursor("", "");

export function keyPolicyHandlers(deps: service.KeyPolicyDeps): Pick<Handlers, PolicyRoutes> {
  const { db } = deps;
  return {
    listKeyPolicies: async ({ query: { limit, cursor } }) => {
      const after = readKeyCursor(cursor);
      if (!after.ok) return after;
      const named = await store.listNamed(db, { limit: limit + 1, after: after.value });
      const rows = cursor === undefined ? [await store.getDefault(db), ...named] : named;
      const place = ({ isDefault, sortKey, id }: store.Policy) => (isDefault ? afterDefault : keyCursor(sortKey, id));
      const { items, nextCursor } = cutPage(rows, limit, place);
      return answer({ items: await policiesAnswer(db, items), nextCursor });
    },
    createKeyPolicy: async ({ access, origin, body }) => {
      const result = await service.createPolicy(deps, { ...access, origin }, body);
      return result.ok ? answer(await policyAnswer(db, result.value)) : result;
    },
    changeKeyPolicy: async ({ access, origin, params, body }) => {
      const result = await service.changePolicy(deps, { ...access, origin }, params.id as KeyPolicyId, body);
      return result.ok ? answer(await policyAnswer(db, result.value)) : result;
    },
    deleteKeyPolicy: async ({ access, origin, params }) => {
      const result = await service.deletePolicy(deps, { ...access, origin }, params.id as KeyPolicyId);
      return result.ok ? answer(null) : result;
    },
  };
}
