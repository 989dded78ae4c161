// Second step of the log-in: the code of the authenticator app.
import { Button, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { api, sentenceOf } from "../session/api.ts";
import { CodeField, isFull } from "./code-field.tsx";
import { OtherWays, type StepProps } from "./other-ways.tsx";
import { RememberBrowser } from "./remember.tsx";
import { UsePasskey } from "./use-passkey.tsx";
import { afterWait, isBusy, useWait } from "./wait.tsx";

export function CodeStep({ onLoggedIn, onExpired, ...others }: StepProps) {
  const [code, setCode] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const wait = useWait();
  const [rememberBrowser, setRememberBrowser] = useState(false);
  const send = async (full: string) => {
    setBusy(true);
    const answer = await api.logInWithTotp({ body: { code: full, rememberBrowser } });
    setBusy(false);
    if (answer.ok) return onLoggedIn(null);
    if (answer.code === "login_expired") return onExpired(sentenceOf(answer));
    wait.begin(answer);
    setError(afterWait(answer));
    if (!isBusy(answer)) setCode("");
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (isFull(code)) send(code);
    else setError("Enter the 6 digits that your authenticator app shows.");
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <ErrorMessage>{wait.sentence || error}</ErrorMessage>
        {/* Before the field, which sends the code as soon as it is complete. */}
        <RememberBrowser checked={rememberBrowser} onChange={setRememberBrowser} />
        <CodeField
          label="Authentication code"
          description="The 6 digits that your authenticator app shows for Hesper"
          value={code}
          busy={busy}
          onChange={setCode}
          onFull={send}
        />
        <Button type="submit" loading={busy} disabled={wait.seconds > 0} fullWidth>
          Log in
        </Button>
        <UsePasskey
          methods={others.methods}
          rememberBrowser={rememberBrowser}
          onLoggedIn={() => onLoggedIn(null)}
          onExpired={onExpired}
          onRefused={setError}
        />
        <OtherWays {...others} />
      </Stack>
    </form>
  );
}
