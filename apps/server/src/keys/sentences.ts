// What a key is told of its own state, in a sentence that it can show.
import type { KeyReason, KeyStatus } from "@hesper/contract";

export const reasonWords: Readonly<Record<KeyReason, string>> = {
  withdrawn: "withdrawn",
  lost: "lost",
  stolen: "stolen",
  broken: "broken",
  wrong_pin: "too many wrong PINs",
};

const sentences: Readonly<Record<KeyStatus, string>> = {
  reserved: "This key has not been activated.",
  active: "This key is active.",
  locked: "This key is locked after too many wrong PINs. Ask an administrator to unlock it.",
  suspended: "This key is suspended. Ask an administrator.",
  deactivated: "This key is deactivated: it is to remove everything it has.",
  compromised: "This key is called compromised: it is to remove everything it has.",
};

export function sentenceForKey({ status }: { readonly status: KeyStatus }): string {
  return sentences[status];
}
