// Second step of the log-in for whoever has lost every factor: the pass that an administrator has handed over.
import { Button, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { api, sentenceOf } from "../session/api.ts";
import { comparable } from "../two-factor/codes.ts";
import { OtherWays, type StepProps } from "./other-ways.tsx";
import { afterWait, useWait } from "./wait.tsx";

const passLength = 24;

/** What is wrong with what was typed, before it costs an attempt; null: nothing that can be seen. */
function mistakeIn(typed: string): string | null {
  const { length } = comparable(typed);
  if (length === 0) return "Enter the pass that an administrator gave you.";
  return length === passLength ? null : `A pass has ${passLength} characters. This has ${length}.`;
}

export function TemporaryPassStep({ onLoggedIn, onExpired, ...others }: StepProps) {
  const [pass, setPass] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const wait = useWait();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const mistake = mistakeIn(pass);
    if (mistake !== null) return setError(mistake);
    setBusy(true);
    const answer = await api.logInWithTemporaryPass({ body: { code: pass } });
    setBusy(false);
    if (answer.ok) return onLoggedIn(null);
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
          label="Temporary pass"
          description="24 characters that an administrator gave you. It works once, and leads to setting up a new second factor."
          value={pass}
          onChange={(event) => setPass(event.currentTarget.value)}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          placeholder="XXXX-XXXX-XXXX-XXXX-XXXX-XXXX"
          maxLength={64}
          size="md"
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        />
        <Button type="submit" loading={busy} disabled={wait.seconds > 0} fullWidth>
          Log in
        </Button>
        <OtherWays {...others} />
      </Stack>
    </form>
  );
}
