// The routes of the log-in: password, code, recovery code, log out.
import { answer, type Call, type Handlers } from "../http/api.ts";
import { readCookie } from "../http/cookies.ts";
import { timeAnswer, userAnswer } from "../sessions/answers.ts";
import { findSession, type NewSession } from "../sessions/service.ts";
import { getSettings } from "../settings/service.ts";
import { findPendingLogin } from "./pending-logins.ts";
import { type Knock, type LoginDeps, logIn, logInWithRecoveryCode, logInWithTotp, logOut } from "./service.ts";

type LoginRoutes = "logIn" | "logInWithTotp" | "logInWithRecoveryCode" | "logOut";
type AnyCall = Pick<Call<never>, "origin" | "request" | "cookies">;

/** @param secure whether cookies go over TLS only. */
export function loginHandlers(deps: LoginDeps, secure: boolean): Pick<Handlers, LoginRoutes> {
  const knockOf = ({ origin, request }: AnyCall): Knock => ({
    origin,
    oldSessionToken: readCookie(request, "session", secure),
  });
  const letIn = ({ cookies }: AnyCall, { token }: NewSession) => {
    cookies.set("session", token);
    cookies.clear("pending_login");
  };
  return {
    logIn: async (call) => {
      const result = await logIn(deps, call.body, knockOf(call));
      if (!result.ok) return result;
      const step = result.value;
      if (step.status === "authenticated") {
        letIn(call, step.newSession);
        return answer({ status: step.status, user: userAnswer(step.employee) });
      }
      const { expiresAtMs } = step.pending;
      call.cookies.set("pending_login", step.token, Math.ceil((expiresAtMs - deps.ids.clock.nowMs()) / 1000));
      return answer({ status: step.status, methods: step.methods, expiresAt: timeAnswer(expiresAtMs) });
    },
    logInWithTotp: async (call) => {
      const result = await logInWithTotp(deps, call.access, { code: call.body.code, knock: knockOf(call) });
      if (!result.ok) return result;
      letIn(call, result.value.newSession);
      return answer({ status: "authenticated", user: userAnswer(result.value.employee) });
    },
    logInWithRecoveryCode: async (call) => {
      const result = await logInWithRecoveryCode(deps, call.access, { code: call.body.code, knock: knockOf(call) });
      if (!result.ok) return result;
      const { employee, newSession, recoveryCodesLeft } = result.value;
      letIn(call, newSession);
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
