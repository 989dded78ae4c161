// Who will be able to open accounts, as the keys are now; what is not possible with them, and where to change that.
import type { Recipients } from "@hesper/contract";
import { Alert, Anchor, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { canSeal, type Owner, openersWords } from "./recipients.ts";

interface Props {
  readonly recipients: Recipients;
  readonly owner: Owner;
}

export function RecipientsNotice({ recipients, owner }: Props) {
  const { keys, organisation } = recipients;
  if (organisation !== null && owner === null) return null;
  if (organisation !== null && keys.length > 0) {
    return (
      <Text size="sm" c="dimmed">
        {sentence(recipients, owner)}
      </Text>
    );
  }
  return (
    <Alert
      role="note"
      color={canSeal(recipients) ? "blue" : "orange"}
      variant="light"
      icon={<IconInfoCircle aria-hidden />}
      p="sm"
    >
      <Text size="sm" c="var(--mantine-color-text)">
        {sentence(recipients, owner)}{" "}
        {organisation === null && (
          <Anchor component={Link} to="/settings/organisation-key" size="sm" underline="always">
            Go to Settings, Organisation key
          </Anchor>
        )}
      </Text>
    </Alert>
  );
}

function sentence(recipients: Recipients, owner: Owner): string {
  const { keys, organisation } = recipients;
  if (owner === null) return "There is no organisation key, and so nobody to seal a shared account to. Make it first.";
  const { name } = owner;
  const openers = openersWords(recipients, owner);
  if (organisation !== null) {
    return keys.length > 0
      ? `A new account is sealed to ${openers}.`
      : `${name} has no active key yet. A new account is sealed to ${openers}, and waits there until it is delivered to the first key.`;
  }
  if (keys.length === 0) {
    return `There is no organisation key, and ${name} has no active key: there is nobody to seal an account to, so that none can be created.`;
  }
  return (
    `There is no organisation key: a new account is sealed to ${openers} alone. It can be created, but nobody here will be able to ` +
    "show or edit its password or OTP secret, or to deliver it to another key."
  );
}
