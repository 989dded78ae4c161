// Home: what this person should do next, from what is really there.
import type { NextStep } from "@hesper/contract";
import { Button, Group, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconFileDescription, IconShieldLock } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTitle } from "../brand/document-title.ts";
import { LoadError, LoadingCard } from "../brand/messages.tsx";
import { useNextSteps, useSession } from "../session/session.ts";

interface Card {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly add?: boolean;
  readonly color: string;
  readonly icon: typeof IconShieldLock;
}

function cardOf(nextStep: NextStep): Card {
  switch (nextStep.code) {
    case "set_up_second_factor":
      return {
        title: "Set up a second factor",
        text: "With a code of your phone beside the password, a stolen password alone opens nothing. It takes a minute.",
        action: "Add authenticator app",
        add: true,
        color: "amber",
        icon: IconShieldLock,
      };
    case "replace_lost_factors":
      return {
        title: "Set up a new second factor",
        text: "You came in with a temporary pass. Everything else opens when the new factor is set up; the lost ones stop working.",
        action: "Add authenticator app",
        add: true,
        color: "amber",
        icon: IconShieldLock,
      };
    case "temporary_pass_issued":
    case "approve_temporary_pass":
    case "mail_failing":
      throw new Error("Not drawn yet.");
    case "save_recovery_codes":
      return {
        title: "Save your recovery codes",
        text: "They let you in when your phone is lost. They were shown once; if you have not kept them, make new ones.",
        action: "Reset recovery codes",
        color: "amber",
        icon: IconFileDescription,
      };
    case "factor_disabled":
      return {
        title:
          nextStep.factor === "totp"
            ? "Your authenticator app is switched off"
            : "Your recovery codes are switched off",
        text: "There were 100 wrong codes in a row. If it was not you, somebody knows your password: tell an administrator.",
        action: nextStep.factor === "totp" ? "Set up authenticator app" : "Reset recovery codes",
        ...(nextStep.factor === "totp" ? { add: true } : {}),
        color: "red",
        icon: IconAlertTriangle,
      };
    case "recovery_codes_low":
      return {
        title:
          nextStep.left === 0
            ? "You have no recovery code left"
            : `Only ${nextStep.left} recovery ${nextStep.left === 1 ? "code is" : "codes are"} left`,
        text: "Make new ones while your authenticator app still works. The old ones stop working.",
        action: "Reset recovery codes",
        color: nextStep.left === 0 ? "red" : "amber",
        icon: IconAlertTriangle,
      };
  }
}

export function HomePage() {
  useTitle("Home");
  const name = useSession().data?.user.name ?? "";
  const nextSteps = useNextSteps();
  return (
    <Stack>
      <div>
        <Title order={1}>Hello, {name}</Title>
        <Text c="dimmed">What to do next</Text>
      </div>
      {nextSteps.isPending && <LoadingCard height={92} />}
      {nextSteps.isError && <LoadError error={nextSteps.error} retry={() => nextSteps.refetch()} />}
      {nextSteps.data?.items.map((item) => (
        <NextStepCard key={JSON.stringify(item)} card={cardOf(item)} />
      ))}
      {nextSteps.data?.items.length === 0 && <AllSet />}
    </Stack>
  );
}

function NextStepCard({ card: { title, text, action, add, color, icon: Icon } }: { card: Card }) {
  return (
    <section className="hesper-card">
      <Group align="flex-start" wrap="nowrap">
        <ThemeIcon variant="light" color={color} size={40} radius="md" aria-hidden>
          <Icon size={22} />
        </ThemeIcon>
        <Stack gap="xs" flex={1} align="flex-start">
          <div>
            <Title order={2}>{title}</Title>
            <Text>{text}</Text>
          </div>
          <Button
            renderRoot={(props) => (
              <Link {...props} to="/profile/two-factor-authentication" search={add ? { add: true } : {}} />
            )}
          >
            {action}
          </Button>
        </Stack>
      </Group>
    </section>
  );
}

function AllSet() {
  return (
    <section className="hesper-card">
      <Group wrap="nowrap">
        <ThemeIcon variant="light" color="teal" size={40} radius="md" aria-hidden>
          <IconCircleCheck size={22} />
        </ThemeIcon>
        <div>
          <Title order={2}>You are all set</Title>
          <Text c="dimmed">Your log-in asks for a second factor, and your recovery codes are saved.</Text>
        </div>
      </Group>
    </section>
  );
}
