// Which events a person is shown about their own accounts and keys: what changed them, and who looked at a secret.
import type { AuditEventType } from "./audit-events.ts";

/** Without sealing again, which changes nothing for the person. */
export const ownEventTypes = [
  "account.created",
  "account.edited",
  "account.password_changed",
  "account.otp_changed",
  "account.notes_changed",
  "account.secrets_changed",
  "account.deleted",
  "account.shown",
  "account.opened_for_edit",
  "account.given",
  "account.taken",
  "private_accounts.lost",
  "key.created",
  "key.activation_renewed",
  "key.activated",
  "key.security_key_added",
  "key.opened",
  "key.renamed",
  "key.policy_changed",
  "key.status_changed",
  "key.reported_lost",
  "key.locked_itself",
  "key.wiped",
  "key.deleted",
] as const satisfies readonly AuditEventType[];
export type OwnEventType = (typeof ownEventTypes)[number];
