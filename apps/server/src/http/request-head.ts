// Heads of requests that no browser and no proxy sends: two hosts, or hundreds of headers.
import { refuse } from "../security/result.ts";
import type { HeadCheck } from "./arrival.ts";

const mostHeaders = 200;

export const refuseOddHeads: HeadCheck = ({ raw }) => {
  const words = oddityOf(raw.rawHeaders);
  return words === null ? null : refuse("invalid_request", words);
};

/** @param raw names and values by turns; what Node has merged or dropped is still there. */
function oddityOf(raw: readonly string[]): string | null {
  if (raw.length > 2 * mostHeaders) return "The request has too many headers.";
  let hosts = 0;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? "";
    if (name.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts > 1 ? "The request names more than one host." : null;
}
