// The page for a forgotten password: asks for a link, and says the same whoever has the email, or nobody.
import { Alert, Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { ErrorMessage, LoadError, LoadingCard } from "../brand/messages.tsx";
import { afterWait, useWait } from "../log-in/wait.tsx";
import { api } from "../session/api.ts";
import { useInstallation } from "../session/installation.ts";
import { FrontDoor } from "../shell/front-door.tsx";
import { Outcome } from "../shell/outcome.tsx";

export function ForgotPasswordPage() {
  useTitle("Forgot your password?");
  const installation = useInstallation();
  const [email, setEmail] = useState(useLocation().state.email ?? "");
  const [sent, setSent] = useState(false);
  const lead = installation.data ? `for ${installation.data.name}` : "\u00a0";
  return (
    <FrontDoor title="Forgot your password?" lead={lead}>
      {installation.isPending && <LoadingCard height={180} />}
      {installation.isError && <LoadError error={installation.error} retry={() => installation.refetch()} />}
      {installation.data?.mail === false && <NoMail />}
      {installation.data?.mail && !sent && <AskForm email={email} setEmail={setEmail} onSent={() => setSent(true)} />}
      {sent && <Sent email={email} onAskAgain={() => setSent(false)} />}
      <Anchor component={Link} to="/log-in" state={{ email }} size="sm">
        Back to the log-in
      </Anchor>
    </FrontDoor>
  );
}

function AskForm({
  email,
  setEmail,
  onSent,
}: {
  email: string;
  setEmail: (email: string) => void;
  onSent: () => void;
}) {
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const wait = useWait();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (email.trim() === "") return setError("Enter your email.");
    setBusy(true);
    const answer = await api.requestPasswordReset({ body: { email } });
    setBusy(false);
    if (answer.ok) return onSent();
    wait.begin(answer);
    setError(afterWait(answer));
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text>You get a link by mail, to choose a new one.</Text>
        <ErrorMessage>{wait.sentence || error}</ErrorMessage>
        <TextInput
          ref={field}
          label="Email"
          description="The one you log in with"
          type="email"
          name="email"
          autoComplete="username"
          maxLength={320}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy} disabled={wait.seconds > 0} fullWidth>
          Send me a link
        </Button>
      </Stack>
    </form>
  );
}

function Sent({ email, onAskAgain }: { email: string; onAskAgain: () => void }) {
  return (
    <Stack>
      <Outcome title="Look into your mail">
        <Text size="sm">
          If somebody with this email may log in, a link is on its way. It works once, for 30 minutes. A link that was
          sent before does not work any more.
        </Text>
      </Outcome>
      <div>
        <Text fw={600}>Nothing came?</Text>
        <Text size="sm">
          Look among the unwanted mails. Check how the email is written:{" "}
          <b style={{ overflowWrap: "anywhere" }}>{email}</b>. After a minute,{" "}
          <Anchor component="button" type="button" inherit underline="always" onClick={onAskAgain}>
            ask again
          </Anchor>
          . If there is still nothing, an administrator can send you a link, or tell you with which email you log in.
        </Text>
      </div>
    </Stack>
  );
}

function NoMail() {
  return (
    <Alert variant="light" title="This installation sends no mail">
      <Text size="sm">
        Ask an administrator for a link to choose a new password. It works once, for 30 minutes, and your second factor
        stays as it is.
      </Text>
    </Alert>
  );
}
