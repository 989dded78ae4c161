// How an employee comes in: the log-in with its invitation, and the second factors.
import { Button, Group, Text } from "@mantine/core";
import { IconShieldCheck, IconShieldOff } from "@tabler/icons-react";
import { dayAndTime, exactTime, relativeTime } from "../brand/times.ts";
import { type Action, actionsFor } from "../employees/actions.ts";
import { hasInvitationEnded } from "../employees/words.ts";
import { useSession } from "../session/session.ts";
import { SectionCard } from "./card.tsx";
import type { SectionProps } from "./section.ts";

const labels: Partial<Record<Action, string>> = {
  invite: "Invite to log in",
  resend_invitation: "Send the invitation again",
  withdraw_invitation: "Withdraw the invitation",
  password_link: "Send a password link",
  reactivate: "Reactivate",
  temporary_pass: "Issue a temporary pass",
};

/** Those of the actions that can work on this person. */
function Actions({ person, acts, onAct, of }: SectionProps & { of: readonly Action[] }) {
  const me = useSession().data?.user.id ?? "";
  const offered = actionsFor(person, me).filter((action) => of.includes(action));
  if (!acts || offered.length === 0) return null;
  return (
    <Group gap="xs">
      {offered.map((action) => (
        <Button key={action} variant="default" size="xs" onClick={() => onAct(action)}>
          {labels[action]}
        </Button>
      ))}
    </Group>
  );
}

const logInActions: readonly Action[] = [
  "invite",
  "resend_invitation",
  "withdraw_invitation",
  "password_link",
  "reactivate",
];

export function LogInSection(props: SectionProps) {
  return (
    <SectionCard title="Log-in">
      <LogInWords {...props} />
      <Actions {...props} of={logInActions} />
    </SectionCard>
  );
}

function LogInWords({ person }: SectionProps) {
  const { name, status, hasLogIn, lastLoginAt, invitationExpiresAt } = person;
  if (status === "deactivated") return <Text>{name} is deactivated and cannot log in.</Text>;
  if (hasLogIn) {
    return lastLoginAt === null ? (
      <Text>Has a password and has not logged in with it yet.</Text>
    ) : (
      <Text>
        Last log-in{" "}
        <time dateTime={lastLoginAt} title={exactTime(lastLoginAt)}>
          {relativeTime(lastLoginAt)}
        </time>
        .
      </Text>
    );
  }
  if (invitationExpiresAt !== null && !hasInvitationEnded(person, Date.now())) {
    return (
      <Text>
        Invited, and has not chosen a password yet. The link works until{" "}
        <time dateTime={invitationExpiresAt}>{dayAndTime(invitationExpiresAt)}</time>.
      </Text>
    );
  }
  const ended = status === "invited" || invitationExpiresAt !== null;
  return (
    <Text>
      {ended
        ? "The invitation has ended without a password being chosen."
        : "Does not log in here: has never been invited. Accounts, groups and keys can be given all the same."}
    </Text>
  );
}

const factorActions: readonly Action[] = ["temporary_pass"];

export function SecondFactorsSection(props: SectionProps) {
  const { twoFactor, hasLogIn, name } = props.person;
  const Icon = twoFactor ? IconShieldCheck : IconShieldOff;
  return (
    <SectionCard title="Second factors">
      <Group gap="xs" wrap="nowrap" className="employee-factors" data-protected={twoFactor || undefined}>
        <Icon size={20} stroke={1.7} aria-hidden />
        <Text>
          {twoFactor && "Set up: the password alone lets nobody in."}
          {!twoFactor && hasLogIn && "None is set up: the password alone lets in."}
          {!twoFactor && !hasLogIn && "None: there is no log-in to protect yet."}
        </Text>
      </Group>
      {twoFactor && props.acts && (
        <Text size="sm" c="dimmed">
          Has {name} lost the phone, the security key and the recovery codes? A temporary pass stands in for them once;
          new ones are set up with it, and the lost ones stop working.
        </Text>
      )}
      <Actions {...props} of={factorActions} />
    </SectionCard>
  );
}
