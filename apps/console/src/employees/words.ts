// What is said of people: roles, what each may do, and how it stands with an invitation.
import type { Person, Role } from "@hesper/contract";

export const roleNames: Record<Role, string> = {
  administrator: "Administrator",
  auditor: "Auditor",
  employee: "Employee",
};

/** "an auditor". */
export const aRole: Record<Role, string> = {
  administrator: "an administrator",
  auditor: "an auditor",
  employee: "an employee",
};

export const roleDuties: Record<Role, string> = {
  administrator: "Does everything in the console: people, policy, audit.",
  auditor: "Sees everything, changes nothing, and sees no secrets.",
  employee: "Has a profile, accounts and keys of their own.",
};

/** Whether an invitation can no longer be accepted. One that is so old that the server forgot it has ended too. */
export function hasInvitationEnded(
  { invitationExpiresAt }: Pick<Person, "invitationExpiresAt">,
  nowMs: number,
): boolean {
  return invitationExpiresAt === null || Date.parse(invitationExpiresAt) <= nowMs;
}

/** A link to hand over. Without a public URL the server gives its path only: then it is this console's. */
export function wholeLink(link: string, origin: string): string {
  return link.startsWith("/") ? `${origin}${link}` : link;
}
