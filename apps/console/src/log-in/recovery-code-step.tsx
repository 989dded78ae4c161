// Second step of the log-in without the phone: a recovery code.
import { Button, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { api, sentenceOf } from "../session/api.ts";
import { OtherWays, type StepProps } from "./other-ways.tsx";
import { RememberBrowser } from "./remember.tsx";
import { afterWait, useWait } from "./wait.tsx";

export function RecoveryCodeStep({ onLoggedIn, onExpired, ...others }: StepProps) {
  const [code, setCode] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const wait = useWait();
  const [rememberBrowser, setRememberBrowser] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (code.trim() === "") return setError("Enter one of the recovery codes that you saved.");
    setBusy(true);
    const answer = await api.logInWithRecoveryCode({ body: { code, rememberBrowser } });
    setBusy(false);
    if (answer.ok) return onLoggedIn(answer.body.recoveryCodesLeft);
    if (answer.code === "login_expired") return onExpired(sentenceOf(answer));
    wait.begin(answer);
    setError(afterWait(answer));
    field.current?.select();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <ErrorMessage>{wait.sentence || error}</ErrorMessage>
        <TextInput
          ref={field}
          label="Recovery code"
          description="One of the 10 codes that you saved. Each works once."
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          placeholder="XXXX-XXXX"
          maxLength={64}
          size="md"
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", letterSpacing: "0.15em" } }}
        />
        <RememberBrowser checked={rememberBrowser} onChange={setRememberBrowser} />
        <Button type="submit" loading={busy} disabled={wait.seconds > 0} fullWidth>
          Log in
        </Button>
        <OtherWays {...others} />
      </Stack>
    </form>
  );
}
