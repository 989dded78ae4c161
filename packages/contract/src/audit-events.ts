// The catalogue of audit events: every type with its title, what it says, and the fields of its detail.

/** `refused`: something was asked for and not carried out. */
export type AuditOutcome = "done" | "refused";
export const auditOutcomes = ["done", "refused"] as const satisfies readonly AuditOutcome[];

interface AuditEventText {
  readonly title: string;
  readonly about: string;
  readonly outcome: AuditOutcome;
  /** The fields of the detail, with what they hold. */
  readonly detail: Record<string, string>;
}

const none = {};
const authenticator = { authenticator: "id", name: "as the person named it" };
const passkey = { passkey: "id", name: "as the person named it" };
const account = { account: "id", name: "as it is called" };
const own = { account: "id", key: "id of the key" };
const given = { ...account, group: "id, where it is a group", groupName: "as it is called" };
const template = { template: "id", name: "as it is called" };
const leaverAccount = {
  leaver: "id of the list",
  leaverName: "the name that the leaver had",
  account: "id",
  name: "as the account was called",
};
const key = { key: "id", name: "as it is called" };
const keyPolicy = { policy: "id", name: "as it is called" };
const group = { id: "id of the group", name: "its name" };
const gone = {
  id: "id",
  name: "the name it had",
  employees: "how many belonged to it",
  movedTo: "the name of the one that got them",
};
const batch = {
  count: "how many refusals this event stands for, where there were too many to write each",
  firstAt: "time of the first of them, milliseconds since 1970",
  lastAt: "time of the last of them, milliseconds since 1970",
};

