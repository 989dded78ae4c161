// Words for people: kinds, statuses and times.
import type { KeyStatusReport, ListedAccount } from "@hesper/keyring";

export const kindWords: Readonly<Record<ListedAccount["kind"], string>> = {
  personal: "personal",
  shared: "shared",
  private: "private",
};

const reasonWords: Readonly<Record<NonNullable<KeyStatusReport["reason"]>, string>> = {
  withdrawn: "withdrawn",
  lost: "lost",
  stolen: "stolen",
  broken: "broken",
  wrong_pin: "too many wrong PINs",
};

/** "suspended (lost)". */
export function statusWords(status: KeyStatusReport["status"], reason: KeyStatusReport["reason"]): string {
  return reason === null ? status : `${status} (${reasonWords[reason]})`;
}

/** Local time to the minute, as `ls` and logs have it. Zero: never. */
export function timeWords(ms: number): string {
  if (ms === 0) return "never";
  const at = new Date(ms);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
