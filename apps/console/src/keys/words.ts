// What is said of keys: what each status means, why a key has it, and what becomes of a key that is changed.
import type { Key, KeyKind, KeyLoss, KeyReason, KeyStatus } from "@hesper/contract";
import { counted, dayAndTime } from "../brand/times.ts";

export const statusNames: Readonly<Record<KeyStatus, string>> = {
  reserved: "Reserved",
  active: "Active",
  locked: "Locked",
  suspended: "Suspended",
  deactivated: "Deactivated",
  compromised: "Compromised",
};

export const reasonNames: Readonly<Record<KeyReason, string>> = {
  withdrawn: "Withdrawn",
  lost: "Lost",
  stolen: "Stolen",
  broken: "Broken",
  wrong_pin: "Wrong PINs",
};

/** Why somebody would choose it. */
export const reasonMeanings: Readonly<Record<KeyReason, string>> = {
  withdrawn: "It is not needed any more, or not for now.",
  lost: "Nobody knows where it is.",
  stolen: "Somebody else has it.",
  broken: "It cannot be used any more.",
  wrong_pin: "Too many wrong PINs were entered.",
};

/** What a key is. @returns null: that shows when it is activated. */
export function kindName({ kind, activatedAt }: Pick<Key, "kind" | "activatedAt">): string | null {
  if (activatedAt === null) return null;
  return kind === "software" ? "Software key" : "Security key";
}

/** What is known of a key's last sign of life. */
export const contactNames: Readonly<Record<KeyKind, string>> = {
  software: "Last contact",
  security_key: "Last used",
};
export const noContact: Readonly<Record<KeyKind, string>> = {
  software: "No contact yet",
  security_key: "Not used yet",
};

type Standing = Pick<Key, "kind" | "status" | "activation" | "activatedAt" | "wipedAt">;

export function hasActivationEnded({ activation }: Pick<Key, "activation">, nowMs: number): boolean {
  return activation === null || Date.parse(activation.expiresAt) <= nowMs;
}

/** What the status means now, in a sentence or two. */
export function statusMeaning(key: Standing, nowMs: number): string {
  switch (key.status) {
    case "reserved":
      return hasActivationEnded(key, nowMs)
        ? "It was not activated in time: its link and code have ended. Make a new link."
        : `It waits to be activated. Its link and code work once, until ${dayAndTime(key.activation?.expiresAt ?? "")}.`;
    case "active":
      return key.kind === "software" ? "It gets accounts and shows their codes." : opensInBrowser;
    case "locked":
      return "It has locked itself after too many wrong PINs. It opens for nobody and gets nothing until it is unlocked.";
    case "suspended":
      return key.kind === "software"
        ? "It locks at its next contact, keeps what it has, and gets nothing until it is resumed."
        : "It opens nothing, and gets nothing until it is resumed.";
    case "deactivated":
    case "compromised":
      return endedMeaning(key);
  }
}

const opensInBrowser =
  "It opens accounts with a touch, in the browser in which its employee is logged in. Nothing is kept on it.";

function endedMeaning({ kind, activatedAt, wipedAt }: Standing): string {
  if (kind === "security_key") return "It opens nothing any more. Nothing was kept on it.";
  if (activatedAt === null) return "It was never activated, and cannot be any more.";
  if (wipedAt !== null) return "It has wiped itself and has nothing any more.";
  return "It wipes itself at its next contact, and says so. It has not said so yet.";
}

/** What an administrator can make of a key. */
export type NextStatus = "active" | "suspended" | "deactivated" | "compromised";

/** @param from unlocking and resuming lead to the same status. */
export function actionName(from: KeyStatus, to: NextStatus): string {
  switch (to) {
    case "active":
      return from === "locked" ? "Unlock" : "Resume";
    case "suspended":
      return "Suspend";
    case "deactivated":
      return "Deactivate";
    case "compromised":
      return "Report as compromised";
  }
}

