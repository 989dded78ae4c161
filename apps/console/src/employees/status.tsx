// How it stands with a person: may log in, is invited, has no log-in, or is locked out.
import type { Person } from "@hesper/contract";
import { Badge, Text } from "@mantine/core";
import { hasInvitationEnded } from "./words.ts";

/** Not by colour alone: a word each. */
export function Status({ person: { status, hasLogIn, invitationExpiresAt } }: { person: Person }) {
  if (status === "deactivated") {
    return (
      <Badge variant="light" color="gray" tt="none" c="var(--mantine-color-text)">
        Deactivated
      </Badge>
    );
  }
  const isInvited = !hasInvitationEnded({ invitationExpiresAt }, Date.now());
  if (status === "invited") {
    return (
      <Badge variant="light" color="amber" tt="none">
        {isInvited ? "Invited" : "Invitation ended"}
      </Badge>
    );
  }
  return (
    <>
      Active
      {!hasLogIn && (
        <Text size="sm" c="dimmed">
          {isInvited ? "Invited to log in" : "No log-in"}
        </Text>
      )}
    </>
  );
}
