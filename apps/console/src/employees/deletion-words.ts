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
};

/** What a newer server counts is named as it names it. */
export function deletionWords({ what, count }: Item): string {
  const plain = what.replaceAll("_", " ");
  const [noun, nouns] = words[what] ?? [plain, plain];
  return counted(count, noun, nouns);
}
