// The form of the set-up.
import { email, installationName, newPassword, personName } from "@hesper/contract";
import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { PasswordStrength } from "../profile/password-strength.tsx";
import { api, sentenceOf } from "../session/api.ts";

interface Props {
  readonly token: string;
  readonly minimumLength: number;
  readonly onDone: () => void;
}

type Fields = "installationName" | "name" | "email" | "password";

type Check = { safeParse: (value: string) => { success: boolean; error?: { issues: { message: string }[] } } };

/** The same limits as the server's. */
function check(schema: Check) {
  return (value: string) => {
    const result = schema.safeParse(value);
    return result.success ? null : (result.error?.issues[0]?.message ?? "This is not valid.");
  };
}

export function SetUpForm({ token, minimumLength, onDone }: Props) {
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const form = useForm<Record<Fields, string>>({
    initialValues: { installationName: "", name: "", email: "", password: "" },
    validate: {
      installationName: check(installationName),
      name: check(personName),
      email: check(email),
      password: check(newPassword),
    },
  });
  const submit = async (values: Record<Fields, string>) => {
    setBusy(true);
    setError("");
    const answer = await api.setUp({ body: { setupToken: token, ...values } });
    setBusy(false);
    if (answer.ok) return onDone();
    const atFields = (answer.errors ?? []).filter(({ field }) => field.slice(1) in values);
    for (const { field, message } of atFields) form.setFieldError(field.slice(1), message);
    if (atFields.length === 0) setError(sentenceOf(answer));
  };
  const { password, ...others } = form.values;
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack>
        <ErrorMessage>{error}</ErrorMessage>
        <TextInput
          label="Name of the installation"
          description="Such as your organisation. Authenticator apps show it beside the code."
          autoComplete="organization"
          {...form.getInputProps("installationName")}
        />
        <TextInput label="Your name" autoComplete="name" {...form.getInputProps("name")} />
        <TextInput label="Email" type="email" autoComplete="username" {...form.getInputProps("email")} />
        <div>
          <PasswordInput
            label="Password"
            description={`At least ${minimumLength} characters. A few unrelated words are easy to remember and hard to guess.`}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": "Show the password", tabIndex: 0 }}
            {...form.getInputProps("password")}
          />
          <PasswordStrength password={password} words={Object.values(others)} minimumLength={minimumLength} />
        </div>
        <Button type="submit" loading={busy} fullWidth>
          Create the administrator
        </Button>
      </Stack>
    </form>
  );
}
