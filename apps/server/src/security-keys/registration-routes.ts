// The routes by which a person adds a security key.
import { answer, type Handlers } from "../http/api.ts";
import { readCookie } from "../http/cookies.ts";
import { ownKeysAnswer } from "../keys/answers.ts";
import { challengeTtlSeconds } from "../passkeys/challenges.ts";
import { type Edge, partyOf } from "../passkeys/relying-party.ts";
import { refusalOfResults } from "./prf-results.ts";
import { addSecurityKey, beginSecurityKey, type SecurityKeyDeps } from "./registration.ts";

type AddingRoutes = "beginSecurityKey" | "addSecurityKey";

export function securityKeyHandlers(deps: SecurityKeyDeps, edge: Edge): Pick<Handlers, AddingRoutes> {
  return {
    beginSecurityKey: async (call) => {
      const party = partyOf(call.request, edge);
      if (!party.ok) return party;
      const { activationCode = null } = call.body;
      const caller = { ...call.access, origin: call.origin };
      const begun = await beginSecurityKey(deps, caller, { party: party.value, activationCode });
      if (!begun.ok) return begun;
      const { cookie, options, kind, name } = begun.value;
      call.cookies.set("security_key", cookie, challengeTtlSeconds);
      return answer({ options, recipientKind: kind, name });
    },
    addSecurityKey: async (call) => {
      const party = partyOf(call.request, edge);
      if (!party.ok) return party;
      const { name = null, response, recipient, activationCode = null } = call.body;
      const refusal = refusalOfResults(response, call.request.log);
      if (refusal) return refusal;
      const cookie = readCookie(call.request, "security_key", edge.secure);
      const given = { party: party.value, response, cookie, name, recipient, activationCode };
      const added = await addSecurityKey(deps, { ...call.access, origin: call.origin }, given);
      if (!added.ok) return added;
      call.cookies.clear("security_key");
      const [shown] = await ownKeysAnswer(deps.db, [added.value]);
      if (!shown) throw new Error("One key gives one answer.");
      return answer(shown);
    },
  };
}
