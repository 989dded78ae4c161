// The form of the set-up.
import { email, installationName, newPassword, personName } from "@hesper/contract";
import { Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { NewPasswordField } from "../profile/new-password-field.tsx";
import { api } from "../session/api.ts";
import { check, showAtFields } from "../session/fields.ts";

interface Props {
  readonly token: string;
  readonly onDone: () => void;
}

type Fields = "installationName" | "name" | "email" | "password";

export function SetUpForm({ token, onDone }: Props) {
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
    setError(showAtFields(answer, values, form.setFieldError));
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
        <NewPasswordField
          label="Password"
          value={password}
          error={form.errors.password}
          words={Object.values(others)}
          onChange={(value) => form.setFieldValue("password", value)}
        />
        <Button type="submit" loading={busy} fullWidth>
          Create the administrator
        </Button>
      </Stack>
    </form>
  );
}
