// The way out for a forgotten password, below the log-in: a link by mail, or an administrator where no mail is sent.
import { Anchor, Text } from "@mantine/core";
import type { MouseEvent } from "react";
import { useKnownInstallation } from "../session/known-installation.ts";

interface Props {
  /** Opens the page that mails a link; what was typed goes along. */
  readonly onForgotten: () => void;
}

const address = "/forgot-password";

export function ForgottenPassword({ onForgotten }: Props) {
  const installation = useKnownInstallation();
  // Before the set-up there is nobody who could have forgotten one.
  if (!installation || installation.setupOpen) return null;
  const open = (event: MouseEvent) => {
    // In another tab the link opens by itself.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onForgotten();
  };
  if (installation.mail) {
    return (
      <Anchor href={address} onClick={open} size="sm" style={{ alignSelf: "flex-start" }}>
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
