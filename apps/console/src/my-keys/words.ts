// What a person is told of their own keys: what each status means to them, and who did what to their accounts and keys.
import {
  type AddableKeys,
  auditEventTitle,
  type DeliveryStatus,
  type KeyKind,
  type OwnEventType,
  type OwnKey,
  type SecurityEvent,
} from "@hesper/contract";
import { counted, dayAndTime } from "../brand/times.ts";
import { hasActivationEnded, statusMeaning } from "../keys/words.ts";

/** Who adds keys that one cannot add by oneself, and what to do. Empty: there are none. */
export function whoAdds(mayAdd: AddableKeys): string {
  if (mayAdd === "all") return "";
  if (mayAdd === "security_keys") return "A key in a browser or on a computer is added by an administrator: ask one.";
  return "Keys are added by administrators here: ask one. With the link that you get, a browser, a computer or a security key becomes your key.";
}

/** What lies behind the button that shows the accounts of a key. */
export const holdsWords: Readonly<Record<KeyKind, string>> = {
  software: "What it holds",
  security_key: "What it opens",
};

interface Now {
  readonly nowMs: number;
  /** Whether the policy lets its owner make another link. */
  readonly renewable: boolean;
}

/** What the status means to the one whose key it is, and what to do. */
export function ownMeaning(key: OwnKey, { nowMs, renewable }: Now): string {
  switch (key.status) {
    case "reserved":
      return hasActivationEnded(key, nowMs)
        ? `It was not activated in time. ${renewable ? "Make a new link." : "Ask an administrator for a new link."}`
        : `It waits to be activated with the link that you were given, until ${dayAndTime(key.activation?.expiresAt ?? "")}.`;
    case "active":
      return key.kind === "software"
        ? "It gets your accounts and shows their codes."
        : "With a touch it opens your accounts in any browser, under My accounts. Nothing is kept on it.";
    case "locked":
      return "It has locked itself after too many wrong PINs. Ask an administrator to unlock it.";
    case "suspended":
      return `${key.reason === "lost" ? "It is reported lost" : "It is stopped for now"}: it ${stopped[key.kind]}. If you have it, ask an administrator to let it go on.`;
    case "deactivated":
    case "compromised":
      return statusMeaning(key, nowMs);
  }
}

const stopped: Readonly<Record<KeyKind, string>> = {
  software: "locks at its next contact, keeps what it has and gets nothing",
  security_key: "opens nothing, and gets nothing",
};

export function canBeReported({ status }: Pick<OwnKey, "status">): boolean {
  return status === "active" || status === "locked";
}

/** What becomes of a key that is reported lost, in sentences. */
export function lostWords({ kind, policy: { offlineDays } }: Pick<OwnKey, "kind" | "policy">): readonly string[] {
  if (kind === "security_key") {
    return [
      "It opens nothing from now on, and what it has open in a browser is closed. Nothing is kept on it.",
      "An administrator decides what becomes of it: it goes on when it is found, or it is ended. You cannot undo this yourself.",
      "May somebody else have it and know its PIN? Then tell an administrator now, so that the passwords that it opened are changed.",
    ];
  }
  return [
    `It gets nothing from now on, and locks at its next contact. Until then it opens with its PIN, for at most ${counted(offlineDays, "day")} without contact.`,
    "An administrator decides what becomes of it: it goes on when it is found, or it is ended and wipes itself. You cannot undo this yourself.",
    "May somebody else know its PIN? Then tell an administrator now, so that the passwords on it are changed.",
  ];
}

export const holdingWords: Readonly<Record<KeyKind, Readonly<Record<DeliveryStatus, string>>>> = {
  software: {
    waiting: "Not on it yet. Another key of yours hands it on at its next sync, or an administrator does.",
    queued: "It comes at the next sync.",
    delivered: "On the key.",
    removing: "It is removed at the next sync.",
    removed: "Removed.",
  },
  // Nothing is on it: what is sealed to it, it opens with the next touch.
  security_key: {
    waiting: "It cannot open it yet. Another key of yours hands it on, or an administrator does.",
    queued: "It opens it from the next touch on.",
    delivered: "It opens it.",
    removing: "It opens it no more.",
    removed: "It opens it no more.",
  },
};

