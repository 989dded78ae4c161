// What is said of deliveries: each state, what waits, and what came of delivering.
import type { DeliveryStatus, KeyAccountKind } from "@hesper/contract";
import type { VaultProblemCode } from "@hesper/vault";
import { counted } from "../brand/times.ts";
import type { Waiting } from "./deliveries.ts";

export const statusNames: Readonly<Record<DeliveryStatus, string>> = {
  waiting: "Waits for sealing",
  queued: "Queued",
  delivered: "Delivered",
  removing: "To be removed",
  removed: "Removed",
};

export const statusMeanings: Readonly<Record<DeliveryStatus, string>> = {
  waiting:
    "Not sealed to the key as it is now. Deliver does that, or another key of the employee at its next sync; to private accounts only the latter.",
  queued: "The key gets it at its next sync.",
  delivered: "The key has said that it has it as it is now.",
  removing: "The key removes it at its next sync.",
  removed: "The key has said that it has removed it.",
};

/** Of a private account nothing is known but that it is there. */
export function accountName({ kind, name }: { readonly kind: KeyAccountKind; readonly name: string }): string {
  return kind === "private" ? "Private account" : name;
}

export const kindNames: Readonly<Record<KeyAccountKind, string>> = {
  personal: "Personal",
  shared: "Shared",
  private: "Made in the key: nobody else sees what it is",
};

/** "3 accounts wait to be sealed to 2 keys" @param again after some were sealed. */
export function waitingWords({ accounts, keys }: Waiting, again = false): string {
  const wait = `${again ? "still " : ""}${accounts === 1 ? "waits" : "wait"}`;
  return `${counted(accounts, "account")} ${wait} to be sealed to ${counted(keys, "key")}`;
}

/** @param total as it was when the run began. */
export function progressWords(sealed: number, total: number): string {
  return `${sealed.toLocaleString("en")} of ${counted(Math.max(sealed, total), "account")} sealed`;
}

export interface Delivered {
  readonly status: "ended" | "locked" | "stopped";
  readonly sealed: number;
  /** Keys for which nothing waits any more. */
  readonly keys: number;
}

/** What came of it, in one or two sentences. */
export function deliveredWords({ status, sealed, keys }: Delivered): string {
  const stopped = status === "stopped" ? "Stopped. " : "";
  if (sealed === 0) return `${stopped}Nothing was sealed.`;
  const what = `${counted(sealed, "account")} ${sealed === 1 ? "is" : "are"} sealed`;
  if (keys === 0) return `${stopped}${what}.`;
  const get = keys === 1 ? "which gets" : "which get";
  return `${stopped}${what} for ${counted(keys, "key")}, ${get} what is new at the next sync.`;
}

/** What an account is named for that is not sealed to all. */
export function leftOutWords(keys: number): string {
  return `${counted(keys, "key")} ${keys === 1 ? "is" : "are"} left out: one account is sealed to at most 256. Give it to fewer people, or make a second account for the others.`;
}

/** Of those that the server did not even hand out. */
export function unopenedWords(accounts: number): string {
  const [are, them] = accounts === 1 ? ["is", "it"] : ["are", "them"];
  return (
    `${counted(accounts, "account")} ${are} not sealed to the organisation key of now: made before there was one, or not sealed again yet ` +
    `since it is being replaced. Finish the replacement under Settings; otherwise a key of the employee that has ${them} hands ${them} on at its next sync.`
  );
}

/** What to do about an account that cannot be opened; what is not here is said of it anywhere. */
export const problemWords: Partial<Record<VaultProblemCode, string>> = {
  not_for_this_identity:
    "The organisation key does not open it, though the server says that it does. A key of the employee that has it hands it on at its next sync; if there is none, tell whoever runs the server.",
  damaged:
    "Its sealed part is damaged, and was not opened. Write its secrets anew in another account and delete this one, or ask whoever runs the server for a backup.",
};

/** How an account stands with the keys of one employee. */
export interface KeysOfAccount {
  readonly isThere: boolean;
  /** "On 1 of 2 keys" */
  readonly summary: string;
  /** What is still to come; empty: nothing. */
  readonly open: string;
}

export function keysWords(statuses: readonly DeliveryStatus[]): KeysOfAccount {
  const has = statuses.filter((status) => status !== "removing" && status !== "removed");
  const count = (status: DeliveryStatus) => has.filter((one) => one === status).length;
  const [delivered, queued, waiting] = [count("delivered"), count("queued"), count("waiting")];
  if (has.length === 0) return { isThere: false, summary: "No key yet", open: "" };
  const open = [
    waiting === 0 ? "" : ofThem(waiting, has.length, "waits for sealing", "wait for sealing"),
    queued === 0 ? "" : ofThem(queued, has.length, "queued", "queued"),
  ].filter((words) => words !== "");
  return {
    isThere: delivered === has.length,
    summary: `On ${delivered.toLocaleString("en")} of ${counted(has.length, "key")}`,
    open: open.join(", "),
  };
}

/** Where all are meant, how many is said already. */
function ofThem(count: number, all: number, one: string, many: string): string {
  return count === all ? one : `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
