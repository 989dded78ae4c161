// The page that the mail about a temporary pass leads to: whoever did not ask for the pass stops it here.
import { Anchor, Button, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { api, RefusedError } from "../session/api.ts";
import { useInstallation } from "../session/installation.ts";
import { FrontDoor } from "../shell/front-door.tsx";
import { IncompleteLink, LinkProblem } from "../shell/link-problem.tsx";
import { useLinkToken } from "../shell/link-token.ts";
import { Outcome } from "../shell/outcome.tsx";

export function StopTemporaryPassPage() {
  useTitle("Stop a temporary pass");
  const token = useLinkToken();
  const installation = useInstallation().data;
  return (
    <FrontDoor title="Stop a temporary pass" lead={installation ? `for ${installation.name}` : "\u00a0"}>
      {token === "" ? <IncompleteLink /> : <Stop key={token} token={token} />}
    </FrontDoor>
  );
}

function Stop({ token }: { token: string }) {
  const [error, setError] = useState<RefusedError | null>(null);
  const [busy, setBusy] = useState(false);
  const [stopped, setStopped] = useState(false);
  const stop = async () => {
    setBusy(true);
    const answer = await api.stopTemporaryPass({ body: { token } });
    setBusy(false);
    if (answer.ok) setStopped(true);
    else setError(new RefusedError(answer));
  };
  if (stopped) return <Stopped />;
  if (error !== null) {
    return (
      <LinkProblem error={error} retry={stop} title="There is no pass to stop">
        It was stopped or taken back, it is over, or a new second factor was set up with it. If that was not you, tell
        an administrator at once, in person or by telephone.
      </LinkProblem>
    );
  }
  return (
    <Stack>
      <Text>
        An administrator issued a temporary pass for your account. Together with your password it lets somebody set up a
        new second factor in place of yours.
      </Text>
      <Text>If you asked for it, close this page. If you did not, stop it:</Text>
      <Button color="red.9" loading={busy} onClick={stop} fullWidth>
        Stop it
      </Button>
      <Text size="sm" c="dimmed">
        The pass ends, and whoever has come in with it is thrown out. Your second factor stays as it is.
      </Text>
    </Stack>
  );
}

function Stopped() {
  return (
    <Stack>
      <Outcome title="The pass is stopped">
        <Text size="sm">
          It lets nobody in any more, and whoever had come in with it is thrown out. Your second factor is as it was.
        </Text>
      </Outcome>
      <div>
        <Text fw={600}>What to do next</Text>
        <ol style={{ margin: "0.25rem 0 0", paddingInlineStart: "1.25rem", fontSize: "var(--mantine-font-size-sm)" }}>
          <li>
            Tell an administrator at once, in person or by telephone: somebody asked for this pass in your name, or
            issued it without being asked.
          </li>
          <li>
            If somebody may know your password,{" "}
            <Anchor component={Link} to="/forgot-password" inherit underline="always">
              choose a new one
            </Anchor>
            : nobody comes in with a pass alone.
          </li>
        </ol>
      </div>
      <Anchor component={Link} to="/log-in" size="sm">
        Go to the log-in
      </Anchor>
    </Stack>
  );
}
