// First step of the log-in: email and password.
import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { passkeysWork } from "../passkeys/ceremonies.ts";
import { api } from "../session/api.ts";
import { ForgottenPassword } from "./forgotten-password.tsx";
import { usePasskeyAutofill, usePasskeyLogin } from "./passkey.ts";
import { afterWait, isBusy, useWait } from "./wait.tsx";

interface Props {
  readonly email: string;
  readonly setEmail: (email: string) => void;
  /** Why the person is here again. */
  readonly message: string;
  readonly onLoggedIn: () => void;
  readonly onSecondFactor: (methods: readonly string[]) => void;
  readonly onForgotten: () => void;
}

export function PasswordStep({ email, setEmail, message, onLoggedIn, onSecondFactor, onForgotten }: Props) {
  const [password, setPassword] = useState("");
  const [error, setError] = useState(message);
  const [busy, setBusy] = useState(false);
  const wait = useWait();
  const passwordField = useRef<HTMLInputElement>(null);
  const emailField = useRef<HTMLInputElement>(null);
  const passkey = usePasskeyLogin(onLoggedIn, (_, sentence) => setError(sentence));
  usePasskeyAutofill(onLoggedIn);
  useEffect(() => {
    (emailField.current?.value ? passwordField : emailField).current?.focus();
  }, []);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (email.trim() === "" || password === "") return setError("Enter your email and your password.");
    setBusy(true);
    const answer = await api.logIn({ body: { email, password } });
    setBusy(false);
    if (answer.ok) return answer.body.status === "authenticated" ? onLoggedIn() : onSecondFactor(answer.body.methods);
    wait.begin(answer);
    setError(afterWait(answer));
    if (!isBusy(answer)) setPassword("");
    passwordField.current?.focus();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <ErrorMessage>{wait.sentence || error}</ErrorMessage>
        <TextInput
          ref={emailField}
          label="Email"
          type="email"
          name="email"
          autoComplete="username webauthn"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <PasswordInput
          ref={passwordField}
          label="Password"
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": "Show the password", tabIndex: 0 }}
          required
          withAsterisk={false}
        />
        <Button type="submit" loading={busy} disabled={wait.seconds > 0} fullWidth>
          Log in
        </Button>
        {passkeysWork && (
          <Button
            variant="default"
            fullWidth
            loading={passkey.busy}
            leftSection={<IconKey size={16} aria-hidden />}
            onClick={() => passkey.begin({ secondFactor: false })}
          >
            Use a passkey
          </Button>
        )}
        <ForgottenPassword onForgotten={onForgotten} />
      </Stack>
    </form>
  );
}
