// The page that the link for a forgotten password opens: a new password, then on to the log-in.
import { Anchor } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTitle } from "../brand/document-title.ts";
import { LoadingCard } from "../brand/messages.tsx";
import { api } from "../session/api.ts";
import { useInstallation } from "../session/installation.ts";
import { forgetPerson } from "../session/session.ts";
import { FrontDoor } from "../shell/front-door.tsx";
import { useLinkLook } from "../shell/link-look.ts";
import { IncompleteLink, LinkProblem } from "../shell/link-problem.tsx";
import { useLinkToken } from "../shell/link-token.ts";
import { ResetPasswordForm } from "./form.tsx";

export function ResetPasswordPage() {
  useTitle("Choose a new password");
  const token = useLinkToken();
  const installation = useInstallation().data;
  const link = useLinkLook("password-reset", token, api.lookAtPasswordReset);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const goOn = async (email: string) => {
    // Whoever was logged in here is not any more.
    await forgetPerson(queries);
    await navigate({ to: "/log-in", state: { email, done: "password_changed" } });
  };
  return (
    <FrontDoor title="Choose a new password" lead={installation ? `for ${installation.name}` : "\u00a0"}>
      {token === "" && <IncompleteLink />}
      {token !== "" && link.isPending && <LoadingCard height={320} />}
      {link.isError && (
        <LinkProblem error={link.error} retry={() => link.refetch()}>
          It was used before, is older than 30 minutes, or a newer one was made. Your password is as it was.{" "}
          {installation?.mail ? (
            <Anchor component={Link} to="/forgot-password" inherit underline="always">
              Ask for a new link
            </Anchor>
          ) : (
            "Ask an administrator for a new link"
          )}
          .
        </LinkProblem>
      )}
      {link.data && <ResetPasswordForm key={token} token={token} email={link.data.email} onDone={goOn} />}
    </FrontDoor>
  );
}
