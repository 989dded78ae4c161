// The way out for a forgotten password, below the log-in: a link by mail, or an administrator where no mail is sent.
import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useInstallation } from "../session/installation.ts";

export function ForgottenPassword({ email }: { email: string }) {
  const installation = useInstallation().data;
  // Before the set-up there is nobody who could have forgotten one.
  if (!installation || installation.setupOpen) return null;
  if (installation.mail) {
    return (
      <Anchor component={Link} to="/forgot-password" state={{ email }} size="sm" style={{ alignSelf: "flex-start" }}>
        Forgot your password?
      </Anchor>
    );
  }
  return (
    <Text size="sm" c="dimmed">
      Forgot your password? Ask an administrator for a link to choose a new one.
    </Text>
  );
}
