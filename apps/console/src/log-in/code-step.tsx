// Second step of the log-in: the code of the authenticator app.
import { Anchor, Button, Group, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { api, sentenceOf } from "../session/api.ts";
import { CodeField, isFull } from "./code-field.tsx";
import { RememberBrowser } from "./remember.tsx";
import { UsePasskey } from "./use-passkey.tsx";
import { tryAgainSentence, useWait, waitSentence } from "./wait.tsx";

interface Props {
  readonly onLoggedIn: () => void;
  readonly onExpired: (reason: string) => void;
  readonly onStartAgain: () => void;
  /** Which second factors this person can use now. */
  readonly methods: readonly string[];
  /** Null: this person has no recovery code left. */
  readonly onRecoveryCode: (() => void) | null;
}

export function CodeStep({ methods, onLoggedIn, onExpired, onStartAgain, onRecoveryCode }: Props) {
  const [code, setCode] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const wait = useWait();
  const [rememberBrowser, setRememberBrowser] = useState(false);
  const send = async (full: string) => {
    setBusy(true);
    const answer = await api.logInWithTotp({ body: { code: full, rememberBrowser } });
    setBusy(false);
    if (answer.ok) return onLoggedIn();
    if (answer.code === "login_expired") return onExpired(sentenceOf(answer));
    wait.begin(answer.retryAfterSeconds ?? 0);
    setError(answer.code === "too_many_attempts" ? tryAgainSentence : sentenceOf(answer));
    setCode("");
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
        <ErrorMessage>{wait.seconds > 0 ? waitSentence(wait.seconds) : error}</ErrorMessage>
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
          methods={methods}
          rememberBrowser={rememberBrowser}
          onLoggedIn={onLoggedIn}
          onExpired={onExpired}
          onRefused={setError}
        />
        <Group justify="space-between">
          {onRecoveryCode && (
            <Anchor component="button" type="button" size="sm" onClick={onRecoveryCode}>
              Log in with a recovery code
            </Anchor>
          )}
          <Anchor component="button" type="button" size="sm" onClick={onStartAgain}>
            Start again
          </Anchor>
        </Group>
      </Stack>
    </form>
  );
}
