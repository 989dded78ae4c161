// "Show": the password, the code or the notes of an account, for those who may. On record; hidden again when it is left.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { CopyButton } from "../brand/copy-button.tsx";
import { ErrorMessage, LoadingCard } from "../brand/messages.tsx";
import { useOrganisationKey } from "../organisation-key/use-organisation-key.ts";
import { LiveCodeView } from "../otp-secret/live-code.tsx";
import type { Account } from "./accounts.ts";
import { otpOfPayload } from "./otp-parts.ts";
import type { Secrets } from "./sealing.ts";
import { SecretText } from "./secret-text.tsx";
import { useOpened } from "./use-opened.ts";

export type Shown = "password" | "otp" | "notes";

const titles: Record<Shown, string> = { password: "Password of", otp: "Code of", notes: "Notes of" };
/** How long a secret stays on the screen. */
const shownSeconds = 60;

interface Props {
  readonly account: Account;
  readonly what: Shown;
  readonly onClose: () => void;
}

export function ShowDialog({ account, what, onClose }: Props) {
  const { secrets, error } = useOpened(account, what, onClose);
  useHiding(secrets !== null, onClose);
  return (
    <Modal opened onClose={onClose} title={`${titles[what]} ${account.name}`}>
      <Stack>
        {secrets === null && error === "" && <LoadingCard height={56} />}
        <ErrorMessage>{error}</ErrorMessage>
        {secrets && <Secret what={what} secrets={secrets} />}
        {secrets && (
          <Text size="sm" c="dimmed">
            That you looked at it is in the audit. It is hidden again after a minute, when you leave this tab, and when
            the organisation key is locked.
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {secrets ? "Hide" : "Close"}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Secret({ what, secrets }: { what: Shown; secrets: Secrets }) {
  const [otp] = useState(() => otpOfPayload(secrets.otp));
  if (what === "otp") return otp ? <LiveCodeView otp={otp} /> : <Text>This account has no OTP secret.</Text>;
  const text = secrets[what];
  if (text === null) return <Text>This account has {what === "password" ? "no password" : "no notes"}.</Text>;
  return (
    <Group align="flex-start" wrap="nowrap">
      <SecretText text={text} what={what} />
      <CopyButton text={text} what={what === "password" ? "the password" : "the notes"} />
    </Group>
  );
}

function useHiding(isShown: boolean, onHide: () => void): void {
  const isLocked = useOrganisationKey().unlocked === null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: from when it is shown.
  useEffect(() => {
    if (!isShown) return;
    if (isLocked) return onHide();
    const hide = () => document.visibilityState === "hidden" && onHide();
    const timer = setTimeout(onHide, shownSeconds * 1000);
    document.addEventListener("visibilitychange", hide);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", hide);
    };
  }, [isShown, isLocked]);
}
