// The form of a new password, for whom the link was made.
import { newPassword as newPasswordLimits } from "@hesper/contract";
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { NewPasswordField } from "../profile/new-password-field.tsx";
import { api } from "../session/api.ts";
import { check, showAtFields } from "../session/fields.ts";

interface Props {
  readonly token: string;
  readonly email: string;
  readonly onDone: (email: string) => void;
}

export function ResetPasswordForm({ token, email, onDone }: Props) {
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const form = useForm({ initialValues: { newPassword: "" }, validate: { newPassword: check(newPasswordLimits) } });
  const submit = async (values: { newPassword: string }) => {
    if (busy) return;
    setBusy(true);
    setError("");
    const answer = await api.finishPasswordReset({ body: { token, ...values } });
    if (answer.ok) return onDone(email);
    setBusy(false);
    setError(showAtFields(answer, values, form.setFieldError));
  };
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack>
        <ErrorMessage>{error}</ErrorMessage>
        <TextInput label="Email" value={email} autoComplete="username" variant="filled" readOnly />
        <NewPasswordField
          label="New password"
          value={form.values.newPassword}
          error={form.errors.newPassword}
          words={[email]}
          onChange={(value) => form.setFieldValue("newPassword", value)}
        />
        <Text size="sm" c="dimmed">
          Your second factor stays as it is and will be asked for. You are logged out everywhere, and browsers that were
          remembered are forgotten.
        </Text>
        <Button type="submit" loading={busy} fullWidth>
          Save the new password
        </Button>
      </Stack>
    </form>
  );
}
