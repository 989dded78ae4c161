// The set-up page: the first administrator and the name of the installation, then straight on to the second factor.
import { Alert, Anchor, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { useInstallation } from "../session/installation.ts";
import { FrontDoor } from "../shell/front-door.tsx";
import { useLinkToken } from "../shell/link-token.ts";
import { SetUpForm } from "./form.tsx";

export function SetUpPage() {
  useTitle("Set-up");
  const token = useLinkToken();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const installation = useInstallation();
  const goOn = async () => {
    await queries.resetQueries();
    await navigate({ to: "/profile/two-factor-authentication", search: { add: true } });
  };
  return (
    <FrontDoor title="Set up Hesper" lead="You become the first administrator. It takes two minutes.">
      {installation.isPending && <LoadingCard height={420} />}
      {installation.isError && <LoadError error={installation.error} retry={() => installation.refetch()} />}
      {installation.data?.setupOpen === false && <Closed />}
      {installation.data?.setupOpen && (token === "" ? <NoToken /> : <SetUpForm token={token} onDone={goOn} />)}
    </FrontDoor>
  );
}

function Closed() {
  return (
    <Alert variant="light" title="Hesper has been set up already">
      <Text size="sm">
        This link worked once.{" "}
        <Anchor component={Link} to="/log-in" inherit underline="always">
          Go to the log-in
        </Anchor>
        , or ask an administrator to add you.
      </Text>
    </Alert>
  );
}

function NoToken() {
  return (
    <Alert variant="light" title="This link is not complete">
      <Text size="sm">
        Copy the whole set-up link that the server printed when it was started, with everything after the number sign,
        and open it again.
      </Text>
    </Alert>
  );
}
