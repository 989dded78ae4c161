// What came of handing accounts on.
import { counted } from "../brand/times.ts";

export interface Handed {
  readonly status: "ended" | "locked" | "stopped";
  /** Accounts. */
  readonly sealed: number;
  /** The names of the keys. */
  readonly keys: readonly string[];
}

/** What came of handing accounts on; empty: there was nothing to do. */
export function handedWords({ status, sealed, keys }: Handed): string {
  const stopped = status === "ended" ? "" : "It was stopped. ";
  if (sealed === 0) return stopped.trim();
  const are = sealed === 1 ? "is" : "are";
  const to = keys.length === 0 ? "your other keys" : listed(keys);
  return `${stopped}${counted(sealed, "account")} ${are} sealed to ${to} too.`;
}

function listed(names: readonly string[]): string {
  return new Intl.ListFormat("en").format(names);
}
