// The routes of links for forgotten passwords.
import { answer, type Handlers } from "../http/api.ts";
import type { EmployeeId } from "../security/ids.ts";
import { timeAnswer } from "../sessions/answers.ts";
import * as service from "./service.ts";

type PasswordResetRoutes = "makePasswordLink" | "requestPasswordReset" | "lookAtPasswordReset" | "finishPasswordReset";

export function passwordResetHandlers(deps: service.PasswordResetDeps): Pick<Handlers, PasswordResetRoutes> {
  return {
    makePasswordLink: async ({ access, origin, params }) => {
      const result = await service.makeLink(deps, { ...access, origin }, params.id as EmployeeId);
      if (!result.ok) return result;
      return answer({ link: result.value.link, expiresAt: timeAnswer(result.value.expiresAtMs) });
    },
    requestPasswordReset: async ({ body, origin }) => {
      const result = await service.requestReset(deps, body.email, origin);
      return result.ok ? answer(null) : result;
    },
    lookAtPasswordReset: async ({ body, origin }) => {
      const result = await service.lookAtReset(deps, { token: body.token, origin });
      if (!result.ok) return result;
      return answer({ email: result.value.employee.email, expiresAt: timeAnswer(result.value.expiresAtMs) });
    },
    finishPasswordReset: async ({ body, origin, cookies }) => {
      const result = await service.finishReset(deps, body, origin);
      if (!result.ok) return result;
      cookies.clear("session");
      cookies.clear("pending_login");
      return answer(null);
    },
  };
}
