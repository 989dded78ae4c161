// The routes of one's own session.
import { answer, type Handlers } from "../http/api.ts";
import { reauthenticate } from "../login/reauthentication.ts";
import type { LoginDeps } from "../login/service.ts";
import { listNextSteps, type NextStepDeps } from "../next-steps/service.ts";
import { sessionAnswer } from "./answers.ts";

type SessionRoutes = "getSession" | "reauthenticate" | "getNextSteps";

export function sessionHandlers(deps: LoginDeps & NextStepDeps): Pick<Handlers, SessionRoutes> {
  return {
    getSession: ({ access }) => answer(sessionAnswer(access.session, access.employee)),
    reauthenticate: async ({ access, body, origin, cookies }) => {
      const given = { password: body.password, code: body.code ?? null };
      const result = await reauthenticate(deps, { ...access, origin }, given);
      if (!result.ok) return result;
      cookies.set("session", result.value.token);
      return answer(null);
    },
    getNextSteps: async ({ access }) => answer(await listNextSteps(deps, access)),
  };
}
