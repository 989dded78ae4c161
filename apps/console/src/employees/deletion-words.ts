// What goes with a person or a group that is deleted, in words.
import type { Deletion } from "@hesper/contract";
import { counted } from "../brand/times.ts";

type Item = Deletion["items"][number];

/** By what the server calls it. What hangs on a person adds its words here. */
const words: Readonly<Record<string, readonly [noun: string, nouns: string]>> = {
  sessions: ["session", "sessions"],
  second_factors: ["second factor", "second factors"],
  trusted_browsers: ["remembered browser", "remembered browsers"],
  group_memberships: ["membership of a group", "memberships of groups"],
  invitation: ["open invitation", "open invitations"],
  personal_accounts: ["personal account", "personal accounts"],
  keys: [
    "key, which ends: a security key at once, another one wipes itself at its next contact if it was activated",
    "keys, which end: security keys at once, others that were activated wipe themselves at their next contact",
  ],
  private_accounts: ["private account in their keys", "private accounts in their keys"],
};

/** What becomes of the keys of somebody who is deactivated; null: there are none. */
export function keyWords(items: readonly Item[]): string | null {
  const countOf = (what: string) => items.find((item) => item.what === what)?.count ?? 0;
  const [keys, accounts] = [countOf("keys"), countOf("private_accounts")];
  if (keys === 0) return null;
  const ended =
    keys === 1
      ? "Their key is deactivated for good: a security key at once; another one, if it was activated, wipes itself at its next contact."
      : `Their ${keys} keys are deactivated for good: security keys at once; each other one that was activated wipes itself at its next contact.`;
  if (accounts === 0) return ended;
  return `${ended} ${counted(accounts, "private account")} in ${keys === 1 ? "it" : "them"} ${accounts === 1 ? "is" : "are"} lost.`;
}

/** What a newer server counts is named as it names it. */
export function deletionWords({ what, count }: Item): string {
  const plain = what.replaceAll("_", " ");
  const [noun, nouns] = words[what] ?? [plain, plain];
  return counted(count, noun, nouns);
}
