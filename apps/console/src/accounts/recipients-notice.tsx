// What will not be possible with an account, as the keys are now; and where to change that.
import type { Recipients } from "@hesper/contract";
import { Alert, Anchor, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

/** Whether anybody at all can be sealed to. */
export function canSeal({ keys, organisation }: Recipients): boolean {
  return keys.length > 0 || organisation !== null;
}

interface Props {
  readonly recipients: Recipients;
  /** Whom the accounts are for; null: a shared account that nobody has yet. */
  readonly name: string | null;
}

export function RecipientsNotice({ recipients, name }: Props) {
  const { keys, organisation } = recipients;
  if (organisation !== null && (keys.length > 0 || name === null)) return null;
  return (
    <Alert
      role="note"
      color={canSeal(recipients) ? "blue" : "orange"}
      variant="light"
      icon={<IconInfoCircle aria-hidden />}
      p="sm"
    >
      <Text size="sm" c="var(--mantine-color-text)">
        {sentence(recipients, name)}{" "}
        {organisation === null && (
          <Anchor component={Link} to="/settings/organisation-key" size="sm" underline="always">
            Go to Settings, Organisation key
          </Anchor>
        )}
      </Text>
    </Alert>
  );
}

function sentence({ keys, organisation }: Recipients, name: string | null): string {
  if (organisation !== null) {
    return `${name} has no active key yet. Accounts are kept for them, sealed to the organisation key, and reach the first key when they are delivered to it.`;
  }
  if (name === null) return "There is no organisation key, and so nobody to seal a shared account to. Make it first.";
  if (keys.length === 0) {
    return `There is no organisation key, and ${name} has no active key: there is nobody to seal an account to, so that none can be created.`;
  }
  return (
    `There is no organisation key. Accounts can be created, but nobody here will be able to edit their password or OTP secret, ` +
    `to show them, or to give them to a new key of ${name}.`
  );
}
