// Second step of the log-in for people whose second factor is a passkey, and no authenticator app.
import { Anchor, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { RememberBrowser } from "./remember.tsx";
import { UsePasskey } from "./use-passkey.tsx";

interface Props {
  readonly methods: readonly string[];
  readonly onLoggedIn: () => void;
  readonly onExpired: (reason: string) => void;
  readonly onStartAgain: () => void;
  readonly onRecoveryCode: (() => void) | null;
}

export function PasskeyStep({ methods, onLoggedIn, onExpired, onStartAgain, onRecoveryCode }: Props) {
  const [error, setError] = useState("");
  const [rememberBrowser, setRememberBrowser] = useState(false);
  return (
    <Stack>
      <ErrorMessage>{error}</ErrorMessage>
      <Text>Confirm with your key, your phone or this computer that it is you.</Text>
      <RememberBrowser checked={rememberBrowser} onChange={setRememberBrowser} />
      <UsePasskey
        methods={methods}
        rememberBrowser={rememberBrowser}
        onLoggedIn={onLoggedIn}
        onExpired={onExpired}
        onRefused={setError}
      />
      <Group justify="space-between">
        {onRecoveryCode && (
          <Anchor component="button" type="button" size="sm" onClick={onRecoveryCode}>
            Log in with a recovery code
          </Anchor>
        )}
        <Anchor component="button" type="button" size="sm" onClick={onStartAgain}>
          Start again
        </Anchor>
      </Group>
    </Stack>
  );
}
