// The routes of the set-up, and what the log-in page may know before anybody is logged in.
import type { Database } from "../database/database.ts";
import { answer, type Handlers } from "../http/api.ts";
import { readCookie } from "../http/cookies.ts";
import { knownBrowserSeconds } from "../known-browsers/service.ts";
import { sessionAnswer } from "../sessions/answers.ts";
import { getSettings } from "../settings/service.ts";
import { isSetupOpen, type SetupDeps, setUp } from "./service.ts";

/** @param secure whether cookies go over TLS only. @param sendsMail whether there is a mail server. */
export function setupHandlers(
  deps: SetupDeps,
  { secure, sendsMail }: { secure: boolean; sendsMail: boolean },
): Pick<Handlers, "getInstallation" | "setUp"> {
  return {
    getInstallation: async () => answer(await describeInstallation(deps.db, sendsMail)),
    setUp: async ({ body, origin, cookies, request }) => {
      const browserToken = readCookie(request, "known_browser", secure);
      const person = { ...body, installationName: body.installationName ?? null, browserToken };
      const result = await setUp(deps, person, origin);
      if (!result.ok) return result;
      cookies.set("session", result.value.newSession.token);
      cookies.set("known_browser", result.value.browserToken, knownBrowserSeconds);
      return answer(sessionAnswer(result.value.newSession.session, result.value.employee));
    },
  };
}

/** What the server says of itself before anybody is logged in. */
export async function describeInstallation(db: Database, sendsMail: boolean) {
  const settings = await getSettings(db);
  return {
    name: settings.installationName,
    setupOpen: await isSetupOpen(db),
    passwordMinimumLength: settings.passwordMinimumLength,
    recoveryCodeLength: settings.recoveryCodeLength,
    trustedBrowserDays: settings.trustedBrowserDays,
    mail: sendsMail,
  };
}
