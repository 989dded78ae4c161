// Changing one's own password.
import { Button, Group, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { afterWait, useWait } from "../log-in/wait.tsx";
import { refusedOf } from "../session/change.ts";
import { NewPasswordField } from "./new-password-field.tsx";
import { useChangePassword } from "./profile.ts";

export function ChangePassword({ name, email }: { name: string; email: string }) {
  const [currentPassword, setCurrent] = useState("");
  const [newPassword, setNew] = useState("");
  const change = useChangePassword();
  const wait = useWait();
  const refusal = refusedOf(change.error);
  const atNew = refusal?.errors?.find(({ field }) => field === "/newPassword")?.message;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (change.isPending) return;
    const onSuccess = () => {
      setCurrent("");
      setNew("");
      notifications.show({
        color: "teal",
        title: "Your password is changed",
        message: "Your other sessions were ended.",
      });
    };
    const onError = (error: Error) => wait.begin(refusedOf(error));
    change.mutate({ currentPassword, newPassword }, { onSuccess, onError });
  };
  const problem = refusal && !atNew ? afterWait(refusal) : "";
  return (
    <section className="hesper-card" aria-labelledby="password-title">
      <form onSubmit={submit} noValidate>
        <Stack maw={420}>
          <div>
            <Title order={2} id="password-title">
              Password
            </Title>
            <Text size="sm" c="dimmed" mt={4}>
              Changing it ends your other sessions.
            </Text>
          </div>
          <input type="hidden" autoComplete="username" value={email} readOnly />
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            value={currentPassword}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": "Show the password", tabIndex: 0 }}
          />
          <NewPasswordField
            label="New password"
            value={newPassword}
            error={atNew}
            words={[name, email]}
            onChange={(value) => {
              setNew(value);
              change.reset();
            }}
          />
          <ErrorMessage>{wait.sentence || problem}</ErrorMessage>
          <Group>
            <Button
              type="submit"
              variant="default"
              loading={change.isPending}
              disabled={currentPassword === "" || newPassword === "" || wait.seconds > 0}
            >
              Change the password
            </Button>
          </Group>
        </Stack>
      </form>
    </section>
  );
}
