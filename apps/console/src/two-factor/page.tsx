// The tab "Two-factor authentication".
import type { Authenticator } from "@hesper/contract";
import { Alert, Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconDeviceMobile } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { useNextSteps, useOwedSetUp } from "../session/session.ts";
import { AuthenticatorList } from "./authenticator-list.tsx";
import { urgencyOf } from "./codes.ts";
import { DisableDialog, ResetDialog } from "./confirm-dialogs.tsx";
import { EnrolDialog } from "./enrol-dialog.tsx";
import { LostFactors } from "./lost-factors.tsx";
import { SetUpNotice } from "./set-up-notice.tsx";
import { useTwoFactor } from "./two-factor.ts";

type Open = "enrol" | "reset" | "disable" | null;

const route = getRouteApi("/shell/profile/two-factor-authentication");

export function TwoFactorTab() {
  useTitle("Two-factor authentication");
  const { add } = route.useSearch();
  const navigate = route.useNavigate();
  const [open, setOpen] = useState<Open>(add ? "enrol" : null);
  // Fixed when the dialogue opens: finishing it must not change what it says.
  const [another, setAnother] = useState(false);
  const twoFactor = useTwoFactor();
  const isLost = useOwedSetUp() === "lost";
  const close = () => {
    setOpen(null);
    if (add) navigate({ search: {}, replace: true });
  };
  if (twoFactor.isPending) return <LoadingCard height={320} />;
  if (twoFactor.isError) return <LoadError error={twoFactor.error} retry={() => twoFactor.refetch()} />;
  const { enabled, authenticators, recoveryCodesLeft } = twoFactor.data;
  const enrol = () => {
    setAnother(enabled && !isLost);
    setOpen("enrol");
  };
  return (
    <Stack>
      <SetUpNotice />
      <AuthenticatorsCard {...twoFactor.data} isLost={isLost} onEnrol={enrol} />
      {enabled && !isLost && <RecoveryCodesCard left={recoveryCodesLeft} onReset={() => setOpen("reset")} />}
      {enabled && !isLost && <DisableCard onDisable={() => setOpen("disable")} />}
      {open === "enrol" && <EnrolDialog another={another} onClose={close} />}
      {open === "reset" && <ResetDialog left={recoveryCodesLeft} onClose={close} />}
      {open === "disable" && (
        <Disable authenticators={authenticators.length} codesLeft={recoveryCodesLeft} onClose={close} />
      )}
    </Stack>
  );
}

interface AuthenticatorsCardProps {
  readonly enabled: boolean;
  readonly authenticators: readonly Authenticator[];
  /** Whether the person came in with a temporary pass: what there is can only be replaced. */
  readonly isLost: boolean;
  readonly onEnrol: () => void;
}

function AuthenticatorsCard({ enabled, authenticators, isLost, onEnrol }: AuthenticatorsCardProps) {
  const isOn = enabled && !isLost;
  return (
    <section className="hesper-card" aria-labelledby="authenticators-title">
      <Stack>
        <Group justify="space-between" align="flex-start">
          <div>
            <Group gap="xs">
              <Title order={2} id="authenticators-title">
                Authenticator apps
              </Title>
              {!isLost && (
                <Badge variant="dot" color={enabled ? "teal" : "gray"}>
                  {enabled ? "Enabled" : "Not enabled"}
                </Badge>
              )}
            </Group>
            <Text c="dimmed" size="sm" mt={4}>
              After your password, the log-in asks for a code that changes every 30 seconds.
            </Text>
          </div>
          <Button leftSection={<IconDeviceMobile size={16} aria-hidden />} onClick={onEnrol}>
            {isOn ? "Set up authenticator app" : "Add authenticator app"}
          </Button>
        </Group>
        {isOn && <AuthenticatorList authenticators={authenticators} />}
        {isLost && <LostFactors label="Lost authenticators" factors={authenticators} />}
      </Stack>
    </section>
  );
}

const warnings = {
  few: { color: "yellow", text: "Few recovery codes are left. Make new ones soon." },
  last: { color: "orange", text: "Only one recovery code is left. Make new ones now." },
  gone: {
    color: "red",
    text: "You have no recovery code left. If you lose your phone, you cannot log in. Make new ones now.",
  },
} as const;

function RecoveryCodesCard({ left, onReset }: { left: number; onReset: () => void }) {
  const urgency = urgencyOf(left);
  return (
    <section className="hesper-card" aria-labelledby="recovery-title">
      <Stack>
        {urgency !== "none" && (
          <Alert variant="light" color={warnings[urgency].color} p="sm">
            <Text size="sm">{warnings[urgency].text}</Text>
          </Alert>
        )}
        <Group justify="space-between">
          <div>
            <Title order={2} id="recovery-title">
              Recovery codes
            </Title>
            <Text c="dimmed" size="sm" mt={4}>
              {left} of 10 left. They let you in when your phone is not at hand.
            </Text>
          </div>
          <Button variant="default" onClick={onReset}>
            Reset recovery codes
          </Button>
        </Group>
      </Stack>
    </section>
  );
}

function DisableCard({ onDisable }: { onDisable: () => void }) {
  return (
    <section className="hesper-card" aria-labelledby="disable-title">
      <Group justify="space-between">
        <div>
          <Title order={2} id="disable-title">
            Log in with the password only
          </Title>
          <Text c="dimmed" size="sm" mt={4}>
            Removes your authenticator apps and your recovery codes.
          </Text>
        </div>
        <Button variant="light" color="red" className="hesper-danger" onClick={onDisable}>
          Disable 2FA
        </Button>
      </Group>
    </section>
  );
}

function Disable(props: { authenticators: number; codesLeft: number; onClose: () => void }) {
  const required = useNextSteps().data?.twoFactorRequired ?? false;
  return <DisableDialog {...props} required={required} />;
}
