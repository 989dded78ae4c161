// One next step, drawn as a card.
import type { NextStep } from "@hesper/contract";
import { Button, Group, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import {
  IconAlertTriangle,
  IconFileDescription,
  IconKey,
  IconLifebuoy,
  IconMailOff,
  IconShieldLock,
  IconUserMinus,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ComponentProps } from "react";
import { type Card, cardOf, type Goal } from "./cards.ts";

const icons: Record<Card["icon"], typeof IconShieldLock> = {
  factor: IconShieldLock,
  codes: IconFileDescription,
  warning: IconAlertTriangle,
  pass: IconLifebuoy,
  mail: IconMailOff,
  key: IconKey,
  left: IconUserMinus,
};

interface Props {
  readonly step: NextStep;
  readonly onStopPass: () => void;
}

/** Where the window is narrow, what is on a button takes two lines. */
const inLines = { h: "auto", mih: 36, py: 6, styles: { label: { whiteSpace: "normal" } } } as const;

export function StepCard({ step, onStopPass }: Props) {
  const { title, text, facts = [], action, goal, leaver = "", color, icon } = cardOf(step);
  const Icon = icons[icon];
  return (
    <section className="hesper-card" style={{ overflowWrap: "anywhere" }}>
      <Group align="flex-start" wrap="nowrap">
        <ThemeIcon variant="light" color={color} size={40} radius="md" aria-hidden>
          <Icon size={22} />
        </ThemeIcon>
        <Stack gap="xs" flex={1} miw={0} align="flex-start">
          <div>
            <Title order={2}>{title}</Title>
            <Text>{text}</Text>
          </div>
          {facts.length > 0 && <Facts facts={facts} />}
          {goal === "stop_pass" ? (
            <Button {...inLines} color="red.9" onClick={onStopPass}>
              {action}
            </Button>
          ) : (
            <Button {...inLines} renderRoot={(props) => <GoalLink {...props} goal={goal} leaver={leaver} />}>
              {action}
            </Button>
          )}
        </Stack>
      </Group>
    </section>
  );
}

function Facts({ facts }: { facts: NonNullable<Card["facts"]> }) {
  return (
    <dl style={{ display: "grid", gridTemplateColumns: "auto minmax(0, 1fr)", gap: "0.25rem 1rem", margin: 0 }}>
      {facts.map(([label, value]) => (
        <div key={label} style={{ display: "contents" }}>
          <Text component="dt" c="dimmed">
            {label}
          </Text>
          <Text component="dd" m={0}>
            {value}
          </Text>
        </div>
      ))}
    </dl>
  );
}

interface GoalProps extends Omit<ComponentProps<"a">, "href"> {
  readonly goal: Exclude<Goal, "stop_pass">;
  readonly leaver: string;
}

function GoalLink({ goal, leaver, ...props }: GoalProps) {
  switch (goal) {
    case "administrators":
      return <Link {...props} to="/administrators" />;
    case "policy":
      return <Link {...props} to="/policy" />;
    case "audit":
      return <Link {...props} to="/audit" />;
    case "organisation_key":
      return <Link {...props} to="/settings/organisation-key" />;
    case "keys":
      return <Link {...props} to="/keys" />;
    case "locked_keys":
      return <Link {...props} to="/keys" search={{ status: "locked" }} />;
    case "leaver":
      return <Link {...props} to="/leavers/$leaverId" params={{ leaverId: leaver }} />;
    case "second_factor":
      return <Link {...props} to="/profile/two-factor-authentication" />;
    case "add_authenticator":
      return <Link {...props} to="/profile/two-factor-authentication" search={{ add: true }} />;
  }
}