interface Told {
  /** Who did it, as a sentence begins. */
  readonly who: string;
  readonly isOneself: boolean;
  /** Of the account or key. */
  readonly name: string;
  readonly to: string;
  readonly reason: string | null;
  readonly part: string | null;
}

const parts: Readonly<Record<string, string>> = { password: "the password", otp: "the OTP secret", notes: "the notes" };

const sentences: Readonly<Record<OwnEventType, (told: Told) => string>> = {
  "account.created": ({ who, name }) => `${who} made the account ${name} for you.`,
  "account.edited": ({ who, name }) => `${who} changed the account ${name}.`,
  "account.password_changed": ({ who, name }) => `${who} changed the password of ${name}.`,
  "account.otp_changed": ({ who, name }) => `${who} changed the OTP secret of ${name}.`,
  "account.notes_changed": ({ who, name }) => `${who} changed the notes of ${name}.`,
  "account.secrets_changed": ({ who, name }) => `${who} changed what is secret in ${name}.`,
  "account.deleted": ({ who, name }) => `${who} deleted the account ${name}.`,
  "account.shown": ({ who, name, part }) => `${who} looked at ${parts[part ?? ""] ?? "what is secret"} of ${name}.`,
  "account.opened_for_edit": ({ who, name }) => `${who} opened ${name} to change what is secret in it.`,
  "account.given": ({ who, name }) => `${who} gave you the shared account ${name}.`,
  "account.taken": ({ who, name }) => `${who} took back the shared account ${name}.`,
  "private_accounts.lost": () => "Private accounts were deleted: the last key that could open them has ended.",
  "key.created": ({ who, isOneself, name }) => `${who} made the key ${name}${isOneself ? "" : " for you"}.`,
  "key.activation_renewed": ({ who, name }) => `${who} made a new link for the key ${name}.`,
  "key.activated": ({ name }) => `The key ${name} was activated.`,
  "key.security_key_added": ({ who, name }) => `${who} added the security key ${name}.`,
  "key.opened": ({ who, name }) => `${who} opened accounts with the security key ${name}.`,
  "key.renamed": ({ who, to }) => `${who} renamed a key to ${to}.`,
  "key.policy_changed": ({ who, name, to }) => `${who} gave the key ${name} the policy ${to}.`,
  "key.status_changed": statusSentence,
  "key.reported_lost": ({ who, name }) => `${who} reported the key ${name} lost.`,
  "key.locked_itself": ({ name }) => `The key ${name} locked itself after too many wrong PINs.`,
  "key.wiped": ({ name }) => `The key ${name} has wiped itself.`,
  "key.deleted": ({ who, name }) => `${who} deleted the key ${name}.`,
};

function statusSentence({ who, name, to, reason }: Told): string {
  if (to === "active") return `${who} let the key ${name} go on.`;
  const why = reason === null ? "" : ` (${reason.replace("_", " ")})`;
  if (to === "compromised") return `${who} reported the key ${name} as compromised${why}.`;
  return `${who} ${to} the key ${name}${why}.`;
}

/** Who did what, in a sentence. */
export function eventSentence({ type, by, about }: Pick<SecurityEvent, "type" | "by" | "about">): string {
  const sentence = type in sentences ? sentences[type as OwnEventType] : null;
  // A newer server knows more.
  if (!sentence) return auditEventTitle(type);
  const somebody = by?.name === "" ? "Somebody who was deleted" : (by?.name ?? "The server");
  const { name, to, reason = null, part = null } = about ?? {};
  const isOneself = by?.isOneself ?? false;
  return sentence({ who: isOneself ? "You" : somebody, isOneself, name: name ?? "", to: to ?? "", reason, part });
}
