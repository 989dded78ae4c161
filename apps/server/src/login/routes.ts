// The routes of the log-in: password, code, recovery code, temporary pass, log out.
import { answer, type Call, type Handlers } from "../http/api.ts";
import { readCookie } from "../http/cookies.ts";
import { knownBrowserSeconds } from "../known-browsers/service.ts";
import { timeAnswer, userAnswer } from "../sessions/answers.ts";
import { findSession } from "../sessions/service.ts";
import { getSettings } from "../settings/service.ts";
import { findPendingLogin } from "./pending-logins.ts";
import {
  type Knock,
  type LoggedIn,
  type LoginDeps,
  logIn,
  logInWithRecoveryCode,
  logInWithTemporaryPass,
  logInWithTotp,
  logOut,
} from "./service.ts";

type LoginRoutes = "logIn" | "logInWithTotp" | "logInWithRecoveryCode" | "logInWithTemporaryPass" | "logOut";
type AnyCall = Pick<Call<never>, "origin" | "request" | "cookies">;

/** What the browser brings along. */
export function readKnock({ origin, request }: AnyCall, secure: boolean): Knock {
  return {
    origin,
    oldSessionToken: readCookie(request, "session", secure),
    trustToken: readCookie(request, "trusted_browser", secure),
    browserToken: readCookie(request, "known_browser", secure),
  };
}

/** Gives the browser what it keeps of a log-in. */
export function letIn({ cookies }: AnyCall, { newSession, newTrust, browserToken }: LoggedIn): void {
  cookies.set("session", newSession.token);
  cookies.clear("pending_login");
  cookies.set("known_browser", browserToken, knownBrowserSeconds);
  if (newTrust) cookies.set("trusted_browser", newTrust.token, newTrust.maxAgeSeconds);
}

/** @param secure whether cookies go over TLS only. */
export function loginHandlers(deps: LoginDeps, secure: boolean): Pick<Handlers, LoginRoutes> {
  const knockOf = (call: AnyCall) => readKnock(call, secure);
  const secondStepOf = (
    call: AnyCall,
    { code, rememberBrowser = false }: { code: string; rememberBrowser?: boolean },
  ) => ({
    code,
    rememberBrowser,
    knock: knockOf(call),
  });
  return {
    logIn: async (call) => {
      const result = await logIn(deps, call.body, knockOf(call));
      if (!result.ok) return result;
      const step = result.value;
      if (step.status === "authenticated") {
        letIn(call, step);
        return answer({ status: step.status, user: userAnswer(step.employee) });
      }
      const { expiresAtMs } = step.pending;
      call.cookies.set("pending_login", step.token, Math.ceil((expiresAtMs - deps.ids.clock.nowMs()) / 1000));
      return answer({ status: step.status, methods: step.methods, expiresAt: timeAnswer(expiresAtMs) });
    },
    logInWithTotp: async (call) => {
      const result = await logInWithTotp(deps, call.access, secondStepOf(call, call.body));
      if (!result.ok) return result;
      letIn(call, result.value);
      return answer({ status: "authenticated", user: userAnswer(result.value.employee) });
    },
    logInWithRecoveryCode: async (call) => {
      const result = await logInWithRecoveryCode(deps, call.access, secondStepOf(call, call.body));
      if (!result.ok) return result;
      const { employee, recoveryCodesLeft } = result.value;
      letIn(call, result.value);
      return answer({ status: "authenticated", user: userAnswer(employee), recoveryCodesLeft });
    },
    logInWithTemporaryPass: async (call) => {
      const result = await logInWithTemporaryPass(deps, call.access, secondStepOf(call, call.body));
      if (!result.ok) return result;
      letIn(call, result.value);
      return answer({ status: "authenticated", user: userAnswer(result.value.employee) });
    },
    logOut: async ({ request, origin, cookies }) => {
      const sessionToken = readCookie(request, "session", secure);
      const pendingToken = readCookie(request, "pending_login", secure);
      const times = await getSettings(deps.db);
      const session = sessionToken === null ? null : await findSession(deps.db, deps.ids, sessionToken, times);
      const pending = pendingToken === null ? null : await findPendingLogin(deps.db, deps.ids, pendingToken);
      await logOut(deps, { session, pending, origin });
      cookies.clear("session");
      cookies.clear("pending_login");
      return answer(null);
    },
  };
}
