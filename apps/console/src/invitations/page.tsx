// The page that the link of an invitation opens: whom it is for, a password, and straight into the console.
import { Anchor } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTitle } from "../brand/document-title.ts";
import { LoadingCard } from "../brand/messages.tsx";
import { api } from "../session/api.ts";
import { useInstallation } from "../session/installation.ts";
import { forgetPerson, owesSetup } from "../session/session.ts";
import { FrontDoor } from "../shell/front-door.tsx";
import { useLinkLook } from "../shell/link-look.ts";
import { IncompleteLink, LinkProblem } from "../shell/link-problem.tsx";
import { useLinkToken } from "../shell/link-token.ts";
import { AcceptInvitationForm } from "./form.tsx";

export function AcceptInvitationPage() {
  useTitle("Accept the invitation");
  const token = useLinkToken();
  const installation = useInstallation().data;
  const invitation = useLinkLook("invitation", token, api.lookAtInvitation);
  const enter = useEnter();
  return (
    <FrontDoor
      title={token === "" || invitation.isError ? "Invitation" : "You are invited"}
      lead={installation ? `to ${installation.name}` : "\u00a0"}
    >
      {token === "" && <IncompleteLink />}
      {token !== "" && invitation.isPending && <LoadingCard height={420} />}
      {invitation.isError && (
        <LinkProblem error={invitation.error} retry={() => invitation.refetch()}>
          It was used before, is older than 7 days, or a newer one was made. Ask the administrator who invited you to
          send it again. If you have accepted the invitation already,{" "}
          <Anchor component={Link} to="/log-in" inherit underline="always">
            go to the log-in
          </Anchor>
          .
        </LinkProblem>
      )}
      {invitation.data && <AcceptInvitationForm key={token} token={token} {...invitation.data} onDone={enter} />}
    </FrontDoor>
  );
}

/** Who has accepted is logged in: on to the second factor where one is asked for, else Home. */
function useEnter() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await forgetPerson(queries);
    if (await owesSetup(queries)) {
      await navigate({ to: "/profile/two-factor-authentication", search: { add: true } });
    } else {
      await navigate({ to: "/" });
    }
  };
}
