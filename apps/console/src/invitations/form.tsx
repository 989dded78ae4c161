// The form that accepts an invitation: the name may be corrected, a password is chosen.
import { newPassword, personName, type Role } from "@hesper/contract";
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { dayAndTime } from "../brand/times.ts";
import { NewPasswordField } from "../profile/new-password-field.tsx";
import { api } from "../session/api.ts";
import { check, showAtFields } from "../session/fields.ts";

interface Props {
  readonly token: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly expiresAt: string;
  readonly onDone: () => void;
}

const duties: Record<Role, string> = {
  administrator: "an administrator: you manage people and settings",
  auditor: "an auditor: you see everything and change nothing",
  employee: "an employee, with a profile of your own",
};

export function AcceptInvitationForm({ token, email, name, role, expiresAt, onDone }: Props) {
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { name, password: "" },
    validate: { name: check(personName), password: check(newPassword) },
  });
  const submit = async (values: { name: string; password: string }) => {
    if (busy) return;
    setBusy(true);
    setError("");
    const answer = await api.acceptInvitation({ body: { token, ...values } });
    if (answer.ok) return onDone();
    setBusy(false);
    setError(showAtFields(answer, values, form.setFieldError));
  };
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack>
        <Text>
          You become {duties[role]}. The invitation is good until{" "}
          <time dateTime={expiresAt}>{dayAndTime(expiresAt)}</time>.
        </Text>
        <ErrorMessage>{error}</ErrorMessage>
        <TextInput
          label="Email"
          description="You log in with it."
          value={email}
          autoComplete="username"
          variant="filled"
          readOnly
        />
        <TextInput label="Your name" autoComplete="name" maxLength={200} {...form.getInputProps("name")} />
        <NewPasswordField
          label="Password"
          value={form.values.password}
          error={form.errors.password}
          words={[email, form.values.name]}
          onChange={(value) => form.setFieldValue("password", value)}
        />
        <Button type="submit" loading={busy} fullWidth>
          Accept the invitation
        </Button>
      </Stack>
    </form>
  );
}
