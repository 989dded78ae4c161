// The routes of invitations.
import { personAnswer } from "../employees/answers.ts";
import { answer, type Handlers } from "../http/api.ts";
import { readCookie } from "../http/cookies.ts";
import { knownBrowserSeconds } from "../known-browsers/service.ts";
import type { EmployeeId } from "../security/ids.ts";
import { sessionAnswer, timeAnswer } from "../sessions/answers.ts";
import * as service from "./service.ts";

type InvitationRoutes =
  | "invitePerson"
  | "resendInvitation"
  | "withdrawInvitation"
  | "lookAtInvitation"
  | "acceptInvitation";

/** @param secure whether cookies go over TLS only. */
export function invitationHandlers(deps: service.InvitationDeps, secure: boolean): Pick<Handlers, InvitationRoutes> {
  const sent = async ({ employee, link, expiresAtMs }: service.SentLink) =>
    answer({ person: await personAnswer(deps.db, employee), link, expiresAt: timeAnswer(expiresAtMs) });
  return {
    invitePerson: async ({ access, origin, body }) => {
      const result = await service.invite(deps, { ...access, origin }, body);
      return result.ok ? sent(result.value) : result;
    },
    resendInvitation: async ({ access, origin, params }) => {
      const result = await service.resend(deps, { ...access, origin }, params.id as EmployeeId);
      return result.ok ? sent(result.value) : result;
    },
    withdrawInvitation: async ({ access, origin, params }) => {
      const result = await service.withdraw(deps, { ...access, origin }, params.id as EmployeeId);
      return result.ok ? answer(null) : result;
    },
    lookAtInvitation: async ({ body, origin }) => {
      const result = await service.lookAtInvitation(deps, { token: body.token, origin });
      if (!result.ok) return result;
      const { employee, expiresAtMs } = result.value;
      const { email, name, role } = employee;
      return answer({ email, name, role, expiresAt: timeAnswer(expiresAtMs) });
    },
    acceptInvitation: async ({ body, origin, cookies, request }) => {
      const before = {
        oldSessionToken: readCookie(request, "session", secure),
        browserToken: readCookie(request, "known_browser", secure),
      };
      const result = await service.acceptInvitation(deps, { ...body, name: body.name ?? null, ...before }, origin);
      if (!result.ok) return result;
      const { newSession, employee } = result.value;
      cookies.set("session", newSession.token);
      cookies.clear("pending_login");
      cookies.set("known_browser", result.value.browserToken, knownBrowserSeconds);
      return answer(sessionAnswer(newSession.session, employee));
    },
  };
}
