// The page that the link at a new address opens: a button confirms that the address is the person's.
import { Anchor, Button, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { LoadingCard } from "../brand/messages.tsx";
import { api, RefusedError } from "../session/api.ts";
import { useInstallation } from "../session/installation.ts";
import { useSession } from "../session/session.ts";
import { FrontDoor } from "../shell/front-door.tsx";
import { IncompleteLink, LinkProblem } from "../shell/link-problem.tsx";
import { useLinkToken } from "../shell/link-token.ts";
import { Outcome } from "../shell/outcome.tsx";

export function ConfirmEmailPage() {
  useTitle("Confirm your new email");
  const token = useLinkToken();
  const installation = useInstallation().data;
  return (
    <FrontDoor title="Confirm your new email" lead={installation ? `for ${installation.name}` : "\u00a0"}>
      {token === "" ? <IncompleteLink /> : <Confirm key={token} token={token} />}
    </FrontDoor>
  );
}

function Confirm({ token }: { token: string }) {
  const queries = useQueryClient();
  const [email, setEmail] = useState<string | null>(null);
  const [error, setError] = useState<RefusedError | null>(null);
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    const answer = await api.confirmEmailChange({ body: { token } });
    setBusy(false);
    if (!answer.ok) return setError(new RefusedError(answer));
    await queries.invalidateQueries({ queryKey: ["session"] });
    setEmail(answer.body.email);
  };
  if (email !== null) return <Confirmed email={email} />;
  if (error !== null) {
    return (
      <LinkProblem error={error} retry={confirm}>
        It was used before, is older than 24 hours, or a newer one was made. Your email is as it was, unless you have
        confirmed the new one already. To ask for a new link, log in and open your profile.
      </LinkProblem>
    );
  }
  return (
    <Stack>
      <Text>
        Somebody, probably you, asked to log in with the email that this link was sent to. Confirm that it is yours:
        from then on you log in with it, and no longer with the old one.
      </Text>
      <Button loading={busy} onClick={confirm} fullWidth>
        Confirm this email
      </Button>
      <Text size="sm" c="dimmed">
        If you did not ask for it, close this page: nothing changes.
      </Text>
    </Stack>
  );
}

function Confirmed({ email }: { email: string }) {
  const session = useSession();
  if (session.isPending) return <LoadingCard height={140} />;
  const isHere = session.data?.user.email === email;
  return (
    <Outcome title="Your email is changed">
      <Text size="sm">
        From now on you log in with <b style={{ overflowWrap: "anywhere" }}>{email}</b>. Your password and your second
        factor stay as they are. The old address is told.
      </Text>
      <Text size="sm">
        {isHere ? (
          <Anchor component={Link} to="/profile/general" inherit underline="always">
            Go to your profile
          </Anchor>
        ) : (
          <Anchor component={Link} to="/log-in" state={{ email }} inherit underline="always">
            Go to the log-in
          </Anchor>
        )}
      </Text>
    </Outcome>
  );
}
