// The types of events in groups, for the filter: a list of sixty is searched faster when it has heads.
import { type AuditEventType, auditEvents, auditEventTypes } from "@hesper/contract";

/** By the beginning of a type, up to its point. */
const groups: readonly (readonly [string, readonly string[]])[] = [
  ["Log-in and sessions", ["login", "logout", "session", "access", "trusted_browser"]],
  ["People", ["setup", "employee", "employees", "invitation", "profile"]],
  ["Organisation and groups", ["company", "department", "position", "group"]],
  ["Passwords, emails, links", ["password", "password_reset", "email", "email_change", "link"]],
  ["Second factors", ["two_factor", "authenticator", "recovery_codes", "recovery_code", "passkey", "factor"]],
  ["Temporary passes", ["temporary_pass"]],
  ["Organisation key", ["organisation_key"]],
  [
    "Accounts and leavers",
    ["account", "accounts", "private_account", "private_accounts", "account_template", "leaver"],
  ],
  ["Keys", ["key", "key_policy"]],
  ["Policy, server keys, backups and audit", ["policy", "master_key", "server_keys", "backup", "audit", "demo"]],
];
const otherGroup = "Other";

function groupOf(type: AuditEventType): string {
  const beginning = type.split(".")[0] ?? "";
  return groups.find(([, beginnings]) => beginnings.includes(beginning))?.[0] ?? otherGroup;
}

export interface EventGroup {
  readonly group: string;
  readonly items: { readonly value: AuditEventType; readonly label: string }[];
}

export const eventGroups: readonly EventGroup[] = [...groups.map(([name]) => name), otherGroup]
  .map((group) => ({
    group,
    items: auditEventTypes
      .filter((type) => groupOf(type) === group)
      .map((type) => ({ value: type, label: auditEvents[type].title })),
  }))
  .filter(({ items }) => items.length > 0);
