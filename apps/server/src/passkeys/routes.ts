// The routes of passkeys: a person's own, and logging in and proving with them.
import type { Passkey as PasskeyAnswer } from "@hesper/contract";
import { answer, type Call, type Handlers } from "../http/api.ts";
import { readCookie } from "../http/cookies.ts";
import * as passkeyLogin from "../login/passkey-login.ts";
import { findPendingLogin, type PendingLogin } from "../login/pending-logins.ts";
import { letIn, readKnock } from "../login/routes.ts";
import type { LoginDeps } from "../login/service.ts";
import type { PasskeyId } from "../security/ids.ts";
import { refuse } from "../security/result.ts";
import { timeAnswer, userAnswer } from "../sessions/answers.ts";
import { addPasskey, beginPasskey, removePasskey, renamePasskey } from "../two-factor/passkeys.ts";
import { challengeTtlSeconds } from "./challenges.ts";
import { type Edge, partyOf } from "./relying-party.ts";
import { type Ceremony, listPasskeys, type Passkey } from "./service.ts";

type AnyCall = Pick<Call<never>, "request" | "cookies" | "origin">;
type OwnRoutes = "listPasskeys" | "beginPasskey" | "addPasskey" | "renamePasskey" | "removePasskey";
type LoginRoutes = "beginPasskeyLogin" | "logInWithPasskey" | "beginPasskeyProof" | "proveWithPasskey";

function give({ cookies }: AnyCall, { options, cookie }: Ceremony) {
  cookies.set("passkey", cookie, challengeTtlSeconds);
  return answer(options);
}

export function passkeyHandlers(deps: LoginDeps, edge: Edge): Pick<Handlers, OwnRoutes> {
  return {
    listPasskeys: async ({ access }) => {
      const items = await listPasskeys(deps.db, access.employee.id);
      return answer({ items: items.map(passkeyAnswer), nextCursor: null });
    },
    beginPasskey: async (call) => {
      const party = partyOf(call.request, edge);
      if (!party.ok) return party;
      const begun = await beginPasskey(deps, { ...call.access, origin: call.origin }, party.value);
      return begun.ok ? give(call, begun.value) : begun;
    },
    addPasskey: async (call) => {
      const party = partyOf(call.request, edge);
      if (!party.ok) return party;
      const { response, name = null } = call.body;
      const given = { party: party.value, response, name, cookie: readCookie(call.request, "passkey", edge.secure) };
      const added = await addPasskey(deps, { ...call.access, origin: call.origin }, given);
      if (!added.ok) return added;
      call.cookies.clear("passkey");
      if (added.value.newSession) call.cookies.set("session", added.value.newSession.token);
      return answer({
        passkey: passkeyAnswer(added.value.passkey),
        recoveryCodes: added.value.recoveryCodes?.reveal() ?? null,
      });
    },
    renamePasskey: async ({ access, origin, params, body }) => {
      const change = { id: params.id as PasskeyId, name: body.name };
      const renamed = await renamePasskey(deps, { ...access, origin }, change);
      return renamed.ok ? answer(passkeyAnswer(renamed.value)) : renamed;
    },
    removePasskey: async ({ access, origin, params }) => {
      const removed = await removePasskey(deps, { ...access, origin }, params.id as PasskeyId);
      return removed.ok ? answer(null) : removed;
    },
  };
}

export function passkeyLoginHandlers(deps: LoginDeps, edge: Edge): Pick<Handlers, LoginRoutes> {
  const pendingOf = async ({ request }: AnyCall): Promise<PendingLogin | null> => {
    const token = readCookie(request, "pending_login", edge.secure);
    return token === null ? null : findPendingLogin(deps.db, deps.ids, token);
  };
  return {
    beginPasskeyLogin: async (call) => {
      const party = partyOf(call.request, edge);
      if (!party.ok) return party;
      const pending = call.body.secondFactor ? await pendingOf(call) : null;
      if (call.body.secondFactor && !pending) return refuse("login_expired");
      return give(call, await passkeyLogin.beginPasskeyLogin(deps, party.value, pending));
    },
    logInWithPasskey: async (call) => {
      const party = partyOf(call.request, edge);
      if (!party.ok) return party;
      const { secondFactor, response, rememberBrowser = false } = call.body;
      const pending = secondFactor ? await pendingOf(call) : null;
      if (secondFactor && !pending) return refuse("login_expired");
      const knock = readKnock(call, edge.secure);
      const cookie = readCookie(call.request, "passkey", edge.secure);
      const given = { party: party.value, response, cookie, rememberBrowser, knock };
      const loggedIn = await passkeyLogin.logInWithPasskey(deps, pending, given);
      if (!loggedIn.ok) return loggedIn;
      letIn(call, loggedIn.value);
      call.cookies.clear("passkey");
      return answer({ status: "authenticated", user: userAnswer(loggedIn.value.employee) });
    },
    beginPasskeyProof: async (call) => {
      const party = partyOf(call.request, edge);
      if (!party.ok) return party;
      const begun = await passkeyLogin.beginPasskeyProof(deps, { ...call.access, origin: call.origin }, party.value);
      return begun.ok ? give(call, begun.value) : begun;
    },
    proveWithPasskey: async (call) => {
      const party = partyOf(call.request, edge);
      if (!party.ok) return party;
      const given = {
        party: party.value,
        response: call.body.response,
        cookie: readCookie(call.request, "passkey", edge.secure),
      };
      const proven = await passkeyLogin.proveWithPasskey(deps, { ...call.access, origin: call.origin }, given);
      if (!proven.ok) return proven;
      call.cookies.set("session", proven.value.token);
      call.cookies.clear("passkey");
      return answer(null);
    },
  };
}

function passkeyAnswer({ id, name, synced, createdAtMs, lastUsedAtMs }: Passkey): PasskeyAnswer {
  const lastUsedAt = lastUsedAtMs === null ? null : timeAnswer(lastUsedAtMs);
  return { id, name, synced, createdAt: timeAnswer(createdAtMs), lastUsedAt };
}
