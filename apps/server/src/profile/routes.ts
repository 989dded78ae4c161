// The routes of a person's own name, password, sessions and security events.
import { answer, type Handlers } from "../http/api.ts";
import { changeOwnPassword } from "../passwords/change.ts";
import type { SessionId, TrustedBrowserId } from "../security/ids.ts";
import { timeAnswer, userAnswer } from "../sessions/answers.ts";
import { eventsAnswer } from "./event-answers.ts";
import * as service from "./service.ts";

type ProfileRoutes =
  | "changeName"
  | "changePassword"
  | "listSessions"
  | "endSession"
  | "endOtherSessions"
  | "listTrustedBrowsers"
  | "forgetTrustedBrowser"
  | "listSecurityEvents";

export function profileHandlers(deps: service.ProfileDeps): Pick<Handlers, ProfileRoutes> {
  return {
    changeName: async ({ access, origin, body }) =>
      answer(userAnswer(await service.changeName(deps, { ...access, origin }, body.name))),
    changePassword: async ({ access, origin, body, cookies }) => {
      const result = await changeOwnPassword(deps, { ...access, origin }, body);
      if (!result.ok) return result;
      cookies.set("session", result.value.token);
      return answer(null);
    },
    listSessions: async ({ access, origin, query }) => {
      const { items, nextCursor } = await service.pageOfSessions(deps, { ...access, origin }, query);
      const entries = items.map((one) => ({
        id: one.id,
        current: one.id === access.session.id,
        assurance: one.assurance,
        browser: one.userAgent,
        address: one.address,
        createdAt: timeAnswer(one.createdAtMs),
        lastSeenAt: timeAnswer(one.lastSeenAtMs),
      }));
      return answer({ items: entries, nextCursor });
    },
    endSession: async ({ access, origin, params }) => {
      const result = await service.endSession(deps, { ...access, origin }, params.id as SessionId);
      return result.ok ? answer(null) : result;
    },
    endOtherSessions: async ({ access, origin }) => {
      await service.endOtherSessions(deps, { ...access, origin });
      return answer(null);
    },
    listTrustedBrowsers: async ({ access, origin }) => {
      const items = await service.trustedBrowsers(deps, { ...access, origin });
      return answer({
        items: items.map((one) => ({
          id: one.id,
          browser: one.userAgent,
          address: one.address,
          createdAt: timeAnswer(one.createdAtMs),
          lastUsedAt: timeAnswer(one.lastUsedAtMs),
          expiresAt: timeAnswer(one.expiresAtMs),
        })),
        nextCursor: null,
      });
    },
    forgetTrustedBrowser: async ({ access, origin, params }) => {
      const result = await service.forgetTrustedBrowser(deps, { ...access, origin }, params.id as TrustedBrowserId);
      return result.ok ? answer(null) : result;
    },
    listSecurityEvents: async ({ access, origin, query }) => {
      const { items, nextCursor } = await service.pageOfEvents(deps, { ...access, origin }, query);
      return answer({ items: await eventsAnswer(deps.db, access.employee.id, items), nextCursor });
    },
  };
}