/** What happens to the key, and when. */
export function consequence(
  { kind, status: from, activatedAt }: Pick<Key, "kind" | "status" | "activatedAt">,
  to: NextStatus,
): string {
  if (kind === "security_key") return consequenceForSecurityKey(from, to);
  switch (to) {
    case "active":
      return from === "locked"
        ? "At its next contact the key learns that it may open again, counts wrong PINs from the beginning, and gets what was changed meanwhile."
        : "At its next contact the key opens again with its PIN, and gets what was changed meanwhile.";
    case "suspended":
      return "At its next contact the key locks. It keeps what it has, opens for nobody and gets nothing until it is resumed. Until then it works with what it has, for as many days without contact as its policy allows.";
    case "deactivated":
    case "compromised":
      if (from === "deactivated")
        return "It changes nothing for the key: it has wiped itself, or does so at its next contact.";
      if (activatedAt === null) return "Its link and code stop working at once, and it can never be activated.";
      return "At its next contact the key wipes itself, says so, and can never be used again. Until then it works with what it has, for as many days without contact as its policy allows.";
  }
}

/** At once, since nothing is on it and the server is asked at each touch. */
function consequenceForSecurityKey(from: KeyStatus, to: NextStatus): string {
  if (to === "active") return "It opens its accounts again at once, and gets what was changed meanwhile.";
  if (to === "suspended") {
    return "It opens nothing from now on, and gets nothing until it is resumed. What it has open in a browser is closed.";
  }
  if (from === "deactivated") return "It changes nothing for the key: it opens nothing already.";
  return "It opens nothing from now on, and can never be used again. What it has open in a browser is closed.";
}

/** What was done, after the name of the key. */
export const toldOf: Readonly<Record<KeyKind, Readonly<Record<NextStatus, string>>>> = {
  software: {
    active: "opens again at its next contact.",
    suspended: "locks at its next contact.",
    deactivated: "wipes itself at its next contact.",
    compromised: "wipes itself at its next contact.",
  },
  security_key: {
    active: "opens its accounts again.",
    suspended: "opens nothing until it is resumed.",
    deactivated: "opens nothing from now on.",
    compromised: "opens nothing from now on.",
  },
};

/** What ending a key takes from people; empty: nothing. @param name of the employee. */
export function lossWords({ privateAccounts, unopenable }: KeyLoss, name: string): string[] {
  const words: string[] = [];
  if (privateAccounts > 0) {
    words.push(
      `${counted(privateAccounts, "private account")} ${isAre(privateAccounts)} lost for good: no other key of ${name} can open ${itThem(privateAccounts)}.`,
    );
  }
  if (unopenable > 0) {
    words.push(
      `${counted(unopenable, "account")} can be opened by nobody any more: neither the organisation key nor another key has ${itThem(unopenable)}. Write the secrets anew afterwards, or deliver ${itThem(unopenable)} to another key first.`,
    );
  }
  return words;
}

function isAre(count: number): string {
  return count === 1 ? "is" : "are";
}

function itThem(count: number): string {
  return count === 1 ? "it" : "them";
}

/** The list that is opened for a compromised key. */
export function listWords(accounts: number): string {
  if (accounts === 0) return "No accounts were on it: there is nothing to be changed.";
  return `Whoever has it may know the secrets of ${counted(accounts, "account")}: a list of what is to be changed is opened, and stays on the home page until it is done.`;
}

/** Why what waits is not offered to be delivered; empty: it is, or nothing waits. @param deliverable how many accounts are. */
export function whyItWaits(
  { status, accounts, employeeName }: Pick<Key, "status" | "accounts" | "employeeName">,
  deliverable: number,
): string {
  if (accounts.waiting === 0 || deliverable > 0) return "";
  if (status !== "active") return "What waits can be delivered when the key is active again.";
  return `What waits is private: another key of ${employeeName} that has it hands it on at its next sync. Nobody else can.`;
}

/** "12 delivered · 1 queued · 2 waiting"; empty: none. A number stays with its word. */
export function accountWords({ delivered, queued, waiting, removing }: Key["accounts"]): string {
  const parts = [
    [delivered, "delivered"],
    [queued, "queued"],
    [waiting, "waiting"],
    [removing, "to be removed"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count.toLocaleString("en")}\u00a0${word}`)
    .join(" · ");
}
