// The routes of the policy.
import { answer, type Handlers } from "../http/api.ts";
import { getSettings } from "../settings/service.ts";
import { changePolicy, type PolicyDeps, policyOf, previewPolicy } from "./service.ts";

export function policyHandlers(deps: PolicyDeps): Pick<Handlers, "getPolicy" | "previewPolicy" | "changePolicy"> {
  return {
    getPolicy: async () => answer(policyOf(await getSettings(deps.db))),
    previewPolicy: async ({ body }) => answer({ effects: await previewPolicy(deps, body) }),
    changePolicy: async ({ access, origin, body }) => {
      const result = await changePolicy(deps, { ...access, origin }, body);
      return result.ok ? answer(result.value) : result;
    },
  };
}
