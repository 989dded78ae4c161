// The routes of the log-in: password, code, recovery code, log out.
import { answer, type Call, type Handlers } from "../http/api.ts";
import { readCookie } from "../http/cookies.ts";
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
  logInWithTotp,
  logOut,
} from "./service.ts";

type LoginRoutes = "logIn" | "logInWithTotp" | "logInWithRecoveryCode" | "logOut";
type AnyCall = Pick<Call<never>, "origin" | "request" | "cookies">;

/** @param secure whether cookies go over TLS only. */
export function loginHandlers(deps: LoginDeps, secure: boolean): Pick<Handlers, LoginRoutes> {
  const knockOf = ({ origin, request }: AnyCall): Knock => ({
    origin,
    oldSessionToken: readCookie(request, "session", secure),
    trustToken: readCookie(request, "trusted_browser", secure),
  });
  const letIn = ({ cookies }: AnyCall, { newSession, newTrust }: Pick<LoggedIn, "newSession" | "newTrust">) => {
    cookies.set("session", newSession.token);
    cookies.clear("pending_login");
    if (newTrust) cookies.set("trusted_browser", newTrust.token, newTrust.maxAgeSeconds);
  };
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
