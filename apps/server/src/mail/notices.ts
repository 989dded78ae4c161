// The words of the mails that tell people what happened to their account.
import type { LetterWriter } from "./delivery.ts";
import type { Letter } from "./letter.ts";
import type { NoticedEvent } from "./noticing.ts";
import { deviceName, whenAndWhere } from "./origins.ts";
import type { MailData } from "./outbox.ts";

interface Words {
  readonly subject: string;
  readonly text: (data: MailData) => string;
  /** What to do for whom it comes as a surprise; not given: the password is changed. */
  readonly otherwise?: string;
}

const words: Record<NoticedEvent, Words> = {
  "two_factor.enabled": {
    subject: "Two-factor authentication is enabled",
    text: () => "From now on your log-in asks for a second factor beside the password.",
  },
  "two_factor.disabled": {
    subject: "Two-factor authentication is disabled",
    text: () => "All second factors and recovery codes of your account were removed.",
  },
  "authenticator.added": {
    subject: "An authenticator app was added",
    text: ({ name }) => `The authenticator app “${name}” can be used for your log-in now.`,
  },
  "authenticator.removed": {
    subject: "An authenticator app was removed",
    text: ({ name }) => `Codes of the authenticator app “${name}” are no longer accepted.`,
  },
  "passkey.added": {
    subject: "A passkey was added",
    text: ({ name }) => `The passkey “${name}” can be used for your log-in now.`,
  },
  "passkey.removed": {
    subject: "A passkey was removed",
    text: ({ name }) => `The passkey “${name}” no longer lets you in.`,
  },
  "recovery_code.used": {
    subject: "A recovery code was used",
    text: ({ left }) =>
      `A recovery code of yours was used to log in. ${left} of them ${left === 1 ? "is" : "are"} left.`,
  },
  "recovery_codes.reset": {
    subject: "Your recovery codes were reset",
    text: () => "New recovery codes were made. The old ones stopped working.",
  },
  "password.changed": {
    subject: "Your password was changed",
    text: () => "Your password was changed. All other sessions were ended.",
  },
  "email_change.requested": {
    subject: "Your email is about to be changed",
    text: ({ to }) =>
      `Somebody who is logged in as you asked to change your email to ${to}. It changes when the link that was sent there is opened.`,
  },
  "email.changed": {
    subject: "Your email was changed",
    text: ({ to }) => `You log in with ${to} from now on. No more mails come to this address.`,
  },
  "login.succeeded": {
    subject: "Log-in with a new browser",
    text: () => "Somebody logged in as you with a browser that you had not used before.",
  },
  "trusted_browser.stolen": {
    subject: "The cookie of a trusted browser was copied",
    text: () =>
      "A cookie that lets one of your browsers skip the second factor was used twice: somebody has a copy. It no longer works.",
  },
  "factor.disabled": {
    subject: "A factor of your log-in is switched off",
    text: ({ factor }) =>
      `There were 100 wrong attempts in a row with ${factorWords[String(factor)] ?? factor}. It stays switched off until it is set up again.`,
  },
  "temporary_pass.approved": {
    subject: "A temporary pass for you was approved",
    text: () => "A second administrator approved the temporary pass for your account. It works from now on.",
  },
  "temporary_pass.withdrawn": {
    subject: "The temporary pass was taken back",
    text: () => "An administrator took back the temporary pass for your account.",
  },
  "temporary_pass.stopped": {
    subject: "The temporary pass was stopped",
    text: () => "The temporary pass for your account was stopped. It cannot be used.",
  },
  "temporary_pass.used": {
    subject: "The temporary pass was used",
    text: () => "Somebody logged in to your account with the temporary pass and can set up a new second factor.",
  },
  "key.created": {
    subject: "A key was made for your accounts",
    text: ({ name }) =>
      `Somebody who is logged in as you made the key “${name}”. Whoever has its link or code can activate it, and has your accounts then.`,
    otherwise: "change your password, and tell an administrator at once: they can deactivate the key",
  },
  "key.activated": {
    subject: "A key of yours was activated",
    text: ({ name, device }) =>
      `The key “${name}” was activated on ${deviceName(String(device))}. It gets your accounts from now on.`,
    // Whoever has the key has the accounts, whatever the password is; and not everybody who has a key logs in.
    otherwise: "tell an administrator at once: they can report the key as compromised",
  },
  "key.security_key_added": {
    subject: "A security key was added to your keys",
    text: ({ name, device }) =>
      `“${name}” (${device}) was added. Accounts are sealed to it from now on, and it opens them.`,
    otherwise: "report it lost under My keys, change your password, and tell an administrator at once",
  },
  "employee.deactivated": {
    subject: "Your account was deactivated",
    text: () => "An administrator deactivated your account. You cannot log in until it is reactivated.",
  },
  "employee.reactivated": {
    subject: "Your account was reactivated",
    text: () => "An administrator reactivated your account. You can log in again.",
  },
  "employee.deleted": {
    subject: "Your account was deleted",
    text: () => "An administrator deleted your account. You cannot log in any more.",
  },
  "employee.role_changed": {
    subject: "Your role was changed",
    text: ({ to }) => `You are ${to === "employee" ? "an employee" : `an ${to}`} now.`,
  },
};

const factorWords: Record<string, string> = {
  password: "the password",
  password_in_session: "the password, in a session",
  password_in_trusted_browser: "the password, in a trusted browser",
  totp: "codes of an authenticator app",
  recovery_code: "recovery codes",
  passkey: "passkeys",
  enrolment: "codes while setting up an authenticator app",
  temporary_pass: "temporary passes",
};

export const noticeWriter: LetterWriter = async ({ data }) => noticeLetter(JSON.parse(data) as MailData);

function noticeLetter(data: MailData): Letter {
  const {
    subject,
    text,
    otherwise = "change your password and tell an administrator at once",
  } = words[data.event as NoticedEvent];
  return {
    subject,
    greeting: `Hello ${data.greeted},`,
    paragraphs: [text(data)],
    facts: [...whenAndWhere(data), ...(data.byAnother ? ([["By", "an administrator"]] as const) : [])],
    afterAction: [`If this was you, or you know of it, there is nothing to do. If not, ${otherwise}.`],
  };
}
