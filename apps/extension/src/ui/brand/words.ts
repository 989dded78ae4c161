// Words for people: states, kinds, times and counts.
import type { AccountTrouble } from "@hesper/keyring";
import type { AccountView, FillView, KeyView, StateView } from "../../messages/answers.ts";
import type { FillProblem } from "../../messages/to-content.ts";

export const kindWords: Readonly<Record<AccountView["kind"], string>> = {
  personal: "Personal",
  shared: "Shared",
  private: "Private",
};

const statusOnly: Readonly<Record<KeyView["status"], string>> = {
  reserved: "Reserved",
  active: "Active",
  locked: "Locked",
  suspended: "Suspended",
  deactivated: "Deactivated",
  compromised: "Compromised",
};
const reasons: Readonly<Record<string, string>> = {
  withdrawn: "withdrawn",
  lost: "lost",
  stolen: "stolen",
  broken: "broken",
  wrong_pin: "too many wrong PINs",
};

/** "Suspended (lost)". */
export function statusWords({ status, reason }: Pick<KeyView, "status" | "reason">): string {
  return reason === null ? statusOnly[status] : `${statusOnly[status]} (${reasons[reason] ?? reason})`;
}

const troubleWords: Readonly<Record<AccountTrouble, string>> = {
  swapped: "the server gave out the content of another account",
  replayed: "the server gave out an older content than before",
  damaged: "what the server gave out is damaged",
  not_for_this_key: "it is not sealed to this key, or its beginning is damaged",
  newer_version: "it was written by a newer version of Hesper",
};

/** What was good before is still there. */
export function troubleSentence(trouble: AccountTrouble): string {
  return `Something is wrong with the newest of this account: ${troubleWords[trouble]}. What you see is the last that was good. Tell whoever runs the server.`;
}

/** What a hot key had wanted: "fill the code". Null: it had wanted nothing. */
export function wantedWords(wanted: StateView["wanted"]): string | null {
  if (wanted === null) return null;
  return wanted.part === "code" ? "fill the code" : "fill login and password";
}

const fillProblemWords: Readonly<Record<FillProblem, string>> = {
  other_origin: "The page went elsewhere meanwhile. Nothing was filled.",
  too_late: "The page took too long. Nothing was filled; try again.",
  no_fields: "There is nothing on this page to fill. Open its log-in form, and try again.",
  sends_elsewhere: "The form would send what is filled to another site. Nothing was filled.",
  covered: "The fields are covered by something or cannot be seen. Nothing was filled.",
  not_kept: "The page did not keep everything that was filled. Look at its fields, or copy what is missing.",
};

/** How a fill went: "Login and password are filled." */
export function fillWords({ filled, problem }: FillView): string {
  const parts = [filled.login && "login", filled.password && "password", filled.code && "code"].filter(
    (x) => x !== false,
  );
  const done = parts.length === 0 ? "" : `${capital(parts.join(" and "))} ${parts.length === 1 ? "is" : "are"} filled.`;
  return [done, problem === null ? "" : fillProblemWords[problem]].filter(Boolean).join(" ") || "Nothing was filled.";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "1 account", "10,000 accounts". */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : nouns}`;
}

const units: readonly [string, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** "5 minutes ago"; "just now" for less than a minute; "never" for zero. */
export function agoWords(ms: number, nowMs: number): string {
  if (ms === 0) return "never";
  const unit = units.find(([, length]) => nowMs - ms >= length);
  return unit ? `${counted(Math.floor((nowMs - ms) / unit[1]), unit[0])} ago` : "just now";
}

/** "13 days", "5 hours"; for less than a minute "a moment". */
export function spanWords(ms: number): string {
  const unit = units.find(([, length]) => ms >= length);
  return unit ? counted(Math.floor(ms / unit[1]), unit[0]) : "a moment";
}

/** "1 December 2026 at 13:00". */
export function dayAndTime(ms: number): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" }).format(ms);
}
