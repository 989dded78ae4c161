// What a security key that was just added opens.
import { counted } from "../brand/times.ts";

/** @param waiting accounts that are not sealed to it yet. */
export function afterAdding(waiting: number): readonly string[] {
  const now = "It opens what is made for you from now on: under My accounts, in any browser, with a touch.";
  if (waiting === 0) return [now];
  const [come, them] = waiting === 1 ? ["comes", "it"] : ["come", "them"];
  const before = `${counted(waiting, "account")} that you have already ${come} when another key of yours or an administrator hands ${them} on.`;
  return [now, before];
}
