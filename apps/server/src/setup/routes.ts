// The routes of the set-up, and what the log-in page may know before anybody is logged in.
import { answer, type Handlers } from "../http/api.ts";
import { sessionAnswer } from "../sessions/answers.ts";
import { getSettings } from "../settings/service.ts";
import { isSetupOpen, type SetupDeps, setUp } from "./service.ts";

export function setupHandlers(deps: SetupDeps): Pick<Handlers, "getInstallation" | "setUp"> {
  return {
    getInstallation: async () => {
      const settings = await getSettings(deps.db);
      return answer({
        name: settings.installationName,
        setupOpen: await isSetupOpen(deps.db),
        passwordMinimumLength: settings.passwordMinimumLength,
        recoveryCodeLength: settings.recoveryCodeLength,
        trustedBrowserDays: settings.trustedBrowserDays,
      });
    },
    setUp: async ({ body, origin, cookies }) => {
      const result = await setUp(deps, { ...body, installationName: body.installationName ?? null }, origin);
      if (!result.ok) return result;
      cookies.set("session", result.value.newSession.token);
      return answer(sessionAnswer(result.value.newSession.session, result.value.employee));
    },
  };
}