/** Closed list: an event is found by its type for years to come. Types are added, never renamed. */
export const auditEvents = {
  "setup.completed": event("Installation set up", "The first administrator was made with the set-up link."),
  "demo.filled": event(
    "Demo begun",
    "People who do not exist, and events of log-ins that never were, are being added.",
    {
      employees: "how many",
      events: "about how many",
      seed: "what they follow from",
    },
  ),
  "server_keys.created": event("Server keys made", "Keys that encrypt values and sign this audit were made.", {
    purposes: "`values` encrypts secrets, `recovery_codes` hashes them, `audit_signing` signs the audit",
    masterKey: "id of the master key that wraps them",
  }),
  "server_keys.removed": event("Server keys removed", "Keys that were replaced, and that nothing needs any more.", {
    purpose: "as above",
    keys: "how many",
  }),
  "master_key.rotated": event("Master key replaced", "All server keys are wrapped by a new master key.", {
    from: "id of the master key before",
    to: "id of the master key now",
  }),
  "employee.created": event("Person added", "A person was added.", { role: "the role given" }),
  "employee.deleted": event("Person deleted", "A person and all that hung on them were deleted.", {
    email: "the email the person had",
    name: "the name the person had",
    role: "the role the person had",
    accounts: "how many personal accounts went with them",
  }),
  "employee.role_changed": event("Role changed", "A person got another role.", { from: "role", to: "role" }),
  "employee.deactivated": event("Person deactivated", "A person may no longer log in; all sessions were ended."),
  "employee.reactivated": event("Person reactivated", "A person who had been deactivated may log in again."),
  "employee.changed": event("Employee changed", "What is known of an employee was changed.", {
    fields: "what was changed",
    from: "names before: of the person, company, department, position",
    to: "names now",
  }),
  "employees.imported": event("Employees imported", "Rows of a table were brought in, all at once.", {
    import: "id of the import",
    file: "name of the file",
    created: "how many employees were added",
    changed: "how many were changed",
    unchanged: "how many rows said what was known",
    leftOut: "how many refused rows were left out",
    companies: "how many were added with them",
    departments: "how many were added with them",
    positions: "how many were added with them",
  }),
  "employees.exported": event("Employees exported", "The list of employees was downloaded.", {
    employees: "how many at most",
    filtered: "whether it was a part of the list",
  }),
  "company.created": event("Company added", "Employees may belong to it.", { id: "id", name: "its name" }),
  "company.renamed": event("Company renamed", "The new name.", { id: "id", from: "name", to: "name" }),
  "company.deleted": event("Company deleted", "Its employees and departments went to another, if it had any.", gone),
  "department.created": event("Department added", "Employees may belong to it.", { id: "id", name: "its name" }),
  "department.renamed": event("Department renamed", "The new name.", { id: "id", from: "name", to: "name" }),
  "department.deleted": event("Department deleted", "Its employees went to another, if it had any.", gone),
  "position.created": event("Position added", "Employees may have it.", { id: "id", name: "its name" }),
  "position.renamed": event("Position renamed", "The new name.", { id: "id", from: "name", to: "name" }),
  "position.deleted": event("Position deleted", "Its employees got another, if it had any.", gone),
  "group.created": event("Group made", "It has no members yet.", group),
  "group.changed": event("Group changed", "It was renamed or described anew.", {
    id: "id",
    fields: "what was changed",
    from: "name",
    to: "name",
  }),
  "group.policy_changed": event("Policy of a group changed", "What it asks of its members.", {
    ...group,
    setting: "which one",
    from: "before",
    to: "after",
  }),
  "group.deleted": event("Group deleted", "Its members stay.", { ...group, members: "how many it had" }),
  "group.member_added": event("Added to a group", "A person is a member of a group.", group),
  "group.member_removed": event("Removed from a group", "A person is no longer a member of a group.", group),
  "invitation.sent": event("Invitation made", "A person was invited; the link works for 7 days.", {
    mailed: "whether the link was mailed; else it was shown to the administrator",
  }),
  "invitation.resent": event("Invitation renewed", "A new link was made; the one before stopped working.", {
    mailed: "whether the link was mailed; else it was shown to the administrator",
  }),
  "invitation.withdrawn": event(
    "Invitation withdrawn",
    "The link stopped working; who had been added by it was removed.",
    {
      email: "the email that was invited",
      name: "the name that was invited",
    },
  ),
  "invitation.accepted": event("Invitation accepted", "The invited person chose a password and was logged in."),
  "link.refused": refused("Link refused", "A link of a mail was wrong, used before or too old.", {
    link: "`invitation`, `password_reset`, `email_change`, `temporary_pass` or `key_activation`",
    ...batch,
  }),
  "login.succeeded": event("Log-in", "A person was logged in.", {
    newBrowser: "whether the person had not logged in with this browser before",
  }),
  "login.password_failed": refused("Wrong password at the log-in", "Email or password were wrong.", {
    reason: "`deactivated` where the password was right but the person may not log in",
    ...batch,
  }),
  "login.second_factor_failed": refused("Wrong code at the log-in", "The second factor was wrong or spent.", batch),
  "login.second_factor_required": event("Right password; a second factor was asked for", "First step of a log-in."),
  "login.throttled": refused("Too many attempts", "An attempt was refused unseen: there were too many before.", batch),
  logout: event("Log-out", "A person ended the session."),
  "session.ended": event("Session ended", "A session was ended from the profile or by an administrator.", {
    others: "true: all but the one that asked",
    everybody: "true: the sessions of all people",
  }),
  "session.reauthenticated": event("Proved again who it is", "A fresh proof was given in a session."),
  "session.reauthentication_failed": refused("Failed to prove who it is", "The proof in a session was wrong.", batch),
  "access.refused": refused("Not allowed", "A person called something that the role does not allow.", {
    route: "what was called",
    ...batch,
  }),
  "profile.name_changed": event("Name changed", "A person changed their name."),
  "email_change.requested": event("Change of email asked for", "A link was mailed to the new address.", {
    to: "the new address",
  }),
  "email.changed": event("Email changed", "The link at the new address was opened, or an administrator changed it.", {
    from: "email",
    to: "email",
  }),
  "password.rehashed": event("Stored password strengthened", "Hashed again with the parameters of now."),
  "password.changed": event("Password changed", "A new password was set; sessions and trusted browsers ended.", {
    by: "`link` where it was a link for a forgotten password",
  }),
  "password_reset.requested": event("Password link asked for", "A link for a forgotten password was made.", {
    mailed: "whether it was mailed; else it was shown to the administrator",
  }),
  "two_factor.enabled": event("Two-factor authentication enabled", "The first second factor was set up."),
  "two_factor.disabled": event("Two-factor authentication disabled", "All second factors were removed.", {
    authenticators: "how many apps",
    passkeys: "how many",
  }),
  "authenticator.added": event("Authenticator app added", "The code of the app was right.", authenticator),
  "authenticator.renamed": event("Authenticator app renamed", "The new name.", authenticator),
  "authenticator.removed": event("Authenticator app removed", "Its codes are no longer accepted.", authenticator),
  "authenticator.verification_failed": refused(
    "Wrong code while adding an authenticator app",
    "The app was not added.",
    { authenticator: "id", ...batch },
  ),
  "recovery_codes.created": event("Recovery codes made", "With the first second factor."),
  "recovery_codes.reset": event("Recovery codes reset", "New ones were made; the old ones are void."),
  "recovery_codes.saved": event("Recovery codes saved", "The person typed one back."),
  "recovery_code.used": event("Recovery code used", "It will not work again.", { left: "how many are left" }),
  "trusted_browser.added": event("Browser remembered", "It may skip the second factor for a while."),
  "trusted_browser.forgotten": event("Trusted browser forgotten", "It is asked for the second factor again."),
  "trusted_browser.stolen": event(
    "A copied cookie of a trusted browser was used",
    "An exchanged secret came again; the trust is void.",
  ),
  "passkey.added": event("Passkey added", "A passkey was registered.", passkey),
  "passkey.renamed": event("Passkey renamed", "The new name.", passkey),
  "passkey.removed": event("Passkey removed", "It no longer lets in.", passkey),
  "factor.disabled": event("Factor switched off after 100 wrong attempts", "Until it is set up again.", {
    factor: "which",
    failures: "how many in a row",
  }),
  "temporary_pass.issued": event("Temporary pass issued", "For a person who has lost every factor.", {
    reason: "as the administrator wrote it",
    needsApproval: "whether another administrator has to approve it first",
  }),
  "temporary_pass.approved": event("Temporary pass approved", "It works from now on, for its time."),
  "temporary_pass.withdrawn": event("Temporary pass withdrawn", "An administrator took it back."),
  "temporary_pass.stopped": event("Temporary pass stopped", "The person it was for stopped it."),
  "temporary_pass.used": event("Temporary pass used", "It let the person in as far as setting up a new factor."),
  "policy.changed": event("Policy changed", "A setting of the installation was changed.", {
    setting: "which",
    from: "the value before",
    to: "the value now",
  }),
  "organisation_key.made": event(
    "Organisation key made",
    "Its identity was made in the browser of the administrator.",
    {
      key: "id",
      kind: "`hybrid` (post-quantum) or `x25519`",
    },
  ),
  "organisation_key.handed_out": event(
    "Organisation key asked for",
    "An administrator's browser got the locked identity, to unlock it with the passphrase.",
    { key: "id" },
  ),
  "organisation_key.unlocked_by_security_key": event(
    "Organisation key asked for with a security key",
    "An administrator touched a security key, and their browser got the identity that is sealed to it.",
    { key: "id", securityKey: "id of the security key", name: "name of the security key" },
  ),
  "organisation_key.security_key_added": event(
    "Security key unlocks the organisation key",
    "The administrator whose security key it is sealed the organisation key to it.",
    { key: "id", securityKey: "id of the security key", name: "name of the security key" },
  ),
  "organisation_key.security_key_removed": event(
    "Security key unlocks the organisation key no longer",
    "What was sealed to it was deleted.",
    { key: "id", securityKey: "id of the security key", name: "name of the security key" },
  ),
  "organisation_key.passphrase_changed": event(
    "Passphrase of the organisation key changed",
    "The same identity, locked with another passphrase.",
    { key: "id" },
  ),
  "organisation_key.replacement_begun": event(
    "Replacing the organisation key begun",
    "What is sealed from now on is sealed to the new key.",
    { key: "id of the new key", replaces: "id of the old key", kind: "`hybrid` (post-quantum) or `x25519`" },
  ),
  "organisation_key.replaced": event(
    "Organisation key replaced",
    "Nothing is sealed to the old key any more, and it was forgotten.",
    { key: "id of the new key", replaces: "id of the old key" },
  ),
  "organisation_key.replacement_abandoned": event(
    "Replacing the organisation key given up",
    "The old key is in use as before.",
    { key: "id of the old key", abandoned: "id of the new key" },
  ),
  "account.created": event("Account created", "An account was made; its sealed part came with it.", {
    ...account,
    kind: "`personal` or `shared`",
  }),
  "account.edited": event("Account edited", "What can be read of an account was changed.", {
    ...account,
    fields: "which",
  }),
  "account.password_changed": event("Password of an account changed", "As the administrator's browser said.", account),
  "account.otp_changed": event("OTP secret of an account changed", "As the administrator's browser said.", account),
  "account.notes_changed": event("Notes of an account changed", "As the administrator's browser said.", account),
  "account.secrets_changed": event(
    "Sealed part of an account replaced",
    "Whoever wrote it did not say what is new in it.",
    account,
  ),
  "account.deleted": event("Account deleted", "With its sealed part, and for all who had it.", {
    ...account,
    kind: "`personal` or `shared`",
  }),
  "account.shown": event("Secret of an account shown", "An administrator's browser got the sealed part to show it.", {
    ...account,
    part: "`password`, `otp` or `notes`, as the browser said",
  }),
  "account.opened_for_edit": event(
    "Account opened for an edit",
    "An administrator's browser got the sealed part, to put something else into it.",
    account,
  ),
  "account.resealed": event("Account sealed again", "The same content, as the browser said, for other keys.", {
    ...account,
    keys: "how many keys can open it",
  }),
  "accounts.opened_for_resealing": event(
    "Accounts handed out to be sealed again",
    "An administrator's browser got sealed parts, to seal them to the new organisation key.",
    { key: "id of the key that opens them", accounts: "how many" },
  ),
  "account.resealed_by_key": event(
    "Account sealed again by a key",
    "The same content, as the key said, for other keys: those of its employee that waited for it.",
    {
      account: "id",
      name: "as it is called; not of a private account",
      key: "id of the key that did",
      keys: "how many keys can open it",
    },
  ),
  "accounts.opened_for_delivery": event(
    "Accounts handed out to be delivered",
    "An administrator's browser got sealed parts, to seal them to keys that wait for them.",
    { accounts: "how many" },
  ),
  "account.given": event("Shared account given", "To an employee, or to all who are in a group.", given),
  "account.taken": event("Shared account taken back", "From an employee or a group; the others keep it.", given),
  "private_account.created": event("Private account made", "By a key of the employee; nobody else can see it.", own),
  "private_account.changed": event("Private account changed", "By a key of the employee.", own),
  "private_account.deleted": event("Private account deleted", "By a key of the employee, on all of them.", own),
  "private_accounts.lost": event(
    "Private accounts lost",
    "The last key that could open them has ended. They were deleted: nobody else could ever open them.",
    { key: "id of the key", accounts: "how many" },
  ),
  "account_template.created": event("Template created", "New accounts can be prefilled with it.", template),
  "account_template.edited": event("Template edited", "Accounts that were made from it stay as they are.", template),
  "account_template.deleted": event("Template deleted", "Accounts that were made from it stay.", template),
  "key.created": event("Key made", "A code and a link activate it once, within 7 days.", {
    ...key,
    policy: "name of its key policy",
    mailed: "whether the employee was mailed a link too",
  }),
  "key.activation_renewed": event("Activation of a key renewed", "Codes and links of before stopped working.", {
    ...key,
    mailed: "whether the employee was mailed a link too",
  }),
  "key.activated": event("Key activated", "Whoever had the code got a token; accounts are sealed to it from now on.", {
    ...key,
    device: "what the key says it runs on",
    kind: "`hybrid` (post-quantum) or `x25519`",
    fingerprint: "of its recipient, as the key shows it too",
  }),
  "key.security_key_added": event(
    "Security key added",
    "By its employee, with a touch. Accounts are sealed to it from now on.",
    {
      ...key,
      device: "how it is reached, as far as its browser says",
      kind: "`hybrid` (post-quantum) or `x25519`",
      fingerprint: "of its recipient",
    },
  ),
  "key.opened": event(
    "Security key opened in a browser",
    "By its employee, with a touch. For 10 minutes that session is given what is sealed to it.",
    key,
  ),
  "key.touch_refused": refused(
    "Touch of a security key refused",
    "In a session, what a security key answered was wrong or used before, or the key is not active. A count that went back tells of a copy.",
    batch,
  ),
  "key.renamed": event("Key renamed", "The new name.", { ...key, from: "name", to: "name" }),
  "key.policy_changed": event("Key got another policy", "It learns of it at its next contact.", {
    ...key,
    from: "name of the key policy",
    to: "name of the key policy",
  }),
  "key.status_changed": event("Status of a key changed", "It learns of it at its next contact.", {
    ...key,
    from: "status",
    to: "status",
    reason: "`withdrawn`, `lost`, `stolen` or `broken`; empty: it became active",
  }),
  "key.reported_lost": event(
    "Key reported lost",
    "By its employee. It is suspended, and learns of it at its next contact.",
    {
      ...key,
      from: "status before",
      to: "`suspended`",
      reason: "`lost`",
    },
  ),
  "key.locked_itself": event("Key locked itself", "After too many wrong PINs.", {
    ...key,
    lock: "number of the lock: the key counts them",
    from: "status before",
  }),
  "key.wiped": event("Key wiped itself", "It said that it has removed everything; its token stopped working.", key),
  "key.deleted": event("Key deleted", "It was never activated, or had wiped itself.", {
    ...key,
    status: "the status it had",
  }),
  "key_policy.created": event("Key policy made", "Keys can be given it.", {
    ...keyPolicy,
    rules: "what it asks of keys",
  }),
  "key_policy.changed": event("Key policy changed", "Its keys learn of it at their next contact.", {
    ...keyPolicy,
    from: "name and rules before",
    to: "name and rules now",
  }),
  "key_policy.deleted": event("Key policy deleted", "Its keys got the default one.", keyPolicy),
  "leaver.opened": event("Leaver's list opened", "Somebody left who could have seen secrets of accounts.", {
    leaver: "id of the list",
    accounts: "how many are still to be changed",
  }),
  "leaver.opened_for_key": event(
    "List of a compromised key opened",
    "Somebody else may have what is or was on a key of the person.",
    {
      leaver: "id of the list",
      key: "id",
      keyName: "as the key is called",
      accounts: "how many are still to be changed",
    },
  ),
  "leaver.ticked": event("Ticked off on a leaver's list", "An administrator says that it is done.", leaverAccount),
  "leaver.unticked": event("Tick on a leaver's list taken back", "It is still to be done.", leaverAccount),
  "leaver.finished": event("Leaver's list finished", "Nothing is left to be changed.", {
    leaver: "id of the list",
    name: "the name that the leaver had",
    accounts: "how many were on it",
  }),
  "leaver.closed": event("Leaver's list closed", "An administrator closed it before everything was done.", {
    leaver: "id of the list",
    name: "the name that the leaver had",
    open: "how many were still to be changed",
    reason: "as the administrator wrote it",
  }),
  "audit.exported": event("Audit exported", "The events were downloaded.", {
    format: "`csv` or `jsonl`",
    events: "how many at most",
  }),
  "audit.head_lost": event(
    "Audit cut off or rewritten",
    "The chain does not hold a head that was kept in a file. Administrators and auditors are mailed.",
    { seal: "number of the kept head", hash: "hash of the kept head" },
  ),
  "audit.removed": event("Old audit events removed", "As the retention setting asks; the chain stays verifiable.", {
    upToSeal: "number of the last seal whose events go",
    events: "how many since the removal before",
    olderThanDays: "the setting",
  }),
  "backup.created": event("Backup made", "All of the database was written to an encrypted file.", {
    encryptedTo: "`passphrase`, or recipients of age: `x25519` or `hybrid` (post-quantum)",
    recipients: "how many recipients",
    rows: "how many rows of the database",
    withMasterKey: "whether the master key is in it",
  }),
  "backup.restored": event(
    "Backup restored",
    "The database went back to the moment of the backup; what happened since is not in this audit.",
    {
      madeAt: "time of that moment",
      program: "version of the program that made the backup",
      schema: "version of its tables",
      rows: "how many rows",
    },
  ),
} as const satisfies Record<string, AuditEventText>;

export type AuditEventType = keyof typeof auditEvents;
export const auditEventTypes = Object.keys(auditEvents) as AuditEventType[];

function event<D extends Record<string, string> = typeof none>(title: string, about: string, detail: D = none as D) {
  return { title, about, outcome: "done", detail } as const;
}

function refused<D extends Record<string, string>>(title: string, about: string, detail: D) {
  return { title, about, outcome: "refused", detail } as const;
}

/** The title of a type; the type itself where this program does not know it. */
export function auditEventTitle(type: string): string {
  return type in auditEvents ? auditEvents[type as AuditEventType].title : type;
}
