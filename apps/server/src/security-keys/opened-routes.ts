// The routes of an open security key: opening it with a touch, and what is sealed to it.
import { sealedOf } from "../accounts/routes.ts";
import { accountAnswer, waitingAnswer } from "../deliveries/own-routes.ts";
import { listWaitingForKey } from "../deliveries/waiting.ts";
import { answer, type Handlers } from "../http/api.ts";
import { readCookie } from "../http/cookies.ts";
import { challengeTtlSeconds } from "../passkeys/challenges.ts";
import { type Edge, partyOf } from "../passkeys/relying-party.ts";
import { resealByKey } from "../private-accounts/resealing.ts";
import type { AccountId } from "../security/ids.ts";
import { refuse } from "../security/result.ts";
import { timeAnswer } from "../sessions/answers.ts";
import { listPrivate, readAccount } from "./opened.ts";
import { closeSecurityKey, findOpened, openSecurityKey } from "./opening.ts";
import { refusalOfResults } from "./prf-results.ts";
import type { SecurityKeyDeps } from "./registration.ts";
import { askForTouch } from "./touching.ts";

type TouchRoutes = "beginSecurityKeyUse" | "openSecurityKey" | "closeSecurityKey";
type OpenedRoutes = "listOpenedPrivateAccounts" | "getOpenedAccount" | "listWaitingForOpened" | "resealOpenedAccount";

export function openedKeyHandlers(deps: SecurityKeyDeps, edge: Edge): Pick<Handlers, TouchRoutes | OpenedRoutes> {
  return { ...touchHandlers(deps, edge), ...openedHandlers(deps) };
}

function touchHandlers(deps: SecurityKeyDeps, edge: Edge): Pick<Handlers, TouchRoutes> {
  return {
    beginSecurityKeyUse: async ({ access, origin, request, cookies, body: { use } }) => {
      const party = partyOf(request, edge);
      if (!party.ok) return party;
      const asked = await askForTouch(deps, { ...access, origin }, { party: party.value, use });
      if (!asked.ok) return asked;
      const { cookie, options, keys, kind } = asked.value;
      cookies.set("passkey", cookie, challengeTtlSeconds);
      return answer({ options, keys: [...keys], recipientKind: kind });
    },
    openSecurityKey: async ({ access, origin, request, cookies, body: { response } }) => {
      const party = partyOf(request, edge);
      if (!party.ok) return party;
      const refusal = refusalOfResults(response, request.log);
      if (refusal) return refusal;
      const given = { party: party.value, response, cookie: readCookie(request, "passkey", edge.secure) };
      const opened = await openSecurityKey(deps, { ...access, origin }, given);
      if (!opened.ok) return opened;
      cookies.clear("passkey");
      const { key, expiresAtMs, waiting } = opened.value;
      const { id: keyId, name, recipient } = key;
      if (recipient === null) throw new Error("A security key without a recipient.");
      return answer({ keyId, name, recipient, expiresAt: timeAnswer(expiresAtMs), waiting });
    },
    closeSecurityKey: async ({ access, origin }) => {
      await closeSecurityKey(deps, { ...access, origin });
      return answer(null);
    },
  };
}

function openedHandlers(deps: SecurityKeyDeps): Pick<Handlers, OpenedRoutes> {
  return {
    listOpenedPrivateAccounts: async ({ access, origin, query: { cursor, limit } }) => {
      const opened = await findOpened(deps, { ...access, origin });
      if (!opened.ok) return opened;
      const { items, nextCursor } = await listPrivate(deps, opened.value, { limit, after: cursor ?? null });
      return answer({ items: items.map(accountAnswer), nextCursor });
    },
    getOpenedAccount: async ({ access, origin, params }) => {
      const opened = await findOpened(deps, { ...access, origin });
      if (!opened.ok) return opened;
      const found = await readAccount(deps, opened.value, params.id as AccountId);
      return found.ok ? answer(accountAnswer(found.value)) : found;
    },
    listWaitingForOpened: async ({ access, origin, query }) => {
      const opened = await findOpened(deps, { ...access, origin });
      if (!opened.ok) return opened;
      const { items, nextCursor } = await listWaitingForKey(deps, opened.value, query);
      return answer({ items: items.map(waitingAnswer), nextCursor });
    },
    resealOpenedAccount: async ({ access, origin, params, body }) => {
      const opened = await findOpened(deps, { ...access, origin });
      if (!opened.ok) return opened;
      const key = { key: opened.value, origin };
      const result = await resealByKey(deps, key, params.id as AccountId, { ...body, ...sealedOf(body) });
      // Between the look and the transaction it was suspended or ended.
      if (!result.ok && result.code === "forbidden") return refuse("reauthentication_required", result.detail);
      return result.ok ? answer(result.value) : result;
    },
  };
}
