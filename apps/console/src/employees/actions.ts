// What an administrator can do to a person: only what can work is offered.
import type { Person } from "@hesper/contract";

export type Action =
  | "change_role"
  | "invite"
  | "resend_invitation"
  | "password_link"
  | "temporary_pass"
  | "reactivate"
  | "deactivate"
  | "withdraw_invitation"
  | "delete";

type Known = Pick<Person, "id" | "status" | "twoFactor" | "hasLogIn" | "invitationExpiresAt">;

function invitationActions(isInvited: boolean): readonly Action[] {
  return isInvited ? ["resend_invitation", "withdraw_invitation"] : ["invite"];
}

/** @param me the administrator who looks. */
export function actionsFor(
  { id, status, twoFactor, hasLogIn, invitationExpiresAt }: Known,
  me: string,
): readonly Action[] {
  switch (status) {
    case "invited":
      return ["change_role", "resend_invitation", "withdraw_invitation"];
    case "deactivated":
      return ["change_role", "reactivate", "delete"];
    case "active": {
      // Was added without a log-in: an employee all the same.
      if (!hasLogIn) return ["change_role", ...invitationActions(invitationExpiresAt !== null), "deactivate", "delete"];
      // Whoever has no second factor needs no pass; one for oneself is another administrator's to issue.
      const pass = twoFactor && id !== me ? (["temporary_pass"] as const) : [];
      return ["change_role", "password_link", ...pass, "deactivate", "delete"];
    }
  }
}
