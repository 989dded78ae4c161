// The button for a passkey as the second step, where the person has one.
import { Button } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { passkeysWork } from "../passkeys/ceremonies.ts";
import { usePasskeyLogin } from "./passkey.ts";

interface Props {
  readonly methods: readonly string[];
  readonly rememberBrowser: boolean;
  readonly onLoggedIn: () => void;
  readonly onExpired: (reason: string) => void;
  readonly onRefused: (sentence: string) => void;
}

export function UsePasskey({ methods, rememberBrowser, onLoggedIn, onExpired, onRefused }: Props) {
  const passkey = usePasskeyLogin(onLoggedIn, (code, sentence) =>
    code === "login_expired" ? onExpired(sentence) : onRefused(sentence),
  );
  if (!passkeysWork || !methods.includes("passkey")) return null;
  return (
    <Button
      variant={methods.includes("totp") ? "default" : "filled"}
      fullWidth
      loading={passkey.busy}
      leftSection={<IconKey size={16} aria-hidden />}
      onClick={() => passkey.begin({ secondFactor: true, rememberBrowser })}
    >
      Use a passkey
    </Button>
  );
}
