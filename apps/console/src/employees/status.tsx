// How it stands with a person: may log in, is invited, has no log-in, or is locked out.
import type { Person } from "@hesper/contract";
import { Badge } from "@mantine/core";
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
  if (hasLogIn) return <>Active</>;
  const isInvited = !hasInvitationEnded({ invitationExpiresAt }, Date.now());
  if (status === "active" && !isInvited) return <>No log-in</>;
  return (
    <Badge variant="light" color="amber" tt="none">
      {isInvited ? "Invited" : "Invitation ended"}
    </Badge>
  );
}
