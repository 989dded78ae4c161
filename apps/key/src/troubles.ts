// Words for what is wrong with what the server gave.
import type { AccountTrouble } from "@hesper/keyring";

export const troubleWords: Readonly<Record<AccountTrouble, string>> = {
  swapped: "the server gave out the content of another account",
  replayed: "the server gave out an older content than before",
  damaged: "what the server gave out is damaged",
  not_for_this_key: "it is not sealed to this key, or its beginning is damaged",
  newer_version: "it was written by a newer version of Hesper",
};

/** What was good before is still there. */
export function troubleSentence(trouble: AccountTrouble): string {
  return `Something is wrong with the newest of this account: ${troubleWords[trouble]}. This is the last that was good. Tell whoever runs the server.`;
}
