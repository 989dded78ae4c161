// The log-in inside the console: where somebody has logged out, or a session has ended.
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useLocation, useRouter } from "@tanstack/react-router";
import { ownPath } from "../session/return-to.ts";
import { forgetPerson } from "../session/session.ts";
import { LogIn } from "./log-in.tsx";
import { sayRecoveryCodesLeft } from "./recovery-codes-left.ts";

const route = getRouteApi("/log-in");

export function LogInPage() {
  const { returnTo, ended } = route.useSearch();
  const { email, done } = useLocation().state;
  const queries = useQueryClient();
  const router = useRouter();
  const enter = async (recoveryCodesLeft: number | null) => {
    await forgetPerson(queries);
    router.history.push(ownPath(returnTo, location.origin));
    sayRecoveryCodesLeft(recoveryCodesLeft);
  };
  return (
    <LogIn
      ended={ended ?? false}
      email={email}
      passwordChanged={done === "password_changed"}
      enter={enter}
      onForgotten={(typed) => router.navigate({ to: "/forgot-password", state: { email: typed } })}
    />
  );
}
