// What a key is told of its own state, in a sentence that it can show.
import type { KeyKind, KeyReason, KeyStatus } from "@hesper/contract";

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

/** Of a security key, on which nothing is. */
const sentencesOfSecurityKey: Readonly<Partial<Record<KeyStatus, string>>> = {
  deactivated: "This key is deactivated: it opens nothing any more.",
  compromised: "This key is called compromised: it opens nothing any more.",
};

export function sentenceForKey({ status, kind }: { readonly status: KeyStatus; readonly kind: KeyKind }): string {
  return (kind === "security_key" ? sentencesOfSecurityKey[status] : undefined) ?? sentences[status];
}
