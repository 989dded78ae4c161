// Second step of the log-in for people whose second factor is a passkey, and no authenticator app.
import { Stack, Text } from "@mantine/core";
import { useState } from "react";
import { ErrorMessage } from "../brand/messages.tsx";
import { OtherWays, type StepProps } from "./other-ways.tsx";
import { RememberBrowser } from "./remember.tsx";
import { UsePasskey } from "./use-passkey.tsx";

export function PasskeyStep({ onLoggedIn, onExpired, ...others }: StepProps) {
  const [error, setError] = useState("");
  const [rememberBrowser, setRememberBrowser] = useState(false);
  return (
    <Stack>
      <ErrorMessage>{error}</ErrorMessage>
      <Text>Confirm with your key, your phone or this computer that it is you.</Text>
      <RememberBrowser checked={rememberBrowser} onChange={setRememberBrowser} />
      <UsePasskey
        methods={others.methods}
        rememberBrowser={rememberBrowser}
        onLoggedIn={() => onLoggedIn(null)}
        onExpired={onExpired}
        onRefused={setError}
      />
      <OtherWays {...others} />
    </Stack>
  );
}
