// What a leaver's list says of itself, in words.
import { dayAndTime, exactTime } from "../brand/times.ts";
import type { Leaver, LeaverEntry } from "./leavers.ts";

/** "3 of 12 accounts": how many are still to be changed. */
export function openOfAll(open: number, accounts: number): string {
  return `${open.toLocaleString("en")} of ${accounts.toLocaleString("en")} ${accounts === 1 ? "account" : "accounts"}`;
}

/** Whose list it is: of somebody who left, or of a key that somebody else may have. */
export function listTitle({ name, key }: Pick<Leaver, "name" | "key">): string {
  return key === null ? `Left: ${name}` : `Compromised: ${key.name}, key of ${name}`;
}

/** "Left on", "Reported on": when it began. */
export function beganWords({ key, leftAt }: Pick<Leaver, "key" | "leftAt">): string {
  return key === null
    ? `Left on ${dayAndTime(leftAt)}`
    : `The key was reported as compromised on ${dayAndTime(leftAt)}`;
}

export function stateWords({ state, open, accounts, name, key }: Leaver): string {
  const all = openOfAll(open, accounts);
  switch (state) {
    case "open":
      return `${all} still to be changed.`;
    case "finished":
      return key === null
        ? `Done: nothing that ${name} could have seen is as it was.`
        : "Done: nothing that was on the key is as it was.";
    case "closed":
      return open === 0 ? "Closed." : `Closed with ${all} not changed.`;
  }
}

export function doneWords(done: NonNullable<LeaverEntry["done"]>): string {
  switch (done.how) {
    case "changed":
      return "Done: the password and the OTP secret were changed";
    case "by_hand":
      return `Ticked off by ${done.by ?? "somebody"}`;
    case "deleted":
      return "Done: the account was deleted";
  }
}

/** What is known of each part; the server does not know whether there is an OTP secret. */
export function partWords({ passwordChangedAt, otpChangedAt }: LeaverEntry): string[] {
  return [partOf("Password", passwordChangedAt), partOf("OTP secret", otpChangedAt)];
}

function partOf(name: string, changedAt: string | null): string {
  return changedAt === null ? `${name}: not changed` : `${name}: changed ${exactTime(changedAt)}`;
}
