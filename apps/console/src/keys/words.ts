// What is said of keys: what each status means, why a key has it, and what becomes of a key that is changed.
import type { Key, KeyLoss, KeyReason, KeyStatus } from "@hesper/contract";
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

type Standing = Pick<Key, "status" | "activation" | "activatedAt" | "wipedAt">;

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
      return "It gets accounts and shows their codes.";
    case "locked":
      return "It has locked itself after too many wrong PINs. It opens for nobody and gets nothing until it is unlocked.";
    case "suspended":
      return "It locks at its next contact, keeps what it has, and gets nothing until it is resumed.";
    case "deactivated":
    case "compromised":
      return endedMeaning(key);
  }
}

function endedMeaning({ activatedAt, wipedAt }: Standing): string {
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
  { status: from, activatedAt }: Pick<Key, "status" | "activatedAt">,
  to: NextStatus,
): string {
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
